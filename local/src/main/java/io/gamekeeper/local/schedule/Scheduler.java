package io.gamekeeper.local.schedule;

import io.gamekeeper.local.StageException;
import io.gamekeeper.local.lambda.FailureDestination;
import io.gamekeeper.local.lambda.Ids;
import io.gamekeeper.local.lambda.LambdaService;
import io.gamekeeper.local.observe.ErrorLog;
import io.gamekeeper.platform.Waiting;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Calls functions when their schedules are due. */
public final class Scheduler implements AutoCloseable {
  private static final Duration LONGEST_DELAY = Duration.ofMinutes(1);

  private final InstantSource clock;
  private final Waiting waiting;
  private final LambdaService functions;
  private final Ids ids;
  private final FailureDestination failures;
  private final ErrorLog errors;
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

  /**
   * A scheduler without schedules.
   *
   * @param failures takes events that could not be handed over
   */
  public Scheduler(
      InstantSource clock,
      Waiting waiting,
      LambdaService functions,
      Ids ids,
      FailureDestination failures,
      ErrorLog errors) {
    this.clock = clock;
    this.waiting = waiting;
    this.functions = functions;
    this.ids = ids;
    this.failures = failures;
    this.errors = errors;
  }

  /** Starts a schedule. */
  public void start(ScheduleConfig schedule) {
    Instant start = clock.instant();
    Thread thread =
        Thread.ofVirtual().name(schedule.logicalId()).unstarted(() -> run(schedule, start));
    threads.add(thread);
    thread.start();
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
  }

  private void run(ScheduleConfig schedule, Instant start) {
    try {
      Instant last = start;
      while (true) {
        Optional<Instant> due = schedule.expression().next(last, start, schedule.zone());
        if (due.isEmpty()) {
          return;
        }
        last = due.get();
        Duration left = Duration.between(clock.instant(), last);
        if (left.isPositive()) {
          waiting.sleep(left);
        }
        handOver(schedule, last);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the stage stops
    } finally {
      threads.remove(Thread.currentThread());
    }
  }

  private void handOver(ScheduleConfig schedule, Instant due) throws InterruptedException {
    String event = schedule.input().orElseGet(() -> event(schedule, due));
    Duration delay = Duration.ofSeconds(1);
    for (int attempt = 0; ; attempt++) {
      try {
        functions.invokeLater(schedule.targetArn(), event.getBytes(StandardCharsets.UTF_8));
        return;
      } catch (StageException e) {
        errors.note(schedule.logicalId(), String.valueOf(e.getMessage()));
        boolean tooOld =
            Duration.between(due, clock.instant().plus(delay)).compareTo(schedule.maximumAge()) > 0;
        if (attempt >= schedule.retries() || tooOld) {
          schedule.deadLetterArn().ifPresent(queue -> failures.send(queue, event));
          return;
        }
      }
      waiting.sleep(delay);
      delay =
          delay.multipliedBy(2).compareTo(LONGEST_DELAY) < 0
              ? delay.multipliedBy(2)
              : LONGEST_DELAY;
    }
  }

  private String event(ScheduleConfig schedule, Instant due) {
    String[] arn = schedule.arn().split(":", -1);
    return """
        {"version":"0","id":"%s","detail-type":"Scheduled Event","source":"aws.scheduler",\
        "account":"%s","time":"%s","region":"%s","resources":["%s"],"detail":"{}"}"""
        .formatted(
            ids.requestId(),
            arn[4],
            due.truncatedTo(java.time.temporal.ChronoUnit.SECONDS),
            arn[3],
            schedule.arn());
  }
}
