package io.gamekeeper.oncall;

import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** Ids that people read out and type: they are no secrets. */
public final class ShortId {
  /** Lower-case letters and digits without 0, 1, l and o, which look like one another. */
  private static final String CHARACTERS = "23456789abcdefghijkmnpqrstuvwxyz";

  private ShortId() {}

  /** Returns an id of that many characters. */
  public static String of(RandomGenerator random, int length) {
    return random
        .ints(length, 0, CHARACTERS.length())
        .mapToObj(CHARACTERS::charAt)
        .map(String::valueOf)
        .collect(Collectors.joining());
  }
}
