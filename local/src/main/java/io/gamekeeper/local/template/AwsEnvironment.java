package io.gamekeeper.local.template;

import java.util.List;

/**
 * The account and region that a stack is synthesised for.
 *
 * @param account twelve digits
 * @param region for instance {@code eu-central-1}
 */
public record AwsEnvironment(String account, String region) {
  /** The account and region of environment-agnostic stacks on a laptop. */
  public static final AwsEnvironment LAPTOP = new AwsEnvironment("000000000000", "us-east-1");

  /** Reads the manifest's {@code aws://account/region}; unknown parts become the laptop's. */
  static AwsEnvironment parse(String environment) {
    String[] parts = environment.replaceFirst("^aws://", "").split("/", -1);
    if (parts.length != 2) {
      return LAPTOP;
    }
    return new AwsEnvironment(
        parts[0].startsWith("unknown-") ? LAPTOP.account : parts[0],
        parts[1].startsWith("unknown-") ? LAPTOP.region : parts[1]);
  }

  /** Returns the resource name of something in this account and region. */
  public String arn(String service, String resource) {
    return "arn:aws:" + service + ":" + region + ":" + account + ":" + resource;
  }

  /**
   * Returns the resource name of something in this account that belongs to no region, such as a
   * role.
   */
  public String globalArn(String service, String resource) {
    return "arn:aws:" + service + "::" + account + ":" + resource;
  }

  /** Returns three zones, as most regions have. */
  public List<String> availabilityZones() {
    return List.of(region + "a", region + "b", region + "c");
  }
}
