package io.gamekeeper.local.iam;

import software.amazon.awssdk.arns.Arn;

/** What services read in the ARNs of others. */
public final class Arns {
  private Arns() {}

  /** The account of a resource; empty for one that belongs to none, such as a bucket. */
  public static String account(String arn) {
    return Arn.fromString(arn).accountId().orElse("");
  }

  /** The region of a resource; empty for one that is global. */
  public static String region(String arn) {
    return Arn.fromString(arn).region().orElse("");
  }
}
