package io.gamekeeper.oncall.page;

import io.gamekeeper.oncall.Channel;
import io.gamekeeper.oncall.message.Messenger;
import io.gamekeeper.oncall.message.Messenger.Accepted;
import io.gamekeeper.oncall.message.Messenger.Failed;
import io.gamekeeper.oncall.message.Messenger.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * A page's way to one address.
 *
 * @param attempts how often it was sent
 * @param detail the service's reference if it was accepted, else why not; empty before the first
 *     attempt
 * @param next when to send it, if it is {@link State#WAITING}
 */
public record Delivery(
    String person,
    Channel channel,
    String contact,
    State state,
    int attempts,
    String detail,
    Instant next) {
  /** After that many attempts nobody tries again. */
  static final int ATTEMPTS = 8;

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  /** What has become of it. */
  public enum State {
    /** It is to be sent. */
    WAITING,
    /** The service has taken it on. */
    ACCEPTED,
    /** It cannot be sent. */
    FAILED
  }

  static Delivery first(String person, Channel channel, String contact, Instant now) {
    return new Delivery(person, channel, contact, State.WAITING, 0, "", now);
  }

  boolean waits() {
    return state == State.WAITING;
  }

  boolean accepted() {
    return state == State.ACCEPTED;
  }

  boolean dueAt(Instant now) {
    return waits() && !next.isAfter(now);
  }

  /**
   * Returns the delivery while it is sent. If nobody lives to tell what came of it, that was an
   * attempt, and the next one is after the pause.
   */
  Delivery begun(Instant now, RandomGenerator random) {
    return new Delivery(
        person,
        channel,
        contact,
        attempts + 1 >= ATTEMPTS ? State.FAILED : State.WAITING,
        attempts + 1,
        "no answer was kept",
        now.plus(pause(Duration.ZERO, random)));
  }

  /**
   * Returns the delivery after the attempt that has {@link #begun}; the pause doubles with each,
   * half of it by chance.
   */
  Delivery after(Messenger.Result result, Instant now, RandomGenerator random) {
    return switch (result) {
      case Accepted(String reference) -> become(State.ACCEPTED, reference, now);
      case Refused(String why) -> become(State.FAILED, why, now);
      case Failed(String why, var wait) ->
          attempts >= ATTEMPTS
              ? become(State.FAILED, why, now)
              : become(State.WAITING, why, now.plus(pause(wait.orElse(Duration.ZERO), random)));
    };
  }

  private Delivery become(State after, String why, Instant at) {
    return new Delivery(person, channel, contact, after, attempts, why, at);
  }

  private Duration pause(Duration asked, RandomGenerator random) {
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.max(0, attempts - 1));
    long millis = Math.min(pause.toMillis(), LONGEST_PAUSE.toMillis());
    Duration ours = Duration.ofMillis(millis / 2 + random.nextLong(millis / 2 + 1));
    Duration theirs = asked.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : asked;
    return ours.compareTo(theirs) > 0 ? ours : theirs;
  }
}
