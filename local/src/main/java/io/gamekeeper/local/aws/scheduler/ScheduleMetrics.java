package io.gamekeeper.local.aws.scheduler;

import io.gamekeeper.local.observe.MetricStore.Recorder;
import io.gamekeeper.local.observe.ServiceMetric;
import io.gamekeeper.local.observe.ServiceMetrics;
import java.util.List;
import java.util.Map;

/**
 * The metrics of the schedules of one group; there is no value when nothing happens. What AWS
 * throttles or limits, the stage does not.
 *
 * @see <a href="https://docs.aws.amazon.com/scheduler/latest/UserGuide/monitoring-cloudwatch.html">
 *     Monitoring Amazon EventBridge Scheduler with Amazon CloudWatch</a>
 */
final class ScheduleMetrics {
  private static final ServiceMetric ATTEMPTS = count("InvocationAttemptCount");
  private static final ServiceMetric TARGET_ERRORS = count("TargetErrorCount");
  private static final ServiceMetric DROPPED = count("InvocationDroppedCount");
  private static final ServiceMetric TO_DEAD_LETTERS = count("InvocationsSentToDeadLetterCount");
  private static final ServiceMetric LOST = count("InvocationsFailedToBeSentToDeadLetterCount");
  static final List<ServiceMetric> ALL =
      List.of(ATTEMPTS, TARGET_ERRORS, DROPPED, TO_DEAD_LETTERS, LOST);

  private final Recorder attempts;
  private final Recorder targetErrors;
  private final Recorder dropped;
  private final Recorder toDeadLetters;
  private final Recorder lost;

  ScheduleMetrics(ServiceMetrics metrics, String group) {
    Map<String, String> dimensions = Map.of("ScheduleGroup", group);
    this.attempts = metrics.recorder(ATTEMPTS, dimensions);
    this.targetErrors = metrics.recorder(TARGET_ERRORS, dimensions);
    this.dropped = metrics.recorder(DROPPED, dimensions);
    this.toDeadLetters = metrics.recorder(TO_DEAD_LETTERS, dimensions);
    this.lost = metrics.recorder(LOST, dimensions);
  }

  private static ServiceMetric count(String name) {
    return ServiceMetric.of("AWS/Scheduler", name, "Count", "", "ScheduleGroup");
  }

  /** Counts an attempt, the first and each retry. */
  void attempted() {
    attempts.record(1);
  }

  /** Counts an attempt that the target refused. */
  void refused() {
    targetErrors.record(1);
  }

  /** Counts an invocation that is not tried any more. */
  void dropped() {
    dropped.record(1);
  }

  /**
   * Counts a dead letter.
   *
   * @param taken by its queue
   */
  void deadLetter(boolean taken) {
    (taken ? toDeadLetters : lost).record(1);
  }
}
