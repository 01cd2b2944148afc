package io.gamekeeper.local.aws.cloudwatch;

import io.gamekeeper.local.aws.cloudwatch.math.Expression;
import io.gamekeeper.local.aws.cloudwatch.math.ExpressionException;
import io.gamekeeper.local.observe.MetricName;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Alarms on metrics and on expressions. */
record MetricAlarmType(AlarmBook book, Ground ground) implements ResourceType {
  private static final String ONLY = "m1";
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration WEEK = Duration.ofDays(7);
  private static final Duration HOUR = Duration.ofHours(1);

  /** "Each alarm can be based on up to ten metrics" (CloudWatch guide, math expressions). */
  private static final int MOST_METRICS = 10;

  @Override
  public String type() {
    return "AWS::CloudWatch::Alarm";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    Alarm.Facts facts = AlarmFacts.read(context, ground.targets());
    Alarm alarm =
        properties.optionalString("ThresholdMetricId").isPresent()
            ? anomaly(properties, facts)
            : new MetricAlarm(facts, condition(context, properties), created());
    book.put(alarm);
    return AlarmFacts.provisioned(alarm);
  }

  private Instant created() {
    return ground.time().clock().instant();
  }

  /** An alarm on a band that CloudWatch learns from weeks of data. */
  private Alarm anomaly(ResourceProperties properties, Alarm.Facts facts) {
    List<ResourceProperties> queries = properties.objects("Metrics");
    String band =
        queries.stream()
            .flatMap(query -> query.optionalString("Expression").stream())
            .findFirst()
            .orElse("");
    queries.forEach(query -> query.restInert("bands are not learnt"));
    properties.restInert("bands are not learnt");
    return new UnwatchedAlarm(
        facts, band, "anomaly detection is not simulated: it learns from weeks of data", created());
  }

  private MetricAlarm.Condition condition(ResourceContext context, ResourceProperties properties) {
    List<ResourceProperties> declared = properties.objects("Metrics");
    List<MetricQuery> queries =
        declared.isEmpty()
            ? List.of(single(context, properties))
            : declared.stream().map(query -> query(context, declared, query)).toList();
    List<String> returned =
        queries.stream().filter(MetricQuery::returned).map(MetricQuery::id).toList();
    if (returned.size() != 1) {
      throw new TemplateException(
          properties.where("Metrics"), "does not have exactly one query that returns data");
    }
    MetricQueries all = together(properties, queries);
    int periods = properties.integer("EvaluationPeriods");
    int datapoints = properties.integer("DatapointsToAlarm", periods);
    if (datapoints < 1 || datapoints > periods) {
      throw new TemplateException(
          properties.where("DatapointsToAlarm"),
          "is %d, but must be 1 to EvaluationPeriods, which is %d".formatted(datapoints, periods));
    }
    Duration period = period(properties, all, declared);
    checkRange(properties, period, periods);
    String operator = properties.string("ComparisonOperator");
    return new MetricAlarm.Condition(
        all,
        returned.getFirst(),
        period,
        datapoints,
        periods,
        Comparison.of(operator)
            .orElseThrow(
                () ->
                    new TemplateException(
                        properties.where("ComparisonOperator"),
                        "is " + operator + ", which needs a band, a ThresholdMetricId")),
        number(properties, "Threshold"),
        missing(properties, all),
        properties.string("EvaluateLowSampleCountPercentile", "").equals("ignore"));
  }

