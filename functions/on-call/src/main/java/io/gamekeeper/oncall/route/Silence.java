package io.gamekeeper.oncall.route;

import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.Matcher;
import java.time.Instant;
import java.util.List;

/**
 * A person's decision that nobody is told of some alerts for a while. It holds for CRITICAL alerts
 * too.
 *
 * @param author who answers for it
 * @param expires the first instant at which it no longer holds
 */
public record Silence(
    String id,
    List<Matcher> matchers,
    String author,
    String reason,
    Instant from,
    Instant expires) {
  public Silence {
    matchers = List.copyOf(matchers);
    if (matchers.stream().allMatch(matcher -> matcher.matches(""))) {
      throw new IllegalArgumentException(
          "a silence needs a matcher that asks for a value: else it would hide everything");
    }
    if (author.isBlank() || reason.isBlank()) {
      throw new IllegalArgumentException("a silence has an author and a reason");
    }
    if (!from.isBefore(expires)) {
      throw new IllegalArgumentException("a silence expires after it begins");
    }
  }

  /** Returns whether nobody is told of that alert now. */
  public boolean hides(Alert alert, Instant now) {
    return !now.isBefore(from) && now.isBefore(expires) && Matcher.allMatch(matchers, alert);
  }
}
