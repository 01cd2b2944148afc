package io.gamekeeper.oncall.route;

import io.gamekeeper.oncall.Channel;
import io.gamekeeper.oncall.schedule.Person;
import io.gamekeeper.oncall.schedule.Schedule;
import io.gamekeeper.oncall.schedule.WeeklyHours;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who is told, and by which channels.
 *
 * @param schedules whose people are on call for it; none if it is the whole team's
 * @param hours when alerts are told that wait for working hours
 * @param limit how many messages it gets; none if any number
 */
public record Receiver(
    String name,
    Set<Channel> channels,
    List<Schedule> schedules,
    WeeklyHours hours,
    Optional<RateLimit> limit) {

  /** At most this many messages in this time; CRITICAL alerts count, but never wait. */
  public record RateLimit(int messages, Duration in) {
    /**
     * Returns when the next message may be sent, if that is after now.
     *
     * @param sent when the messages until now were sent
     */
    public Optional<Instant> fullUntil(Collection<Instant> sent, Instant now) {
      List<Instant> recent =
          sent.stream().filter(at -> at.isAfter(now.minus(in))).sorted().toList();
      return recent.size() < messages
          ? Optional.empty()
          : Optional.of(recent.get(recent.size() - messages).plus(in));
    }
  }

  public Receiver {
    if (channels.isEmpty()) {
      throw new IllegalArgumentException("receiver " + name + " has no channel");
    }
    channels = Collections.unmodifiableSet(EnumSet.copyOf(channels));
    schedules = List.copyOf(schedules);
  }

  /** Returns the channels that reach a person. */
  public Set<Channel> channelsTo(Person person) {
    Set<Channel> reaching = EnumSet.copyOf(channels);
    reaching.retainAll(person.contacts().keySet());
    return reaching;
  }

  /**
   * Returns the channels that are used for a person now. Outside the person's hours those that wake
   * are left out if that is asked for and others remain.
   */
  public Set<Channel> channelsTo(Person person, Instant now, boolean wakes) {
    Set<Channel> all = channelsTo(person);
    if (wakes || person.hours().contains(now)) {
      return all;
    }
    Set<Channel> quiet = EnumSet.copyOf(all);
    quiet.removeIf(Channel::wakes);
    return quiet.isEmpty() ? all : quiet;
  }
}
