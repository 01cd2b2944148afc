package io.gamekeeper.local.schedule;

import io.gamekeeper.local.BackgroundWork;
import io.gamekeeper.local.StageException;
import io.gamekeeper.local.lambda.FailureDestination;
import io.gamekeeper.local.lambda.Ids;
import io.gamekeeper.local.observe.ErrorLog;
import io.gamekeeper.platform.Waiting;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Calls functions when their schedules are due. */
public final class Scheduler implements AutoCloseable {
  private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
  private static final Duration LONGEST_DELAY = Duration.ofMinutes(1);

  private final InstantSource clock;
  private final Waiting waiting;
  private final Target target;
  private final Ids ids;
  private final FailureDestination failures;
  private final ErrorLog errors;
  private final BackgroundWork background = new BackgroundWork();
  private final Set<String> targets = ConcurrentHashMap.newKeySet();

  /** Takes an event for a function, to be worked on in the background. */
  @FunctionalInterface
  public interface Target {

    /**
     * Takes it.
     *
     * @param function name or ARN, with or without a qualifier
     * @throws StageException if there is no such function or version
     */
    void invokeLater(String function, byte[] payload);
  }

  /**
   * A scheduler without schedules.
   *
   * @param target takes events
   * @param failures takes events that could not be handed over
   */
  public Scheduler(
      InstantSource clock,
      Waiting waiting,
      Target target,
      Ids ids,
      FailureDestination failures,
      ErrorLog errors) {
    this.clock = clock;
    this.waiting = waiting;
    this.target = target;
    this.ids = ids;
    this.failures = failures;
    this.errors = errors;
  }

  /** ARNs of what the started schedules call. */
  public Set<String> targets() {
    return Set.copyOf(targets);
  }

  /** Starts a schedule. */
  public void start(ScheduleConfig schedule) {
    targets.add(schedule.targetArn());
    Instant start = clock.instant();
    background.start(schedule.logicalId(), () -> run(schedule, start));
  }

  @Override
  public void close() {
    background.close();
  }

  private void run(ScheduleConfig schedule, Instant start) throws InterruptedException {
    Optional<Instant> next = schedule.expression().next(start, start, schedule.zone());
    while (next.isPresent()) {
      Instant due = next.get();
      Duration left = Duration.between(clock.instant(), due);
      if (left.isPositive()) {
        waiting.sleep(left);
      }
      next = schedule.expression().next(due, start, schedule.zone());
      // A laptop that slept makes up for all it missed with one call.
      while (next.isPresent() && !next.get().isAfter(clock.instant())) {
        due = next.get();
        next = schedule.expression().next(due, start, schedule.zone());
      }
      String event = event(schedule, due);
      if (!isHandedOver(schedule, event)) {
        Instant failed = due;
        background.start(schedule.logicalId(), () -> retry(schedule, event, failed));
      }
    }
  }

  private boolean isHandedOver(ScheduleConfig schedule, String event) {
    try {
      target.invokeLater(schedule.targetArn(), event.getBytes(StandardCharsets.UTF_8));
      return true;
    } catch (StageException e) {
      errors.note(schedule.logicalId(), String.valueOf(e.getMessage()));
      return false;
    }
  }

  private void retry(ScheduleConfig schedule, String event, Instant due)
      throws InterruptedException {
    Instant latest = due.plus(schedule.maximumAge());
    Duration delay = FIRST_DELAY;
    for (int attempt = 1; attempt <= schedule.retries(); attempt++) {
      if (clock.instant().plus(delay).isAfter(latest)) {
        break;
      }
      waiting.sleep(delay);
      if (isHandedOver(schedule, event)) {
        return;
      }
      Duration doubled = delay.multipliedBy(2);
      delay = doubled.compareTo(LONGEST_DELAY) < 0 ? doubled : LONGEST_DELAY;
    }
    schedule.deadLetterArn().ifPresent(queue -> failures.send(queue, event));
  }

  private String event(ScheduleConfig schedule, Instant due) {
    return schedule.input().orElseGet(() -> ownEvent(schedule, due));
  }

  private String ownEvent(ScheduleConfig schedule, Instant due) {
    String[] arn = schedule.arn().split(":", -1);
    return """
        {"version":"0","id":"%s","detail-type":"Scheduled Event","source":"aws.scheduler",\
        "account":"%s","time":"%s","region":"%s","resources":["%s"],"detail":"{}"}"""
        .formatted(
            ids.requestId(), arn[4], due.truncatedTo(ChronoUnit.SECONDS), arn[3], schedule.arn());
  }
}
