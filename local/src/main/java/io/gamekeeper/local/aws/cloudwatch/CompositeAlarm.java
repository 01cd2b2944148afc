package io.gamekeeper.local.aws.cloudwatch;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.local.target.SharedAlarms.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * An alarm that looks at other alarms. Another alarm can suppress its actions.
 *
 * <p>When it changes its state, it waits for the suppressor to go off, at most for the wait period;
 * when the suppressor is over, it waits for the extension period. If its state is another one then
 * than that on which it last acted, it acts.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm_Suppression.html">Suppressing
 *     composite alarm actions</a>
 */
final class CompositeAlarm extends Alarm {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String ruleText;
  private final AlarmRule rule;
  private final Optional<Suppressor> suppressor;
  private State actedOn = State.INSUFFICIENT_DATA;
  private Suppression suppression = Suppression.NONE;
  private Instant suppressedUntil = Instant.MAX;

  /** What keeps it from acting. */
  enum Suppression {
    NONE(""),
    WAIT_PERIOD("WaitPeriod"),
    ALARM("Alarm"),
    EXTENSION_PERIOD("ExtensionPeriod");

    private final String text;

    Suppression(String text) {
      this.text = text;
    }

    /** CloudWatch's word; empty for none. */
    String text() {
      return text;
    }
  }

  /** The alarm that suppresses actions. */
  record Suppressor(String alarm, Duration waitPeriod, Duration extensionPeriod) {}

  CompositeAlarm(
      Facts facts,
      String ruleText,
      AlarmRule rule,
      Optional<Suppressor> suppressor,
      Instant created) {
    super(facts, created);
    this.ruleText = ruleText;
    this.rule = rule;
    this.suppressor = suppressor;
  }

  AlarmRule rule() {
    return rule;
  }

  String ruleText() {
    return ruleText;
  }

  Optional<Suppressor> suppressor() {
    return suppressor;
  }

  Suppression suppression() {
    return suppression;
  }

  /**
   * Looks at the other alarms.
   *
   * @param because why it is looked at now, for the reason
   * @return the state that it is in now
   */
  StateValue evaluate(Function<String, State> states, String because, Instant now) {
    return new StateValue(rule.holds(states) ? State.ALARM : State.OK, because, "", now);
  }

  /**
   * Tells whether to act on the state now, after a change of it, of the suppressor, or of the time.
   *
   * @param entered whether it has just entered the state, so that a wait begins anew
   * @param suppressing whether the suppressor is on
   */
  boolean act(boolean entered, boolean suppressing, Instant now) {
    if (suppressor.isEmpty()) {
      return acted(state().value() != actedOn);
    }
    Suppressor by = suppressor.get();
    if (suppressing) {
      suppress(Suppression.ALARM, Instant.MAX);
    } else if (suppression == Suppression.ALARM) {
      suppress(Suppression.EXTENSION_PERIOD, now.plus(by.extensionPeriod()));
    } else if (suppression != Suppression.EXTENSION_PERIOD
        && entered
        && state().value() != actedOn) {
      suppress(Suppression.WAIT_PERIOD, now.plus(by.waitPeriod()));
    }
    if (suppression != Suppression.NONE && now.isBefore(suppressedUntil)) {
      return false;
    }
    suppress(Suppression.NONE, Instant.MAX);
    return acted(state().value() != actedOn);
  }

  private boolean acted(boolean act) {
    actedOn = state().value();
    return act;
  }

  private void suppress(Suppression by, Instant until) {
    suppression = by;
    suppressedUntil = until;
  }

  /** When a wait or extension period ends; empty if it is in none. */
  Optional<Instant> periodEnds() {
    return suppression == Suppression.WAIT_PERIOD || suppression == Suppression.EXTENSION_PERIOD
        ? Optional.of(suppressedUntil)
        : Optional.empty();
  }

  @Override
  Optional<String> notSimulated() {
    return Optional.empty();
  }

  @Override
  String condition() {
    return ruleText + suppressor.map(by -> ", silent while " + by.alarm() + " is on").orElse("");
  }

  @Override
  ObjectNode configuration() {
    ObjectNode configuration = JSON.createObjectNode();
    if (!facts().description().isEmpty()) {
      configuration.put("description", facts().description());
    }
    configuration.put("alarmRule", ruleText);
    suppressor.ifPresent(
        by ->
            configuration
                .put("actionsSuppressor", by.alarm())
                .put("actionsSuppressorWaitPeriod", by.waitPeriod().toSeconds())
                .put("actionsSuppressorExtensionPeriod", by.extensionPeriod().toSeconds()));
    return configuration;
  }

  @Override
  ObjectNode trigger() {
    return JSON.createObjectNode();
  }
}
