package io.gamekeeper.local.aws.autoscaling;

import io.gamekeeper.local.aws.autoscaling.Activity.Status;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/** The scaling activities of a group, of which the newest are kept. Guarded by the group's lock. */
final class ActivityHistory {
  private static final int KEPT = 200;

  private final InstantSource clock;
  private final Deque<Activity> activities = new ArrayDeque<>();

  ActivityHistory(InstantSource clock) {
    this.clock = clock;
  }

  /** Returns the time as activities show it, in whole seconds. */
  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  /** Begins an activity. */
  Activity begin(String description, String cause) {
    Activity activity = new Activity(now(), description, cause);
    activities.addLast(activity);
    if (activities.size() > KEPT) {
      activities.removeFirst();
    }
    return activity;
  }

  /** Ends an activity, unless it has ended. */
  void end(Activity activity, Status status, String message) {
    activity.end(now(), status, message);
  }

  /** Returns the time at which the last of them ended; the beginning of time if none has. */
  Instant lastEnd() {
    return activities.stream()
        .flatMap(activity -> activity.end().stream())
        .max(Comparator.naturalOrder())
        .orElse(Instant.EPOCH);
  }

  /** Returns all that are kept, newest first. */
  List<Activity> newestFirst() {
    return new ArrayList<>(activities).reversed();
  }
}
