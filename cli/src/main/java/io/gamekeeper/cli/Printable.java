package io.gamekeeper.cli;

/**
 * Text of others that may go to a terminal: what would move its cursor, change its colours or turn
 * the direction of writing is spelt out instead.
 */
final class Printable {
  private Printable() {}

  /** Returns a text in one line. */
  static String of(String text) {
    StringBuilder printable = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            each -> {
              switch (each) {
                case '\n' -> printable.append("\\n");
                case '\r' -> printable.append("\\r");
                case '\t' -> printable.append("\\t");
                default -> append(printable, each, isHarmless(each));
              }
            });
    return printable.toString();
  }

  /** Returns JSON that means the same; Jackson leaves some of these characters as they are. */
  static String json(String json) {
    StringBuilder printable = new StringBuilder(json.length());
    json.codePoints()
        .forEach(each -> append(printable, each, each == '\n' || each == '\r' || isHarmless(each)));
    return printable.toString();
  }

  private static void append(StringBuilder to, int each, boolean asItIs) {
    if (asItIs) {
      to.appendCodePoint(each);
      return;
    }
    for (char unit : Character.toChars(each)) {
      to.append("\\u%04x".formatted((int) unit));
    }
  }

  private static boolean isHarmless(int each) {
    return switch (Character.getType(each)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
