package io.gamekeeper.local.aws.autoscaling;

import java.time.Duration;
import java.util.List;

/**
 * How the instances of a group are refreshed, as the group's update policy says it.
 *
 * @param alarms the alarms that end a refresh
 * @param rollsBack whether a refresh that fails is rolled back
 * @param bakeTime the time for which alarms are still watched after the last replacement
 * @see <a
 *     href="https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_RefreshPreferences.html">RefreshPreferences</a>
 */
record RefreshSettings(List<String> alarms, boolean rollsBack, Duration bakeTime) {
  RefreshSettings {
    alarms = List.copyOf(alarms);
  }
}
