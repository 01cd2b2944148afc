package io.gamekeeper.local.aws.cloudwatch;

import io.gamekeeper.local.aws.cloudwatch.Alarm.HistoryItem;
import io.gamekeeper.local.aws.cloudwatch.Alarm.HistoryType;
import io.gamekeeper.local.aws.cloudwatch.Alarm.StateValue;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.target.SharedAlarms.State;
import io.gamekeeper.local.time.Timetable;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The alarms of a stage. Every minute all are evaluated, those on seconds every ten seconds;
 * composite alarms whenever an alarm that they look at has changed. A new state goes to the actions
 * and to the default event bus.
 *
 * <p>Guarantee: a change of state is told once, and an action that does not take it is noted in the
 * alarm's history, as on AWS; it is not repeated. Auto Scaling is told again every minute while the
 * alarm stays in the state.
 */
final class AlarmBook {
  private static final Duration TICK = Duration.ofSeconds(10);

  /** What is measured at the end of a period gets so much time to arrive. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Ground ground;
  private final AlarmActions actions;
  private final Map<String, Alarm> byName = new ConcurrentHashMap<>();
  private final Map<String, Instant> toldAgain = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private boolean begun;

  AlarmBook(Ground ground) {
    this.ground = ground;
    this.actions = new AlarmActions(ground, this::note);
    ground.alarms().keptBy(new ServiceAlarms(this, ground));
  }

  // ---------------------------------------------------------------- which alarms there are

  /** Adds an alarm, or replaces the one of its name. */
  void put(Alarm alarm) {
    ground.watched().addAlarm(alarm.name());
    ground.watched().addAlarm(alarm.facts().arn());
    change(() -> byName.put(alarm.name(), alarm));
  }

  void delete(String name) {
    change(() -> byName.remove(name));
  }

  private void note(Alarm alarm, HistoryItem item) {
    change(() -> alarm.note(item));
  }

  /** Finds an alarm by its name or ARN. */
  Optional<Alarm> find(String nameOrArn) {
    Alarm named = byName.get(nameOrArn);
    return named != null
        ? Optional.of(named)
        : Optional.ofNullable(
            byName.get(nameOrArn.replaceFirst("^arn:[^:]*:cloudwatch:.*:alarm:", "")));
  }

  /** All alarms by name. */
  List<Alarm> all() {
    return byName.values().stream().sorted(Comparator.comparing(Alarm::name)).toList();
  }

  /** Reads alarms while nothing changes them. */
  <T> T read(Supplier<T> reading) {
    lock.lock();
    try {
      return reading.get();
    } finally {
      lock.unlock();
    }
  }

  /** Changes alarms while nothing else reads or changes them. */
  void change(Runnable change) {
    lock.lock();
    try {
      change.run();
    } finally {
      lock.unlock();
    }
  }

  // ---------------------------------------------------------------- when they are evaluated

  /** Begins to evaluate. */
  void begin() {
    change(
        () -> {
          begun = true;
          composites().forEach(alarm -> evaluate(alarm, "Initial evaluation of its rule"));
        });
    Timetable.each(ground.agenda(), "alarm-evaluation", TICK, GRACE, this::evaluate);
  }

  /** Evaluates those alarms whose time has come. */
  void evaluate() {
    Instant now = now();
    boolean minute = now.getEpochSecond() % MINUTE.toSeconds() < TICK.toSeconds();
    for (Alarm alarm : all()) {
      if (alarm instanceof MetricAlarm metric && (minute || metric.highResolution())) {
        change(
            () -> {
              Optional<StateValue> judged = metric.evaluate(ground.metrics(), now);
              judged.ifPresent(next -> enter(metric, next));
              tellScalingAgain(metric, judged.orElseGet(metric::state), now);
            });
      }
    }
  }

  // ---------------------------------------------------------------- what follows

  /** Sets a state by hand, until the next evaluation. */
  void set(Alarm alarm, State state, String reason, String data) {
    change(() -> enter(alarm, new StateValue(state, reason, data, now())));
  }

  /** Enters a state, if it is another one, with all that follows; under the lock. */
  private void enter(Alarm alarm, StateValue next) {
    StateValue before = alarm.state();
    if (before.value() == next.value()) {
      return;
    }
    alarm.enter(next);
    alarm.note(
        new HistoryItem(
            next.at(),
            HistoryType.STATE_UPDATE,
            "Alarm updated from %s to %s".formatted(before.value(), next.value()),
            AlarmDocuments.history(before, next)));
    if (alarm instanceof CompositeAlarm composite) {
      act(composite, true, before);
      actions.tellBus(alarm, before, composite.suppression().text());
    } else {
      actions.tellBus(alarm, before, "");
      actions.perform(alarm, before);
      toldAgain.put(alarm.name(), next.at());
    }
    if (begun) {
      parentsOf(alarm).forEach(composite -> evaluate(composite, because(alarm)));
      composites()
          .filter(
              composite ->
                  composite.suppressor().stream().anyMatch(by -> is(alarm).test(by.alarm())))
          .forEach(composite -> act(composite, false, composite.state()));
    }
  }

  private static String because(Alarm alarm) {
    return "%s transitioned to %s at %s"
        .formatted(
            alarm.facts().arn(),
            alarm.state().value(),
            Reasons.TIMESTAMP.format(alarm.state().at()));
  }

  private static Predicate<String> is(Alarm alarm) {
    return named -> named.equals(alarm.name()) || named.equals(alarm.facts().arn());
  }

  private Stream<CompositeAlarm> composites() {
    return all().stream().filter(CompositeAlarm.class::isInstance).map(CompositeAlarm.class::cast);
  }

  private Stream<CompositeAlarm> parentsOf(Alarm alarm) {
    return composites().filter(composite -> composite.rule().alarms().stream().anyMatch(is(alarm)));
  }

  private void evaluate(CompositeAlarm alarm, String because) {
    enter(alarm, alarm.evaluate(this::state, because, now()));
  }

  private State state(String alarm) {
    return stateOf(alarm).orElse(State.INSUFFICIENT_DATA);
  }

  /** Acts, now or later, unless the suppressor is on; under the lock. */
  private void act(CompositeAlarm alarm, boolean entered, StateValue before) {
    boolean suppressing =
        alarm.suppressor().map(by -> state(by.alarm()) == State.ALARM).orElse(false);
    if (alarm.act(entered, suppressing, now())) {
      actions.perform(alarm, before);
    }
    alarm
        .periodEnds()
        .ifPresent(
            end ->
                ground.agenda().at("alarm-suppression", end, () -> change(() -> actAgain(alarm))));
  }

  private void actAgain(CompositeAlarm alarm) {
    if (alarm.periodEnds().filter(end -> !end.isAfter(now())).isPresent()) {
      act(alarm, false, alarm.state());
    }
  }

  /**
   * Calls scaling policies again, under the lock.
   *
   * @param judged what was measured by now
   */
  private void tellScalingAgain(Alarm alarm, StateValue judged, Instant now) {
    Instant last = toldAgain.getOrDefault(alarm.name(), Instant.MIN);
    if (last.isBefore(now.minus(MINUTE).plus(TICK.dividedBy(2)))) {
      toldAgain.put(alarm.name(), now);
      actions.scaleAgain(alarm, judged);
    }
  }

  private Instant now() {
    return ground.time().clock().instant();
  }

  /** The alarms that look at an alarm. */
  List<String> parents(Alarm alarm) {
    return parentsOf(alarm).map(Alarm::name).toList();
  }

  /** The state that services see. */
  Optional<State> stateOf(String alarm) {
    return find(alarm).map(found -> found.state().value());
  }
}
