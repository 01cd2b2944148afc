package io.gamekeeper.oncall.incident;

import io.gamekeeper.contract.GameAlarm.Severity;
import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.ShortId;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong at one time and from one cause: alarms that people were told of, and those that
 * follow from them.
 *
 * @param id the minute in which it was opened, in UTC, and a few characters: {@code
 *     2026-03-03-0914-k7m2}
 * @param began since when its first alarm fires
 * @param opened when people were to be told first
 * @param alerts the last known state of each of its alarms, by their keys
 * @param groups the keys of the groups in which they are told
 * @param acknowledged who has taken it on; null if nobody has, or since then more went wrong
 * @param closed null while it is open
 * @param mirrored what OpsCenter knows of it; null if nothing
 * @param version grows with each change; 0 for one that is not kept yet
 */
public record Incident(
    String id,
    Instant began,
    Instant opened,
    Map<String, Alert> alerts,
    Collection<String> groups,
    @Nullable Acknowledgement acknowledged,
    @Nullable Closure closed,
    @Nullable Mirrored mirrored,
    long version) {
  /** For how long an incident waits for its alarms to come back before it closes by itself. */
  public static final Duration QUIET = Duration.ofMinutes(30);

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd-HHmm").withZone(ZoneOffset.UTC);

  private static final int MORE_OF_ID = 4;

  /** Somebody has taken it on. */
  public record Acknowledgement(Instant at, String by) {}

  /**
   * It is over.
   *
   * @param by who closed it; null if it closed by itself
   * @param note why, in the words of who closed it; may be empty
   * @param mergedInto the id of the incident that it became a part of; null if of none
   */
  public record Closure(
      Instant at, @Nullable String by, String note, @Nullable String mergedInto) {}

  /**
   * What OpsCenter knows of it.
   *
   * @param item the id of its item
   * @param state that was written there last
   */
  public record Mirrored(String item, State state) {}

  /** What has become of it. */
  public enum State {
    /** Something fires that nobody has taken on. */
    OPEN,
    /** Somebody is at it. */
    ACKNOWLEDGED,
    /** All its alarms are over; if one comes back soon, it goes on. */
    RECOVERED,
    /** It is closed. */
    RESOLVED,
    /** It is closed as a part of another. */
    MERGED
  }

  public Incident {
    alerts = Collections.unmodifiableSortedMap(new TreeMap<>(alerts));
    groups = Collections.unmodifiableSortedSet(new TreeSet<>(groups));
    if (alerts.isEmpty()) {
      throw new IllegalArgumentException("an incident has at least one alarm");
    }
  }

  /** Returns a new incident of alerts that fire. */
  static Incident beginning(String group, List<Alert> firing, Instant now) {
    return new Incident(
        MINUTE.format(now)
            + "-"
            + ShortId.of(
                new SplittableRandom(31L * group.hashCode() + now.toEpochMilli()), MORE_OF_ID),
        firing.stream().map(Alert::since).min(Comparator.naturalOrder()).orElse(now),
        now,
        byKey(firing.stream()),
        List.of(group),
        null,
        null,
        null,
        0);
  }

  // ---------------------------------------------------------------- what it says

  public State state() {
    if (closed != null) {
      return closed.mergedInto() == null ? State.RESOLVED : State.MERGED;
    }
    if (firing().isEmpty()) {
      return State.RECOVERED;
    }
    return acknowledged == null ? State.OPEN : State.ACKNOWLEDGED;
  }

  public boolean ongoing() {
    return closed == null;
  }

  /** Returns whether nothing is left to do: it is closed, and OpsCenter knows if it has to. */
  public boolean finished() {
    return !ongoing()
        && (!belongsInOpsCenter() || (mirrored != null && mirrored.state() == state()));
  }

  /** Returns whether it has an item in OpsCenter: nobody is called for less urgent ones. */
  public boolean belongsInOpsCenter() {
    return priority().compareTo(Priority.P2) <= 0;
  }

  public Priority priority() {
    return Priority.of(
        alerts.values().stream()
            .map(Alert::severity)
            .min(Comparator.naturalOrder())
            .orElse(Severity.LOW));
  }

  /** Returns what it is about: {@code ServerDown and 2 more}. */
  public String title() {
    String first = sorted().getFirst().label(Alert.ALARM);
    return alerts.size() == 1 ? first : "%s and %d more".formatted(first, alerts.size() - 1);
  }

  /** Returns its alerts, the most urgent first, and of one severity the oldest. */
  public List<Alert> sorted() {
    return alerts.values().stream()
        .sorted(Comparator.comparing(Alert::severity).thenComparing(Alert::since))
        .toList();
  }

  /** Returns its alerts that fire, in the order of {@link #sorted}. */
  public List<Alert> firing() {
    return sorted().stream().filter(Alert::firing).toList();
  }

  /** Returns since when all its alarms are over; empty while one fires. */
  public Optional<Instant> recovered() {
    return firing().isEmpty()
        ? alerts.values().stream().map(Alert::since).max(Comparator.naturalOrder())
        : Optional.empty();
  }

  /** Returns whether it closes by itself now. */
  public boolean isDue(Instant now) {
    return ongoing() && recovered().map(since -> !since.plus(QUIET).isAfter(now)).orElse(false);
  }

  // ---------------------------------------------------------------- what becomes of it

  /** Returns the incident with these states of alerts, those that are older left out. */
  Incident with(Collection<Alert> states) {
    Map<String, Alert> all = new TreeMap<>(alerts);
    for (Alert state : states) {
      all.merge(state.key(), state, (old, come) -> come.since().isBefore(old.since()) ? old : come);
    }
    Instant earliest =
        all.values().stream().map(Alert::since).min(Comparator.naturalOrder()).orElse(began);
    return new Incident(
        id,
        earliest.isBefore(began) ? earliest : began,
        opened,
        all,
        groups,
        acknowledged,
        closed,
        mirrored,
        version);
  }

  Incident withGroups(Collection<String> more) {
    TreeSet<String> all = new TreeSet<>(groups);
    all.addAll(more);
    return new Incident(id, began, opened, alerts, all, acknowledged, closed, mirrored, version);
  }

  Incident with(@Nullable Acknowledgement by) {
    return new Incident(id, began, opened, alerts, groups, by, closed, mirrored, version);
  }

  Incident with(Closure how) {
    return new Incident(id, began, opened, alerts, groups, acknowledged, how, mirrored, version);
  }

  /** Returns the incident of which OpsCenter knows that. */
  public Incident with(Mirrored known) {
    return new Incident(id, began, opened, alerts, groups, acknowledged, closed, known, version);
  }

  /** Returns the incident as it is kept under that version. */
  public Incident as(long kept) {
    return new Incident(id, began, opened, alerts, groups, acknowledged, closed, mirrored, kept);
  }

  private static Map<String, Alert> byKey(Stream<Alert> alerts) {
    Map<String, Alert> byKey = new TreeMap<>();
    alerts.forEach(alert -> byKey.put(alert.key(), alert));
    return byKey;
  }
}
