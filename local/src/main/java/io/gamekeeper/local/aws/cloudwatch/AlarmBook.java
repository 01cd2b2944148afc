package io.gamekeeper.local.aws.cloudwatch;

import io.gamekeeper.local.aws.cloudwatch.Alarm.HistoryItem;
import io.gamekeeper.local.aws.cloudwatch.Alarm.HistoryType;
import io.gamekeeper.local.aws.cloudwatch.Alarm.StateValue;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.target.SharedAlarms.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
    this.actions = new AlarmActions(ground);
    ground.alarms().keptBy(new ServiceAlarms(this, ground));
  }

  // ---------------------------------------------------------------- which alarms there are

  /** Adds an alarm, or replaces the one of its name. */
  void put(Alarm alarm) {
    ground.watched().addAlarm(alarm.name());
    ground.watched().addAlarm(alarm.facts().arn());
    locked(() -> byName.put(alarm.name(), alarm));
  }

  void delete(String name) {
    locked(() -> byName.remove(name));
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

  /** Reads or changes alarms while nothing else does. */
  <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  // ---------------------------------------------------------------- when they are evaluated

  /** Begins to evaluate. */
  void begin() {
    lock.lock();
    try {
      begun = true;
      composites().forEach(alarm -> evaluate(alarm, "Initial evaluation of its rule"));
    } finally {
      lock.unlock();
    }
    planNext();
  }

  private void planNext() {
    Instant now = now();
    long tick = TICK.toSeconds();
    Instant next =
        Instant.ofEpochSecond((Math.floorDiv(now.getEpochSecond(), tick) + 1) * tick).plus(GRACE);
    ground
        .agenda()
        .at(
            "alarm-evaluation",
            next,
            () -> {
              try {
                evaluate();
              } finally {
                planNext();
              }
            });
  }

  /** Evaluates those alarms whose time has come. */
  void evaluate() {
    Instant now = now();
    boolean minute = now.getEpochSecond() % MINUTE.toSeconds() < TICK.toSeconds();
    for (Alarm alarm : all()) {
      if (alarm instanceof MetricAlarm metric && (minute || metric.highResolution())) {
        lock.lock();
        try {
          Optional<StateValue> judged = metric.evaluate(ground.metrics(), now);
          judged.ifPresent(next -> enter(metric, next));
          tellScalingAgain(metric, judged.orElseGet(metric::state), now);
        } finally {
          lock.unlock();
        }
      }
    }
  }

  // ---------------------------------------------------------------- what follows

  /** Sets a state by hand, until the next evaluation. */
  void set(Alarm alarm, State state, String reason, String data) {
    lock.lock();
    try {
      enter(alarm, new StateValue(state, reason, data, now()));
    } finally {
      lock.unlock();
    }
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
      composites()
          .filter(composite -> composite.rule().alarms().stream().anyMatch(is(alarm)))
          .forEach(composite -> evaluate(composite, because(alarm)));
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

  private void evaluate(CompositeAlarm alarm, String because) {
    enter(alarm, alarm.evaluate(this::state, because, now()));
  }

  private State state(String alarm) {
    return find(alarm).map(found -> found.state().value()).orElse(State.INSUFFICIENT_DATA);
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
                ground.agenda().at("alarm-suppression", end, () -> locked(() -> actAgain(alarm))));
  }

  private boolean actAgain(CompositeAlarm alarm) {
    if (alarm.periodEnds().filter(end -> !end.isAfter(now())).isPresent()) {
      act(alarm, false, alarm.state());
    }
    return true;
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
    List<String> parents = new ArrayList<>();
    composites()
        .filter(composite -> composite.rule().alarms().stream().anyMatch(is(alarm)))
        .forEach(composite -> parents.add(composite.name()));
    return parents;
  }

  /** The state that services see. */
  Optional<State> stateOf(String alarm) {
    return find(alarm).map(found -> found.state().value());
  }
}
