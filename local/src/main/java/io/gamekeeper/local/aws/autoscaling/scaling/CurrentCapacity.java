package io.gamekeeper.local.aws.autoscaling.scaling;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * A group's capacity as policies see it, at one moment.
 *
 * @param serving how long each instance has been in service
 * @param starting how many instances are not in service yet
 * @param leaving how many instances have left service and not ended
 * @param lastEnd the time at which the last of the group's activities ended
 */
public record CurrentCapacity(
    int minimum,
    int desired,
    int maximum,
    List<Duration> serving,
    int starting,
    int leaving,
    Instant lastEnd) {
  public CurrentCapacity {
    // An instance that is about to be replaced, and its replacement, count once.
    serving = serving.stream().sorted(Comparator.reverseOrder()).limit(desired).toList();
  }

  /** What counts while a group grows: instances that have warmed up. */
  int warmedUp(Duration warmup) {
    return (int) serving.stream().filter(time -> time.compareTo(warmup) >= 0).count();
  }

  /** What counts while a group shrinks: instances that leave are not taken off a second time. */
  int withLeaving() {
    return serving.size() + leaving;
  }

  /** Tells whether instances are starting or warming up, until when a group does not shrink. */
  boolean isGrowing(Duration warmup) {
    return starting > 0 || warmedUp(warmup) < serving.size();
  }

  /** Tells whether instances come or go. */
  boolean isChanging() {
    return starting > 0 || leaving > 0;
  }

  int clamped(int wanted) {
    return Math.clamp(wanted, minimum, maximum);
  }
}