  private static double number(ResourceProperties properties, String name) {
    String text = properties.string(name);
    try {
      double value = Double.parseDouble(text);
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new TemplateException(properties.where(name), "is " + text + ", not a finite number");
  }

  /** An alarm on DynamoDB's metrics always ignores missing data. */
  private static MissingData missing(ResourceProperties properties, MetricQueries queries) {
    String text = properties.string("TreatMissingData", MissingData.MISSING.text());
    MissingData missing =
        MissingData.of(text)
            .orElseThrow(
                () ->
                    new TemplateException(
                        properties.where("TreatMissingData"),
                        "is " + text + ", not missing, ignore, breaching or notBreaching"));
    return queries.stats().stream()
            .anyMatch(stat -> stat.metric().namespace().equals("AWS/DynamoDB"))
        ? MissingData.IGNORE
        : missing;
  }

  private MetricQueries together(ResourceProperties properties, List<MetricQuery> queries) {
    try {
      MetricQueries all = new MetricQueries(queries);
      if (all.stats().size() > MOST_METRICS) {
        throw new IllegalArgumentException(
            "has %d metrics; an alarm takes %d".formatted(all.stats().size(), MOST_METRICS));
      }
      return all;
    } catch (IllegalArgumentException e) {
      throw new TemplateException(properties.where("Metrics"), String.valueOf(e.getMessage()));
    }
  }

  /** The period of all metrics, which must be the same. */
  private static Duration period(
      ResourceProperties properties, MetricQueries queries, List<ResourceProperties> declared) {
    Set<Duration> periods =
        queries.stats().stream()
            .map(MetricQuery.Stat::period)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    // CloudFormation: an expression may state the period where no metric does.
    declared.forEach(
        query ->
            query
                .optionalInteger("Period")
                .ifPresent(seconds -> periods.add(Duration.ofSeconds(seconds))));
    if (periods.size() != 1) {
      throw new TemplateException(
          properties.where("Metrics"),
          "has metrics with periods of %s; all must have the same".formatted(periods));
    }
    Duration period = periods.iterator().next();
    long seconds = period.toSeconds();
    if (seconds != 10 && seconds != 20 && seconds != 30 && seconds % 60 != 0) {
      throw new TemplateException(
          properties.where("Period"), "is " + seconds + " s, not 10, 20, 30 or whole minutes");
    }
    return period;
  }

  /**
   * Checks that an alarm does not look back too far.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html">PutMetricAlarm,
   *     EvaluationPeriods</a>
   */
  private static void checkRange(ResourceProperties properties, Duration period, int periods) {
    Duration most = period.compareTo(HOUR) < 0 ? DAY : WEEK;
    if (period.multipliedBy(periods).compareTo(most) > 0) {
      throw new TemplateException(
          properties.where("EvaluationPeriods"),
          "looks back %s; with a period of %s an alarm looks back %s at most"
              .formatted(period.multipliedBy(periods), period, most));
    }
  }

  private MetricQuery single(ResourceContext context, ResourceProperties properties) {
    String statistic =
        properties
            .optionalString("ExtendedStatistic")
            .orElseGet(() -> properties.string("Statistic"));
    properties.inert("a metric of the stage has one unit", "Unit");
    return new MetricQuery.Stat(
        ONLY,
        "",
        true,
        metric(context, properties),
        Duration.ofSeconds(properties.integer("Period")),
        statistic(properties, "Statistic", statistic));
  }

  private MetricQuery query(
      ResourceContext context, List<ResourceProperties> all, ResourceProperties query) {
    String id = query.string("Id");
    String label = query.string("Label", "");
    boolean returned = query.bool("ReturnData", true);
    query.inert("there is one account", "AccountId");
    Optional<ResourceProperties> stat = query.optionalObject("MetricStat");
    if (stat.isEmpty()) {
      String text = query.string("Expression");
      return new MetricQuery.Formula(id, label, returned, text, expression(all, query, id, text));
    }
    ResourceProperties own = stat.get();
    own.inert("a metric of the stage has one unit", "Unit");
    return new MetricQuery.Stat(
        id,
        label,
        returned,
        metric(context, own.object("Metric")),
        Duration.ofSeconds(own.integer("Period")),
        statistic(own, "Stat", own.string("Stat")));
  }

  private static Expression expression(
      List<ResourceProperties> all, ResourceProperties query, String id, String text) {
    Set<String> others = new LinkedHashSet<>();
    all.forEach(other -> others.add(other.string("Id")));
    others.remove(id);
    try {
      Expression expression = Expression.parse(text, others);
      if (expression.several() && query.bool("ReturnData", true)) {
        throw new TemplateException(
            query.where("Expression"), "results in several time series; an alarm watches one");
      }
      return expression;
    } catch (ExpressionException e) {
      throw new TemplateException(query.where("Expression"), e.problem());
    }
  }

  private static Statistic statistic(ResourceProperties properties, String name, String text) {
    return Statistic.of(text)
        .orElseThrow(
            () ->
                new TemplateException(
                    properties.where(name),
                    "is "
                        + text
                        + "; the stage knows SampleCount, Average, Sum, Minimum, Maximum and"
                        + " percentiles such as p99"));
  }

  private MetricName metric(ResourceContext context, ResourceProperties metric) {
    String namespace = metric.string("Namespace");
    Map<String, String> dimensions = new LinkedHashMap<>();
    metric
        .objects("Dimensions")
        .forEach(dimension -> dimensions.put(dimension.string("Name"), dimension.string("Value")));
    String name = metric.string("MetricName");
    ground
        .watched()
        .watches(
            context.properties().string("AlarmName", context.generatedName()),
            namespace,
            name,
            dimensions.keySet());
    context.whenAllCreated(
        () ->
            ground
                .watched()
                .problem(namespace, dimensions)
                .ifPresent(
                    problem -> {
                      throw new TemplateException(metric.where("Dimensions"), problem);
                    }));
    return new MetricName(namespace, name, dimensions);
  }
}
