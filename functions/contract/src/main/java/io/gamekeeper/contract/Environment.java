package io.gamekeeper.contract;

import java.util.Map;

/** Reads typed values from a function's environment variables. */
public final class Environment {
  private Environment() {}

  /**
   * Returns the value of a variable that must be there.
   *
   * @throws IllegalArgumentException if it is absent or blank; the message names the variable
   */
  public static String required(Map<String, String> environment, String name) {
    String value = environment.get(name);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException("environment variable " + name + " is not set");
    }
    return value;
  }

  /**
   * Returns the value of an integer variable that must be there.
   *
   * @throws IllegalArgumentException if it is absent or not an integer; the message names the
   *     variable
   */
  public static int requiredInt(Map<String, String> environment, String name) {
    String value = required(environment, name);
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "environment variable " + name + " is not an integer: " + value, e);
    }
  }

  /**
   * Returns the value of an integer variable that may be large and must be there.
   *
   * @throws IllegalArgumentException if it is absent or not an integer; the message names the
   *     variable
   */
  public static long requiredLong(Map<String, String> environment, String name) {
    String value = required(environment, name);
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "environment variable " + name + " is not an integer: " + value, e);
    }
  }
}
