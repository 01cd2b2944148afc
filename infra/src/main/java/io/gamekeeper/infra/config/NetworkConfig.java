package io.gamekeeper.infra.config;

import java.util.regex.Pattern;

/**
 * The VPC.
 *
 * @param cidr IPv4 range of the VPC; two stages can be peered only if theirs differ. Cannot be
 *     changed later. Its subnets take nineteen 256ths of a /16, hence /19 at least
 * @param natGateways how many zones have a NAT gateway of their own; fewer are cheaper, but zones
 *     that share one fail with it
 */
public record NetworkConfig(String cidr, int natGateways) {
  private static final Pattern PRIVATE_RANGE =
      Pattern.compile(
          "(10(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}|172\\.(1[6-9]|2\\d|3[01])(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){2}"
              + "|192\\.168(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){2})/1[6-9]");

  static NetworkConfig read(ConfigObject network) {
    return new NetworkConfig(
        network.text(
            "cidr", PRIVATE_RANGE, "a private IPv4 range of size /16 to /19, such as 10.0.0.0/16"),
        network.integer("natGateways", 1, StageConfig.ZONES));
  }
}
