package io.gamekeeper.local.aws.cloudwatch;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.local.aws.cloudwatch.math.Grid;
import io.gamekeeper.local.observe.MetricName;
import io.gamekeeper.local.observe.MetricStore;
import io.gamekeeper.local.observe.Statistics;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** An alarm on a metric or an expression. */
final class MetricAlarm extends Alarm {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  private final Condition condition;

  /**
   * Under which condition it goes off.
   *
   * @param watched the id of the query whose result is watched
   * @param period of 10 or 30 seconds, or whole minutes
   * @param fewSamplesIgnored whether a percentile of few samples leaves the alarm as it is
   */
  record Condition(
      MetricQueries queries,
      String watched,
      Duration period,
      int datapoints,
      int periods,
      Comparison comparison,
      double threshold,
      MissingData missing,
      boolean fewSamplesIgnored) {}

  MetricAlarm(Facts facts, Condition condition, Instant created) {
    super(facts, created);
    this.condition = condition;
  }

  Condition rule() {
    return condition;
  }

  /** Whether it is evaluated every ten seconds, and not every minute. */
  boolean highResolution() {
    return condition.period().compareTo(MINUTE) < 0;
  }

  /**
   * Judges what was measured.
   *
   * @return the state that it is in now; empty if it stays as it is
   */
  Optional<StateValue> evaluate(MetricStore store, Instant now) {
    int size = condition.periods() + Judgement.MORE_PERIODS;
    long step = (highResolution() ? TEN_SECONDS : MINUTE).toSeconds();
    Instant end = Instant.ofEpochSecond(Math.floorDiv(now.getEpochSecond(), step) * step);
    Grid grid =
        new Grid(end.minus(condition.period().multipliedBy(size)), condition.period(), size);
    double[] points = condition.queries().evaluate(store, grid, condition.watched()).values();
    if (condition.fewSamplesIgnored() && fewSamples(store, grid)) {
      return Optional.empty();
    }
    Judgement judgement =
        Judgement.of(
            points,
            value -> condition.comparison().breaches(value, condition.threshold()),
            condition.datapoints(),
            condition.periods(),
            condition.missing());
    return judgement
        .state()
        .map(
            value ->
                new Reasons(condition, grid, points, judgement).stateValue(value, state(), now));
  }

  /**
   * Tells whether a percentile says little: above the median, fewer samples than 10 / (1 - p) were
   * taken in the evaluation periods, below it fewer than 10 / p.
   */
  private boolean fewSamples(MetricStore store, Grid grid) {
    for (MetricQuery.Stat stat : condition.queries().stats()) {
      double share = stat.statistic().percent().orElse(0.0) / 100;
      if (share > 0 && share < 1) {
        double samples =
            store
                .read(
                    stat.metric(),
                    grid.at(Judgement.MORE_PERIODS),
                    grid.end(),
                    condition.period(),
                    false)
                .stream()
                .mapToDouble(Statistics::count)
                .sum();
        return samples < 10 / (share >= 0.5 ? 1 - share : share);
      }
    }
    return false;
  }

  @Override
  Optional<String> notSimulated() {
    return Optional.empty();
  }

  @Override
  String condition() {
    String watched =
        condition.queries().all().stream()
            .filter(query -> query.id().equals(condition.watched()))
            .map(
                query ->
                    switch (query) {
                      case MetricQuery.Stat stat -> text(stat);
                      case MetricQuery.Formula formula -> text(formula);
                      case MetricQuery.Search search -> search.text();
                    })
            .findFirst()
            .orElseThrow();
    return "%s %s %s in %d of %d periods of %d s"
        .formatted(
            watched,
            condition.comparison().words(),
            Reasons.number(condition.threshold()),
            condition.datapoints(),
            condition.periods(),
            condition.period().toSeconds());
  }

  private String text(MetricQuery.Formula formula) {
    return condition.queries().stats().stream()
        .map(stat -> stat.id() + " = " + text(stat))
        .collect(Collectors.joining(", ", formula.text() + " (", ")"));
  }

  private static String text(MetricQuery.Stat stat) {
    MetricName metric = stat.metric();
    return stat.statistic().name()
        + " of "
        + metric.namespace()
        + "/"
        + metric.name()
        + metric.dimensions().entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining(",", "{", "}"))
            .replace("{}", "");
  }

  @Override
  ObjectNode configuration() {
    ObjectNode configuration = JSON.createObjectNode();
    if (!facts().description().isEmpty()) {
      configuration.put("description", facts().description());
    }
    ArrayNode metrics = configuration.putArray("metrics");
    for (MetricQuery query : condition.queries().all()) {
      ObjectNode node = metrics.addObject().put("id", query.id());
      if (!query.label().isEmpty()) {
        node.put("label", query.label());
      }
      switch (query) {
        case MetricQuery.Stat stat -> {
          ObjectNode metricStat = node.putObject("metricStat");
          ObjectNode metric =
              metricStat
                  .putObject("metric")
                  .put("namespace", stat.metric().namespace())
                  .put("name", stat.metric().name());
          ObjectNode dimensions = metric.putObject("dimensions");
          stat.metric().dimensions().forEach(dimensions::put);
          metricStat.put("period", stat.period().toSeconds()).put("stat", stat.statistic().name());
        }
        case MetricQuery.Formula formula -> node.put("expression", formula.text());
        case MetricQuery.Search search -> node.put("expression", search.text());
      }
      node.put("returnData", query.returned());
    }
    return configuration;
  }

  @Override
  ObjectNode trigger() {
    ObjectNode trigger = JSON.createObjectNode();
    if (condition.queries().all().size() == 1) {
      MetricQuery.Stat stat = condition.queries().stats().getFirst();
      trigger
          .put("MetricName", stat.metric().name())
          .put("Namespace", stat.metric().namespace())
          .put(
              "StatisticType",
              stat.statistic().percent().isPresent() ? "ExtendedStatistic" : "Statistic")
          .put("Statistic", stat.statistic().name().toUpperCase(Locale.ROOT))
          .putNull("Unit");
      ArrayNode dimensions = trigger.putArray("Dimensions");
      stat.metric()
          .dimensions()
          .forEach((name, value) -> dimensions.addObject().put("value", value).put("name", name));
    } else {
      trigger.set("Metrics", configuration().path("metrics"));
    }
    return trigger
        .put("Period", condition.period().toSeconds())
        .put("EvaluationPeriods", condition.periods())
        .put("DatapointsToAlarm", condition.datapoints())
        .put("ComparisonOperator", condition.comparison().operator())
        .put("Threshold", condition.threshold())
        .put("TreatMissingData", condition.missing().text())
        .put("EvaluateLowSampleCountPercentile", condition.fewSamplesIgnored() ? "ignore" : "");
  }
}
