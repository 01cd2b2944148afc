package io.gamekeeper.local.aws.xray;

import io.gamekeeper.local.client.NotSimulatedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A filter expression: terms that are joined by AND. Other parts of X-Ray's language are refused by
 * name.
 *
 * @see <a href="https://docs.aws.amazon.com/xray/latest/devguide/xray-console-filters.html">Using
 *     filter expressions</a>
 */
final class TraceFilter {
  private static final Pattern TOKEN =
      Pattern.compile("\\s*(\"(?:[^\"\\\\]|\\\\.)*\"|[<>!]=|[<>=!(){}\\[\\],]|[\\w.:-]+)");

  private final List<String> tokens = new ArrayList<>();
  private int next;

  /** A text that X-Ray refuses. */
  static final class MalformedException extends RuntimeException {
    MalformedException(String message) {
      super(message);
    }
  }

  private TraceFilter(String text) {
    Matcher matcher = TOKEN.matcher(text);
    int end = 0;
    while (end < text.stripTrailing().length()) {
      if (!matcher.find(end) || matcher.start() != end) {
        throw new MalformedException("Invalid filter expression: " + text);
      }
      tokens.add(matcher.group(1));
      end = matcher.end();
    }
  }

  /**
   * Reads an expression; nothing filters nothing.
   *
   * @throws MalformedException if X-Ray would refuse it
   * @throws NotSimulatedException if it uses what the stage does not know
   */
  static Predicate<StoredTrace> parse(@Nullable String text) {
    return text == null || text.isBlank() ? _ -> true : new TraceFilter(text).terms();
  }

  private Predicate<StoredTrace> terms() {
    Predicate<StoredTrace> all = term();
    while (next < tokens.size()) {
      String word = take();
      if (!word.equalsIgnoreCase("AND")) {
        throw notSimulated(word);
      }
      all = all.and(term());
    }
    return all;
  }

  private Predicate<StoredTrace> term() {
    String word = take();
    return switch (word) {
      case "!" -> term().negate();
      case "ok" -> flag(trace -> !trace.rootHas("error") && !trace.rootHas("fault"));
      case "error", "fault" -> flag(trace -> trace.rootHas(word));
      case "throttle" -> flag(StoredTrace::isThrottled);
      case "partial" -> flag(StoredTrace::isPartial);
      case "responsetime" -> number(StoredTrace::responseTime);
      case "duration" -> number(trace -> Optional.of(trace.duration().toNanos() / 1e9));
      case "http.status" -> number(TraceFilter::status);
      case "service" -> service();
      case "annotation" -> {
        require("[");
        String key = take();
        require("]");
        yield annotation(key);
      }
      default -> {
        if (word.startsWith("annotation.")) {
          yield annotation(word.substring("annotation.".length()));
        }
        throw notSimulated(word);
      }
    };
  }

  private Predicate<StoredTrace> flag(Predicate<StoredTrace> flag) {
    if (next < tokens.size() && (tokens.get(next).equals("=") || tokens.get(next).equals("!="))) {
      boolean equal = take().equals("=");
      boolean wanted = Boolean.parseBoolean(take());
      return trace -> (flag.test(trace) == wanted) == equal;
    }
    return flag;
  }

  private interface Measure {
    Optional<Double> of(StoredTrace trace);
  }

  private Predicate<StoredTrace> number(Measure number) {
    String operator = take();
    String text = take();
    double value;
    try {
      value = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new MalformedException("Invalid filter expression: not a number: " + text);
    }
    return trace ->
        number
            .of(trace)
            .filter(
                actual -> {
                  int order = Double.compare(actual, value);
                  return switch (operator) {
                    case "=" -> order == 0;
                    case "!=" -> order != 0;
                    case "<" -> order < 0;
                    case "<=" -> order <= 0;
                    case ">" -> order > 0;
                    case ">=" -> order >= 0;
                    default ->
                        throw new MalformedException("Invalid filter expression: " + operator);
                  };
                })
            .isPresent();
  }

  private static Optional<Double> status(StoredTrace trace) {
    return Optional.of(trace.root().at("/http/response/status"))
        .filter(status -> status.isNumber())
        .map(status -> status.asDouble());
  }

  private Predicate<StoredTrace> service() {
    require("(");
    String name = text();
    require(")");
    if (next < tokens.size() && tokens.get(next).equals("{")) {
      throw notSimulated("service() {");
    }
    return trace -> ServiceKey.of(trace).stream().anyMatch(key -> key.name().equals(name));
  }

  private Predicate<StoredTrace> annotation(String key) {
    String operator = take();
    if (!operator.equals("=")) {
      throw notSimulated("annotation " + operator);
    }
    String value = text();
    return trace -> trace.annotations().getOrDefault(key, List.of()).contains(value);
  }

  private String text() {
    String token = take();
    if (token.length() < 2 || !token.startsWith("\"")) {
      throw new MalformedException("Invalid filter expression: not a text: " + token);
    }
    return token.substring(1, token.length() - 1).replaceAll("\\\\(.)", "$1");
  }

  private void require(String token) {
    String found = take();
    if (!found.equals(token)) {
      throw new MalformedException("Invalid filter expression: " + found);
    }
  }

  private String take() {
    if (next == tokens.size()) {
      throw new MalformedException("Invalid filter expression: it ends too early");
    }
    return tokens.get(next++);
  }

  private static NotSimulatedException notSimulated(String what) {
    return new NotSimulatedException("xray:GetTraceSummaries with a filter expression of " + what);
  }
}
