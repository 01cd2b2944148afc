package io.gamekeeper.fleet.observe;

import io.gamekeeper.fleet.system.Json;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Structured log lines: one JSON object each with {@code timestamp}, {@code level}, {@code
 * service}, {@code message} – what happened, in one word – and the event's own members. A cause is
 * an {@code error} with {@code name}, {@code message} and {@code stack}. Functions use the same
 * names, so that one query reads both.
 */
public final class Log {
  /** The level of a line. */
  public enum Level {
    DEBUG,
    INFO,
    WARN,
    ERROR
  }

  private final PrintStream out;
  private final InstantSource clock;
  private final String service;
  private final Level smallest;

  public Log(PrintStream out, InstantSource clock, String service, Level smallest) {
    this.out = out;
    this.clock = clock;
    this.service = service;
    this.smallest = smallest;
  }

  /** Reads a level's name; INFO if it is not one. */
  public static Level level(String name) {
    return switch (name.toUpperCase(Locale.ROOT)) {
      case "DEBUG" -> Level.DEBUG;
      case "WARN" -> Level.WARN;
      case "ERROR" -> Level.ERROR;
      default -> Level.INFO;
    };
  }

  public boolean writes(Level level) {
    return level.compareTo(smallest) >= 0;
  }

  /** Logs something that belongs to a server's normal life. */
  public void info(String event, Object... namesAndValues) {
    write(Level.INFO, event, null, namesAndValues);
  }

  /** Logs that something is not as it should be; the server goes on. */
  public void warn(String event, Object... namesAndValues) {
    write(Level.WARN, event, null, namesAndValues);
  }

  /** Logs a bug or a fault. */
  public void error(String event, @Nullable Throwable cause, Object... namesAndValues) {
    write(Level.ERROR, event, cause, namesAndValues);
  }

  /** Writes a line, if its level is written at all. */
  public void write(
      Level level, String event, @Nullable Throwable cause, Object... namesAndValues) {
    if (!writes(level)) {
      return;
    }
    String line =
        Json.object(
            json -> {
              json.writeStringField("timestamp", clock.instant().toString());
              json.writeStringField("level", level.name());
              json.writeStringField("service", service);
              json.writeStringField("message", event);
              for (int i = 0; i < namesAndValues.length; i += 2) {
                json.writeFieldName((String) namesAndValues[i]);
                Object value = namesAndValues[i + 1];
                // A switch over types is linked at run time, which no cache shortens.
                if (value instanceof Number number) {
                  json.writeNumber(number.toString());
                } else if (value instanceof Boolean truth) {
                  json.writeBoolean(truth);
                } else {
                  json.writeString(value.toString());
                }
              }
              if (cause != null) {
                json.writeObjectFieldStart("error");
                json.writeStringField("name", cause.getClass().getName());
                json.writeStringField("message", String.valueOf(cause.getMessage()));
                json.writeStringField("stack", Stack.of(cause));
                json.writeEndObject();
              }
            });
    out.println(line);
  }
}
