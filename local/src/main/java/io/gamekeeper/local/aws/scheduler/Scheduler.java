package io.gamekeeper.local.aws.scheduler;

import io.gamekeeper.local.iam.Arns;
import io.gamekeeper.local.observe.ErrorLog;
import io.gamekeeper.local.observe.ServiceMetrics;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.Ids;
import io.gamekeeper.local.target.Call;
import io.gamekeeper.local.target.NotTakenException;
import io.gamekeeper.local.target.Targets;
import io.gamekeeper.local.time.Agenda;
import io.gamekeeper.local.time.Redelivery;
import io.gamekeeper.local.time.Redelivery.Outcome;
import io.gamekeeper.local.time.Task;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The scheduler, which calls targets when their schedules are due. */
public final class Scheduler {
  /** The service's principal in policies. */
  public static final String PRINCIPAL = "scheduler.amazonaws.com";

  private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
  private static final Duration LONGEST_DELAY = Duration.ofMinutes(1);

  private final Agenda agenda;
  private final Targets targets;
  private final Ids ids;
  private final ErrorLog errors;
  private final ServiceMetrics metrics;
  private final Map<String, ScheduleMetrics> ofGroups = new ConcurrentHashMap<>();
  private final Set<String> called = ConcurrentHashMap.newKeySet();

  /** Creates a scheduler without schedules. */
  public Scheduler(Ground ground) {
    this.agenda = ground.agenda();
    this.targets = ground.targets();
    this.ids = ground.ids();
    this.errors = ground.errors();
    this.metrics = ground.sends(ScheduleMetrics.ALL);
  }

  /** Returns the ARNs of the targets of all schedules. */
  public Set<String> targets() {
    return Set.copyOf(called);
  }

  /** Starts a schedule. */
  public void start(ScheduleConfig schedule) {
    called.add(schedule.targetArn());
    Instant start = agenda.clock().instant();
    plan(schedule, start, start);
  }

  private void plan(ScheduleConfig schedule, Instant start, Instant after) {
    Optional<Instant> next = schedule.expression().next(after, start, schedule.zone());
    if (next.isPresent()) {
      Task _ = agenda.at(schedule.logicalId(), next.get(), () -> call(schedule, start, next.get()));
    }
  }

  private void call(ScheduleConfig schedule, Instant start, Instant planned) {
    Instant due = planned;
    Optional<Instant> next = schedule.expression().next(due, start, schedule.zone());
    // After a sleep of the laptop, one call makes up for all that were missed.
    while (next.isPresent() && !next.get().isAfter(agenda.clock().instant())) {
      due = next.get();
      next = schedule.expression().next(due, start, schedule.zone());
    }
    plan(schedule, start, due);
    Call call = Call.of(event(schedule, due), PRINCIPAL);
    new Redelivery<NotTakenException>(
            agenda,
            schedule.logicalId() + "-retry",
            new Redelivery.Limits(schedule.retries(), schedule.maximumAge()),
            () -> attempt(schedule, call),
            Redelivery.doubling(FIRST_DELAY, LONGEST_DELAY),
            (_, _, _) -> giveUp(schedule, call))
        .startHere();
  }

  private Outcome<NotTakenException> attempt(ScheduleConfig schedule, Call call) {
    metrics(schedule).attempted();
    try {
      targets.call(schedule.targetArn(), call.in(schedule.messageGroup()));
      return new Outcome.Taken<>();
    } catch (NotTakenException e) {
      metrics(schedule).refused();
      errors.note(schedule.logicalId(), String.valueOf(e.getMessage()));
      return new Outcome.Refused<>(e);
    }
  }

  private ScheduleMetrics metrics(ScheduleConfig schedule) {
    return ofGroups.computeIfAbsent(schedule.group(), group -> new ScheduleMetrics(metrics, group));
  }

  private void giveUp(ScheduleConfig schedule, Call call) {
    metrics(schedule).dropped();
    if (schedule.deadLetterArn().isEmpty()) {
      errors.note(schedule.logicalId(), "an event for " + schedule.targetArn() + " was given up");
      return;
    }
    metrics(schedule)
        .deadLetter(
            targets.deadLetter(schedule.deadLetterArn().get(), call, errors, schedule.logicalId()));
  }

  private String event(ScheduleConfig schedule, Instant due) {
    return schedule.input().orElseGet(() -> ownEvent(schedule, due));
  }

  private String ownEvent(ScheduleConfig schedule, Instant due) {
    String arn = schedule.arn();
    return """
        {"version":"0","id":"%s","detail-type":"Scheduled Event","source":"aws.scheduler",\
        "account":"%s","time":"%s","region":"%s","resources":["%s"],"detail":"{}"}"""
        .formatted(
            ids.requestId(),
            Arns.account(arn),
            due.truncatedTo(ChronoUnit.SECONDS),
            Arns.region(arn),
            arn);
  }
}
