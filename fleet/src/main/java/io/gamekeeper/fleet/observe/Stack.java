package io.gamekeeper.fleet.observe;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Stack traces as text. */
final class Stack {
  private Stack() {}

  static String of(Throwable cause) {
    StringWriter text = new StringWriter();
    cause.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
