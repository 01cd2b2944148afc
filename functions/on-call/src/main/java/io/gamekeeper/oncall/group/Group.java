package io.gamekeeper.oncall.group;

import io.gamekeeper.contract.GameAlarm.Severity;
import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.Alert.State;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Alerts that are told together, as a state without a clock: {@link #with} takes a change, {@link
 * #next} says when to look at it, {@link #message} what to tell then, and {@link #told} what the
 * group is afterwards. Whoever stores it before and after can die in between and tells twice rather
 * than never.
 *
 * @param members by their alerts' keys
 * @param lastTold when the group was told last; null if it never was
 */
public record Group(
    String key, Grouping grouping, Map<String, Member> members, @Nullable Instant lastTold) {

  /**
   * An alert of the group.
   *
   * @param alert its last state
   * @param began since when it fires; that it ceased to and nobody was told does not count
   * @param changed when what has not been told yet began; null if all has been told
   * @param told the state that was told last; null if none was
   * @param toldAt when that was; null if none was
   */
  public record Member(
      Alert alert,
      Instant began,
      @Nullable Instant changed,
      @Nullable State told,
      @Nullable Instant toldAt) {

    /** Returns the alert as it is told: one that fires, since it began. */
    public Alert current() {
      return alert.firing() ? alert.asOf(began) : alert;
    }

    /** Returns whether somebody has to hear of its state, or was told that it fires. */
    private boolean matters() {
      return alert.firing() || told == State.FIRING;
    }
  }

  /** What is told of a group at once. */
  public record Message(List<Alert> firing, List<Alert> resolved) {
    public boolean isEmpty() {
      return firing.isEmpty() && resolved.isEmpty();
    }
  }

  public Group {
    members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
  }

  /** Returns a group without alerts. */
  public static Group empty(String key, Grouping grouping) {
    return new Group(key, grouping, Map.of(), null);
  }

  /**
   * Returns the group after an alert has come in. The same alert again changes nothing, and an
   * older state neither: messages come more than once and in any order.
   */
  public Group with(Alert alert, Instant now) {
    Member before = members.get(alert.key());
    if (before == null) {
      return alert.firing() ? with(new Member(alert, alert.since(), now, null, null)) : this;
    }
    if (before.alert.since().isAfter(alert.since())) {
      return this;
    }
    Instant since = before.changed == null ? now : before.changed;
    boolean anew = alert.firing() && !before.alert.firing() && before.told == State.RESOLVED;
    return with(
        new Member(
            alert,
            anew ? alert.since() : before.began,
            alert.state() == before.told ? null : since,
            before.told,
            before.toldAt));
  }

  private Group with(Member member) {
    Map<String, Member> all = new TreeMap<>(members);
    all.put(member.alert.key(), member);
    return new Group(key, grouping, all, lastTold);
  }

  /** Returns the group without an alert, which is told elsewhere. */
  public Group without(String alert) {
    Map<String, Member> left = new TreeMap<>(members);
    left.remove(alert);
    return new Group(key, grouping, left, lastTold);
  }

  /** Returns when to look at the group, never before now; empty if it is over. */
  public Optional<Instant> next(Instant now) {
    return members.values().stream()
        .map(this::due)
        .min(Instant::compareTo)
        .map(due -> due.isBefore(now) ? now : due);
  }

  /**
   * Returns when a member is due. A change waits for others, and for the group's interval since the
   * last message. A CRITICAL alert waits for its own last message only, so that neither other
   * alerts hold it up nor it tells more often than once in an interval when it flaps.
   */
  private Instant due(Member member) {
    if (member.changed == null) {
      Instant toldAt = member.toldAt == null ? Instant.MIN : member.toldAt;
      return toldAt.plus(
          member.alert.firing() ? grouping.repeatInterval() : grouping.groupInterval());
    }
    boolean critical = member.alert.firing() && member.alert.severity() == Severity.CRITICAL;
    Instant earliest = member.changed.plus(grouping.groupWait());
    Instant last = critical ? member.toldAt : lastTold;
    Instant next = last == null ? earliest : last.plus(grouping.groupInterval());
    return next.isAfter(earliest) ? next : earliest;
  }

  /**
   * Returns whether a message is due.
   *
   * @param held as for {@link #message}: what nobody may be told of does not make one due
   */
  public boolean due(Instant now, Predicate<Alert> held) {
    return telling(held).anyMatch(member -> !due(member).isAfter(now));
  }

  /** Returns whether a message is due for an alert that fires, and not only as others are over. */
  public boolean dueForFiring(Instant now, Predicate<Alert> held) {
    return telling(held).anyMatch(member -> member.alert.firing() && !due(member).isAfter(now));
  }

  /**
   * Returns what to tell now: all alerts that fire, and those that were told and have resolved.
   *
   * @param held whether nobody may be told of an alert now: it is silenced, inhibited or muted
   */
  public Message message(Predicate<Alert> held) {
    return new Message(
        telling(held).map(Member::current).filter(Alert::firing).toList(),
        telling(held).map(Member::current).filter(alert -> !alert.firing()).toList());
  }

  /**
   * Returns the group after a look at alerts that somebody has taken on: nothing is due for those
   * that still fire before the group repeats itself.
   *
   * @param keys of those alerts
   */
  public Group taken(Set<String> keys, Instant now) {
    Map<String, Member> all = new TreeMap<>(members);
    all.replaceAll(
        (key, member) ->
            keys.contains(key) && member.alert.firing() && !due(member).isAfter(now)
                ? new Member(member.alert, member.began, null, member.told, now)
                : member);
    return new Group(key, grouping, all, lastTold);
  }

  /** Returns its alerts as they are told. */
  public Stream<Alert> alerts() {
    return members.values().stream().map(Member::current);
  }

  private Stream<Member> telling(Predicate<Alert> held) {
    return members.values().stream()
        .filter(Member::matters)
        .filter(member -> !held.test(member.alert));
  }

  /** Returns the group after its message was sent. What was held is looked at again. */
  public Group told(Instant now, Predicate<Alert> held) {
    return after(now, held, true);
  }

  /** Returns the group after a look at which no message was due. */
  public Group looked(Instant now, Predicate<Alert> held) {
    return after(now, held, false);
  }

  private Group after(Instant now, Predicate<Alert> held, boolean told) {
    Map<String, Member> after = new TreeMap<>();
    members.forEach(
        (key, member) -> {
          if (!member.matters()) {
            // It is remembered for the interval, so that one that flaps is not told at once.
            if (member.told != null && due(member).isAfter(now)) {
              after.put(key, member);
            }
          } else if (held.test(member.alert)) {
            after.put(key, due(member).isAfter(now) ? member : again(member, now));
          } else {
            after.put(
                key,
                told
                    ? new Member(member.alert, member.began, null, member.alert.state(), now)
                    : member);
          }
        });
    boolean sent = told && telling(held).findAny().isPresent();
    return new Group(key, grouping, after, sent ? now : lastTold);
  }

  /**
   * Returns a member that is held now, to be looked at again: a CRITICAL one after the group's
   * wait, another after its interval.
   */
  private Member again(Member member, Instant now) {
    Instant changed =
        member.alert.severity() == Severity.CRITICAL
            ? now
            : now.plus(grouping.groupInterval()).minus(grouping.groupWait());
    return new Member(member.alert, member.began, changed, member.told, member.toldAt);
  }
}
