package io.gamekeeper.contract.event;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A field in the data of an event.
 *
 * @param name in snake case, which is also the name of its column in the lake
 * @param kind what values it takes
 * @param required whether an event without it is rejected
 * @param personal whether it says something about a person that only the player's log may keep; the
 *     lake never gets it
 * @param meaning what it says, in a few words
 */
public record EventField(
    String name, Kind kind, boolean required, boolean personal, String meaning) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,39}");

  /** The values that a field takes. */
  public sealed interface Kind {
    /** Returns the type of the column in the lake, as Glue and Athena call it. */
    String column();

    /** Returns the kind in words, for people who send events. */
    String words();
  }

  /**
   * A text.
   *
   * @param longest in characters (UTF-16)
   */
  public record Text(int longest) implements Kind {
    @Override
    public String column() {
      return "string";
    }

    @Override
    public String words() {
      return "text of at most " + longest + " characters";
    }
  }

  /** An integer within these bounds, both included. */
  public record Whole(long least, long most) implements Kind {
    @Override
    public String column() {
      return "bigint";
    }

    @Override
    public String words() {
      return "integer from " + least + " to " + most;
    }
  }

  /** A number within these bounds, both included. */
  public record Decimal(double least, double most) implements Kind {
    @Override
    public String column() {
      return "double";
    }

    @Override
    public String words() {
      return "number from " + plain(least) + " to " + plain(most);
    }

    private static String plain(double value) {
      return value == Math.rint(value)
          ? String.format(Locale.ROOT, "%.0f", value)
          : Double.toString(value);
    }
  }

  /** One of these texts. */
  public record Choice(List<String> values) implements Kind {
    public Choice {
      values = List.copyOf(values);
    }

    @Override
    public String column() {
      return "string";
    }

    @Override
    public String words() {
      return "one of " + String.join(", ", values);
    }
  }

  public EventField {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("a field's name is snake case, not " + name);
    }
    Objects.requireNonNull(kind);
    if (meaning.isBlank()) {
      throw new IllegalArgumentException(name + " must say what it means");
    }
  }

  static EventField required(String name, Kind kind, String meaning) {
    return new EventField(name, kind, true, false, meaning);
  }

  static EventField optional(String name, Kind kind, String meaning) {
    return new EventField(name, kind, false, false, meaning);
  }

  /** Returns the same field, kept from the lake. */
  EventField keptPersonal() {
    return new EventField(name, kind, required, true, meaning);
  }
}
