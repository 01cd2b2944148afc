package io.gamekeeper.oncall.group;

import io.gamekeeper.contract.GameAlarm.Severity;
import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.Alert.State;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
   * @param changed when what has not been told yet began; null if all has been told
   * @param told the state that was told last; null if none was
   * @param toldAt when that was; null if none was
   */
  public record Member(
      Alert alert, @Nullable Instant changed, @Nullable State told, @Nullable Instant toldAt) {}

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
      return alert.firing() ? with(new Member(alert, now, null, null)) : this;
    }
    if (before.alert.since().isAfter(alert.since())) {
      return this;
    }
    Instant since = before.changed == null ? now : before.changed;
    return with(
        new Member(alert, alert.state() == before.told ? null : since, before.told, before.toldAt));
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
   * Returns what to tell now: all alerts that fire, and those that were told and have resolved.
   *
   * @param held whether nobody may be told of an alert now: it is silenced, inhibited or muted
   */
  public Message message(Predicate<Alert> held) {
    return new Message(
        telling(held).filter(Alert::firing).toList(),
        telling(held).filter(alert -> !alert.firing()).toList());
  }

  private Stream<Alert> telling(Predicate<Alert> held) {
    return members.values().stream()
        .filter(member -> member.alert.firing() || member.told == State.FIRING)
        .map(Member::alert)
        .filter(alert -> !held.test(alert));
  }

  /**
   * Returns the group after its message was sent, or after there was none to send. What was held is
   * looked at again.
   */
  public Group told(Instant now, Predicate<Alert> held) {
    Collection<Alert> telling = telling(held).toList();
    Map<String, Member> after = new TreeMap<>();
    for (Member member : members.values()) {
      Alert alert = member.alert;
      if (telling.contains(alert)) {
        after.put(alert.key(), new Member(alert, null, alert.state(), now));
      } else if (alert.firing() || member.told == State.FIRING) {
        after.put(alert.key(), new Member(alert, now, member.told, member.toldAt));
      } else if (member.told != null && due(member).isAfter(now)) {
        after.put(alert.key(), member);
      }
    }
    return new Group(key, grouping, after, telling.isEmpty() ? lastTold : now);
  }
}
