package io.gamekeeper.local.aws.cloudwatch;

import io.gamekeeper.local.observe.MetricName;
import io.gamekeeper.local.observe.MetricStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A search expression, of the form that our dashboards have: a namespace, exactly these dimensions,
 * and terms that must match as a whole.
 *
 * @param terms the metric's name or values of dimensions
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html">CloudWatch
 *     search expression syntax</a>
 */
record MetricSearch(
    String namespace,
    Set<String> dimensions,
    Map<String, String> terms,
    Statistic statistic,
    Duration period) {
  /** How a search begins, for those that look for one. */
  static final String BEGIN = "SEARCH(";

  private static final String NAME = "MetricName";
  private static final Pattern FORM =
      Pattern.compile(
          "SEARCH\\('\\{([^,}]+)((?:,[^,}]+)*)}((?:\\s+\\w+=\"[^\"]*\")*)\\s*',\\s*'(\\S+)',\\s*(\\d+)\\)");
  private static final Pattern TERM = Pattern.compile("(\\w+)=\"([^\"]*)\"");

  /**
   * Reads an expression.
   *
   * @throws IllegalArgumentException if it has another form
   */
  static MetricSearch parse(String text) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "the stage simulates searches such as SEARCH('{Namespace,Dimension}"
              + " MetricName=\"Name\"', 'Sum', 60), and not "
              + text);
    }
    Map<String, String> terms = new HashMap<>();
    Matcher term = TERM.matcher(form.group(3));
    while (term.find()) {
      terms.put(term.group(1), term.group(2));
    }
    List<String> dimensions =
        form.group(2).isEmpty() ? List.of() : List.of(form.group(2).substring(1).split(",", -1));
    return new MetricSearch(
        form.group(1),
        Set.copyOf(dimensions),
        terms,
        Statistic.of(form.group(4))
            .orElseThrow(
                () -> new IllegalArgumentException("there is no statistic " + form.group(4))),
        Duration.ofSeconds(Long.parseLong(form.group(5))));
  }

  /** The metrics that are like that, sorted. */
  List<MetricName> find(MetricStore store) {
    return store.names().stream()
        .filter(
            metric ->
                metric.namespace().equals(namespace)
                    && metric.dimensions().keySet().equals(dimensions)
                    && terms.entrySet().stream().allMatch(term -> matches(metric, term)))
        .toList();
  }

  private static boolean matches(MetricName metric, Map.Entry<String, String> term) {
    return term.getValue()
        .equals(
            term.getKey().equals(NAME) ? metric.name() : metric.dimensions().get(term.getKey()));
  }
}
