package io.gamekeeper.contract;

import io.gamekeeper.contract.GameAlarm.Owner;
import io.gamekeeper.contract.GameAlarm.Severity;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What machines need to know of an alarm. It is the last line of the alarm's description, as JSON;
 * the lines before it are for people. Whoever is notified of an alarm receives its description, so
 * nobody has to look anything up to route it.
 *
 * @param severity how soon somebody has to act
 * @param owner the team whose alarm it is
 * @param dashboard the name of the dashboard on which its cause shows, without the stage
 * @param runbook the name of the page that says what to do
 */
public record AlarmNote(Severity severity, Owner owner, String dashboard, String runbook) {
  /**
   * The longest description that CloudWatch takes.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html">PutMetricAlarm</a>
   */
  public static final int LONGEST_DESCRIPTION = 1024;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");

  /** A member whose value is a text without escapes; names need none. */
  private static final Pattern MEMBER =
      Pattern.compile("\\s*\"([A-Za-z]+)\"\\s*:\\s*\"([A-Za-z0-9._-]+)\"\\s*");

  public AlarmNote {
    Objects.requireNonNull(severity);
    Objects.requireNonNull(owner);
    for (String name : new String[] {dashboard, runbook}) {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "a dashboard's or runbook's name has letters, digits, '.', '_' and '-': " + name);
      }
    }
  }

  /** Returns the note of every alarm of a kind. */
  public static AlarmNote of(GameAlarm alarm) {
    return new AlarmNote(
        alarm.severity(), alarm.owner(), alarm.dashboard().dashboardName(), alarm.runbook());
  }

  /**
   * Returns an alarm's whole description: the sentence for people, and the line for machines.
   *
   * @throws IllegalArgumentException if CloudWatch would refuse it as too long
   */
  public String describe(String sentence) {
    String description = sentence + "\n" + line();
    if (description.length() > LONGEST_DESCRIPTION) {
      throw new IllegalArgumentException(
          "a description has at most " + LONGEST_DESCRIPTION + " characters: " + sentence);
    }
    return description;
  }

  private String line() {
    return "{\"severity\":\"%s\",\"owner\":\"%s\",\"dashboard\":\"%s\",\"runbook\":\"%s\"}"
        .formatted(severity, owner.key(), dashboard, runbook);
  }

  /**
   * Reads the note in an alarm's description; empty if its last line is none. The order of members
   * and white space do not matter, and members of other names are left out: people edit
   * descriptions, and a later version may write more.
   */
  public static Optional<AlarmNote> in(String description) {
    String line = description.substring(description.lastIndexOf('\n') + 1).strip();
    if (!line.startsWith("{") || !line.endsWith("}")) {
      return Optional.empty();
    }
    Map<String, String> members = new HashMap<>();
    for (String text : line.substring(1, line.length() - 1).split(",", -1)) {
      Matcher member = MEMBER.matcher(text);
      if (!member.matches() || members.put(member.group(1), member.group(2)) != null) {
        return Optional.empty();
      }
    }
    return of(members);
  }

  private static Optional<AlarmNote> of(Map<String, String> members) {
    String severity = members.get("severity");
    String owner = members.get("owner");
    String dashboard = members.get("dashboard");
    String runbook = members.get("runbook");
    if (severity == null || owner == null || dashboard == null || runbook == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new AlarmNote(
              Severity.valueOf(severity),
              Owner.valueOf(owner.toUpperCase(Locale.ROOT).replace('-', '_')),
              dashboard,
              runbook));
    } catch (IllegalArgumentException unknown) {
      // A severity or an owner that this version does not know.
      return Optional.empty();
    }
  }

  /** Returns the part of a description that is for people: all but the note. */
  public static String sentence(String description) {
    return in(description).isEmpty()
        ? description
        : description.substring(0, Math.max(0, description.lastIndexOf('\n'))).strip();
  }

  /** Returns how urgent an alarm with that description is; one that says nothing is not urgent. */
  public static Severity severityIn(String description) {
    return in(description).map(AlarmNote::severity).orElse(Severity.LOW);
  }
}
