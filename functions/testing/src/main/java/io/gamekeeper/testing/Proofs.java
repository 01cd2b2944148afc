package io.gamekeeper.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * How much of a proof runs. A proof goes through more cases than every build can afford: {@code
 * ./mvnw verify} takes a sample of them by a seed that it prints, {@code ./mvnw -Pproofs verify}
 * takes them all. A test class that asks this is tagged {@link #SAMPLED}.
 *
 * <p>{@code -Dproofs.seed=N} repeats the sample of that seed.
 */
public final class Proofs {
  /** Tag of tests that run a sample in every build and their whole with {@code -Pproofs}. */
  public static final String SAMPLED = "proof";

  /** Tag of tests that run with {@code -Pproofs} only. */
  public static final String WHOLE_ONLY = "proof-whole-only";

  private static final String SEED = "proofs.seed";
  private static final Proofs CURRENT =
      new Proofs(
          "whole".equals(System.getProperty("proofs")),
          Long.getLong(SEED, new SplittableRandom().nextLong(1_000_000)));

  private final boolean whole;
  private final long seed;

  Proofs(boolean whole, long seed) {
    this.whole = whole;
    this.seed = seed;
  }

  /** Returns the settings that this JVM was started with. */
  public static Proofs current() {
    return CURRENT;
  }

  /**
   * Returns the cases to run where even a whole proof cannot afford all of them.
   *
   * @param count how many a sample has
   * @param most how many a whole proof has
   */
  public <T> List<T> of(String what, List<T> cases, int count, int most) {
    return sample(what, cases, whole ? most : count);
  }

  /**
   * Returns the cases to run, in their order: all of them, or a sample whose seed is printed.
   *
   * @param what the cases, as the printed line names them
   * @param count how many a sample has; fewer if there are not so many
   */
  public <T> List<T> of(String what, List<T> cases, int count) {
    return whole ? cases : sample(what, cases, count);
  }

  private <T> List<T> sample(String what, List<T> cases, int count) {
    if (cases.size() <= count) {
      return cases;
    }
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) {
      places.add(i);
    }
    // Apart for each set of cases, so that the same seed does not always take the same places.
    Collections.shuffle(places, new Random(seed * 31 + what.hashCode()));
    System.out.printf(
        "%s: %d of %d, -D%s=%d; more of them with -Pproofs%n",
        what, count, cases.size(), SEED, seed);
    return places.subList(0, count).stream().sorted().map(cases::get).toList();
  }
}
