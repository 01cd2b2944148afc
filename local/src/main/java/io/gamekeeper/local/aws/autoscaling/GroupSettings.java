package io.gamekeeper.local.aws.autoscaling;

import io.gamekeeper.local.template.AwsEnvironment;
import java.time.Duration;
import java.util.List;

/**
 * An Auto Scaling group as the template declares it.
 *
 * @param zones those over which instances are spread
 * @param targetGroupArns the target groups that send players to its instances
 * @param healthByBalancer whether an instance that fails the target group's checks is replaced
 * @param gracePeriod the time after a launch in which those checks do not count
 * @param spot whether instances may be interrupted
 * @param rebalances whether an instance at risk of an interruption is replaced before it
 * @param pace the times that scaling policies take from their group
 * @param refreshes how its instances are refreshed
 */
record GroupSettings(
    String logicalId,
    String name,
    String arn,
    AwsEnvironment environment,
    LaunchTemplate template,
    int minimum,
    int maximum,
    int desired,
    List<String> zones,
    List<String> targetGroupArns,
    boolean healthByBalancer,
    Duration gracePeriod,
    boolean spot,
    boolean rebalances,
    Pace pace,
    RefreshSettings refreshes) {

  /**
   * Times for policies that do not say.
   *
   * @param cooldown the pause after simple scaling
   * @param warmup the time that an instance takes until it counts
   */
  record Pace(Duration cooldown, Duration warmup) {}

  GroupSettings {
    zones = List.copyOf(zones);
    targetGroupArns = List.copyOf(targetGroupArns);
    if (minimum < 0 || minimum > desired || desired > maximum) {
      throw new IllegalArgumentException(
          "the desired capacity %d is not between %d and %d".formatted(desired, minimum, maximum));
    }
    if (zones.isEmpty()) {
      throw new IllegalArgumentException("it has no zone for its instances");
    }
  }

  /** Returns the same with another launch template. */
  GroupSettings launchingFrom(LaunchTemplate other) {
    return new GroupSettings(
        logicalId,
        name,
        arn,
        environment,
        other,
        minimum,
        maximum,
        desired,
        zones,
        targetGroupArns,
        healthByBalancer,
        gracePeriod,
        spot,
        rebalances,
        pace,
        refreshes);
  }
}
