package io.gamekeeper.local.aws.elb;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The statuses that count as healthy, as target groups list them: {@code 200}, {@code 200,202} or
 * {@code 200-299}.
 */
public final class StatusMatcher {
  private static final Pattern RANGE = Pattern.compile("([2-4]\\d\\d)(?:-([2-4]\\d\\d))?");

  private final String text;
  private final List<Range> ranges;

  private record Range(int first, int last) {}

  private StatusMatcher(String text, List<Range> ranges) {
    this.text = text;
    this.ranges = List.copyOf(ranges);
  }

  /**
   * Reads a list of statuses and ranges.
   *
   * @throws IllegalArgumentException if the text is malformed
   */
  public static StatusMatcher parse(String text) {
    List<Range> ranges = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      Matcher range = RANGE.matcher(part.strip());
      if (!range.matches()) {
        throw new IllegalArgumentException(
            "is " + text + " instead of statuses such as 200, 200,202 or 200-299");
      }
      int first = Integer.parseInt(range.group(1));
      ranges.add(
          new Range(first, range.group(2) == null ? first : Integer.parseInt(range.group(2))));
    }
    return new StatusMatcher(text, ranges);
  }

  boolean matches(int status) {
    return ranges.stream().anyMatch(range -> range.first() <= status && status <= range.last());
  }

  @Override
  public String toString() {
    return text;
  }
}
