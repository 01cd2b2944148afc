package io.gamekeeper.local.aws.logs.insights;

import io.gamekeeper.local.aws.logs.insights.Scanner.Token;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The fields that a command can use: all of the lines, until {@code stats} leaves its own. */
final class Scope {
  private @Nullable Set<String> left;

  /** Whether there are still lines. */
  boolean ofLines() {
    return left == null;
  }

  /** Leaves these fields and no others. */
  void leave(Iterable<String> names) {
    Set<String> known = new TreeSet<>();
    names.forEach(known::add);
    left = known;
  }

  /** Adds a field that is calculated. */
  void add(String name) {
    if (left != null) {
      left.add(name);
    }
  }

  /** Refuses a field that {@code stats} has removed. */
  void check(Token field) {
    if (left != null && !left.contains(field.text())) {
      throw Scanner.refused(
          "uses "
              + field.text()
              + " after stats, which leaves only its own fields: "
              + String.join(", ", left)
              + "; filter before stats, or add the field to it",
          field);
    }
  }
}
