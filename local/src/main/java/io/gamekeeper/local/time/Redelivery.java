package io.gamekeeper.local.time;

import java.time.Duration;
import java.time.Instant;

/**
 * Delivers something to somebody who may refuse it: tries again with growing delays until it is
 * taken, was tried often enough, or is too old; what is left then is given up. At least once: an
 * attempt that fails after its effect is made again.
 *
 * @param <F> why an attempt was refused
 * @param limits how often, and for how long
 * @param delays how long to wait after a refusal
 */
public record Redelivery<F>(
    Agenda agenda, String name, Limits limits, Attempt<F> attempt, Delays<F> delays, End<F> end) {

  /**
   * When to give up.
   *
   * @param retries attempts after the first that count
   * @param maximumAge how old it may be when it is tried once more
   */
  public record Limits(int retries, Duration maximumAge) {}

  /** What became of an attempt. */
  public sealed interface Outcome<F> {
    /** It is with the other side now. */
    record Taken<F>() implements Outcome<F> {}

    /** It was refused. */
    record Refused<F>(F failure) implements Outcome<F> {}

    /** The other side had no capacity: this attempt does not count. */
    record Deferred<F>(F failure) implements Outcome<F> {}
  }

  /** Tries once. */
  @FunctionalInterface
  public interface Attempt<F> {
    Outcome<F> make() throws InterruptedException;
  }

  /** How long to wait. */
  @FunctionalInterface
  public interface Delays<F> {
    /**
     * The delay after an attempt that was not taken.
     *
     * @param times how many attempts of this kind there were, at least 1
     */
    Duration after(Outcome<F> outcome, int times);
  }

  /** Takes what is given up. */
  @FunctionalInterface
  public interface End<F> {
    /**
     * Takes it.
     *
     * @param attempts how often it was tried again
     */
    void giveUp(F last, Exhausted why, int attempts);
  }

  /** Why it is not tried again. */
  public enum Exhausted {
    RETRIES,
    AGE
  }

  /** Delays that double, from the first to the longest. */
  public static <F> Delays<F> doubling(Duration first, Duration longest) {
    return (_, times) -> doubled(first, longest, times);
  }

  /** The delay of that number, at least 1, if delays double. */
  public static Duration doubled(Duration first, Duration longest, int times) {
    Duration delay = first.multipliedBy(1L << Math.min(times - 1, 30));
    return delay.compareTo(longest) < 0 ? delay : longest;
  }

  /** Begins with an attempt beside the caller. */
  public void start() {
    Instant accepted = agenda.clock().instant();
    Task _ = agenda.run(name, () -> attempt(accepted, 0, 0, 0));
  }

  /** Makes the first attempt in the caller's thread, further ones beside it. */
  public void startHere() {
    try {
      attempt(agenda.clock().instant(), 0, 0, 0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the stage stops
    }
  }

  private void attempt(Instant accepted, int retried, int refused, int deferred)
      throws InterruptedException {
    Outcome<F> outcome = attempt.make();
    switch (outcome) {
      case Outcome.Taken<F> _ -> {}
      case Outcome.Refused<F>(F failure) -> {
        if (refused >= limits.retries()) {
          end.giveUp(failure, Exhausted.RETRIES, retried);
        } else {
          again(
              accepted,
              retried,
              refused + 1,
              deferred,
              failure,
              delays.after(outcome, refused + 1));
        }
      }
      case Outcome.Deferred<F>(F failure) ->
          again(
              accepted,
              retried,
              refused,
              deferred + 1,
              failure,
              delays.after(outcome, deferred + 1));
    }
  }

  private void again(
      Instant accepted, int retried, int refused, int deferred, F last, Duration delay) {
    if (agenda.clock().instant().plus(delay).isAfter(accepted.plus(limits.maximumAge()))) {
      end.giveUp(last, Exhausted.AGE, retried);
    } else {
      Task _ = agenda.after(name, delay, () -> attempt(accepted, retried + 1, refused, deferred));
    }
  }
}
