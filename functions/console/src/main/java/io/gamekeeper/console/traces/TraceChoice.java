package io.gamekeeper.console.traces;

import java.util.List;
import java.util.Optional;

/** Which traces are listed. */
public enum TraceChoice {
  ANY,
  /** Those whose request was refused or failed. */
  ERROR,
  /** Those whose request took more than a second. */
  SLOW;

  /** Returns the choice of that key, {@code any}, {@code error} or {@code slow}. */
  public static Optional<TraceChoice> named(String key) {
    for (TraceChoice choice : values()) {
      if (choice.key().equals(key)) {
        return Optional.of(choice);
      }
    }
    return Optional.empty();
  }

  public String key() {
    return switch (this) {
      case ANY -> "any";
      case ERROR -> "error";
      case SLOW -> "slow";
    };
  }

  /** Returns the filter expressions that find them together. */
  List<String> filters() {
    return switch (this) {
      case ANY -> List.of("");
      case ERROR -> List.of("error", "fault");
      case SLOW -> List.of("responsetime > 1");
    };
  }
}
