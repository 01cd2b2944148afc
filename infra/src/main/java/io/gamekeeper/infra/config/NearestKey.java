package io.gamekeeper.infra.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the key that a misspelled one was probably meant to be. */
final class NearestKey {
  private NearestKey() {}

  /** Returns the known key with the fewest differing letters; empty if a third of them differ. */
  static Optional<String> to(String key, Collection<String> known) {
    return known.stream()
        .filter(name -> distance(key, name) <= Math.max(1, name.length() / 3))
        .min(Comparator.comparingInt(name -> distance(key, name)));
  }

  /** Returns how many letters must be added, removed or replaced; case does not count. */
  private static int distance(String one, String other) {
    String from = one.toLowerCase(Locale.ROOT);
    String to = other.toLowerCase(Locale.ROOT);
    int[] before = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      before[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int[] row = new int[to.length() + 1];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = before[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(before[j], row[j - 1]));
      }
      before = row;
    }
    return before[to.length()];
  }
}
