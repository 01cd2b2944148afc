package io.gamekeeper.oncall;

import io.gamekeeper.contract.AlarmNote;
import io.gamekeeper.contract.GameAlarm.Severity;
import java.time.Instant;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An alarm that fires, or has ceased to.
 *
 * @param labels what routes, silences and inhibitions match; a label that is missing is the empty
 *     text
 * @param since when it came into that state
 * @param reason what CloudWatch says about the change
 * @param meaning what the alarm means, in its own words; empty if it says nothing
 */
public record Alert(
    Map<String, String> labels, State state, Instant since, String reason, String meaning) {
  public static final String STAGE = "stage";

  /** Its name without the stage's prefix, for instance {@code DeadLetters-FailedRebuilds}. */
  public static final String ALARM = "alarm";

  public static final String SEVERITY = "severity";
  public static final String OWNER = "owner";
  public static final String DASHBOARD = "dashboard";
  public static final String RUNBOOK = "runbook";

  /** All labels that an alert may have. */
  public static final Set<String> LABELS =
      Set.of(STAGE, ALARM, SEVERITY, OWNER, DASHBOARD, RUNBOOK);

  /** Whether something is wrong. */
  public enum State {
    FIRING,
    RESOLVED
  }

  public Alert {
    if (!LABELS.containsAll(labels.keySet())) {
      throw new IllegalArgumentException("an alert's labels are " + LABELS + ", not " + labels);
    }
    if (!labels.containsKey(STAGE) || !labels.containsKey(ALARM)) {
      throw new IllegalArgumentException("an alert has a stage and an alarm: " + labels);
    }
    TreeMap<String, String> sorted = new TreeMap<>(labels);
    sorted.put(SEVERITY, label(severity(labels.get(SEVERITY))));
    labels = Collections.unmodifiableSortedMap(sorted);
  }

  /**
   * Returns the alert of an alarm with this description. One without a note is LOW, and so is one
   * whose severity nobody knows.
   */
  public static Alert of(
      String stage, String alarm, String description, State state, Instant since, String reason) {
    Map<String, String> labels = new TreeMap<>(Map.of(STAGE, stage, ALARM, alarm));
    AlarmNote.in(description).ifPresent(note -> labels.putAll(labels(note)));
    return new Alert(labels, state, since, reason, AlarmNote.sentence(description));
  }

  /** Returns the labels that a note gives. */
  public static Map<String, String> labels(AlarmNote note) {
    return Map.of(
        SEVERITY, label(note.severity()),
        OWNER, note.owner().key(),
        DASHBOARD, note.dashboard(),
        RUNBOOK, note.runbook());
  }

  /** Returns a severity as labels have it. */
  public static String label(Severity severity) {
    return severity.name().toLowerCase(Locale.ROOT);
  }

  /** Returns the alert as if it had come into its state then. */
  public Alert asOf(Instant then) {
    return new Alert(labels, state, then, reason, meaning);
  }

  /** Returns that it has ceased to fire. */
  public Alert over(Instant then, String why) {
    return new Alert(labels, State.RESOLVED, then, why, meaning);
  }

  /** Returns what tells it from others, in whatever state: its stage and its alarm. */
  public String key() {
    return label(STAGE) + "/" + label(ALARM);
  }

  /** Returns a label's value; empty if it has none. */
  public String label(String name) {
    return labels.getOrDefault(name, "");
  }

  public Severity severity() {
    return severity(label(SEVERITY));
  }

  public boolean firing() {
    return state == State.FIRING;
  }

  private static Severity severity(@Nullable String label) {
    for (Severity severity : Severity.values()) {
      if (label(severity).equals(label)) {
        return severity;
      }
    }
    return Severity.LOW;
  }
}
