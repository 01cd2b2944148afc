package io.gamekeeper.bench;

import java.util.Optional;

/**
 * Looks for the highest rate that holds: doubles it until it does not, then halves the interval
 * between the last two a few times.
 *
 * @param first the lowest rate that is tried
 * @param most the highest
 * @param bisections how often the interval is halved
 */
record RateSearch(int first, int most, int bisections) {

  /**
   * Tries a rate.
   *
   * @param <S> what is told of a rate that holds
   */
  @FunctionalInterface
  interface Attempt<S> {
    /** Tries a rate; empty if it does not hold. */
    Optional<S> at(int rate) throws InterruptedException;
  }

  /** Returns what is told of the highest rate that was seen to hold; empty if none was. */
  <S> Optional<S> highest(Attempt<S> attempt) throws InterruptedException {
    Optional<S> best = Optional.empty();
    int held = 0;
    int tooMuch = most + 1;
    for (int rate = first; rate < tooMuch; ) {
      Optional<S> now = attempt.at(rate);
      if (now.isEmpty()) {
        tooMuch = rate;
      } else {
        best = now;
        held = rate;
        rate = rate == most ? tooMuch : Math.min(most, 2 * rate);
      }
    }
    for (int i = 0; i < bisections && tooMuch - held > 1 && tooMuch <= most; i++) {
      int middle = (held + tooMuch) / 2;
      Optional<S> now = attempt.at(middle);
      if (now.isEmpty()) {
        tooMuch = middle;
      } else {
        best = now;
        held = middle;
      }
    }
    return best;
  }
}
