package io.gamekeeper.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.local.aws.cloudwatch.CloudWatch;
import io.gamekeeper.local.client.FunctionIdentity;
import io.gamekeeper.local.iam.Policy;
import io.gamekeeper.local.observe.MetricName;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.Services;
import io.gamekeeper.local.template.AwsEnvironment;
import io.gamekeeper.local.template.CloudAssembly;
import io.gamekeeper.local.template.Provisioner;
import io.gamekeeper.local.template.Template;
import io.gamekeeper.local.time.StageTime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;

/**
 * Measures the stage's CloudWatch on a virtual clock: how long it takes to evaluate alarms, and to
 * read a dashboard of 24 hours; beside each, what the bare reading of the same values takes.
 */
public final class MonitoringBench implements Bench {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant START = Instant.parse("2026-11-21T00:00:00Z");
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final double TICK_MILLIS = 50;
  private static final double DASHBOARD_MILLIS = 150;

  /** Of five alarms one computes with two metrics, and one of twenty looks at ten seconds. */
  private static final int MATH = 5;

  private static final int EARLY = 20;

  private final Settings settings;

  /**
   * What is measured.
   *
   * @param alarms how many there are
   * @param lines how many lines the dashboard has
   * @param rounds how often each is measured
   */
  public record Settings(int alarms, int lines, int rounds) {}

  public MonitoringBench(Settings settings) {
    this.settings = settings;
  }

  @Override
  public Report measure(Workbench workbench) throws IOException, InterruptedException {
    try (Ground ground =
        Ground.of(StageTime.virtual(START, new SplittableRandom(1)), Path.of("no folder"))) {
      Services services = new Services(ground);
      services.add(new CloudWatch(ground));
      new Provisioner(services.resourceTypes())
          .provision(
              CloudAssembly.of(
                  List.of(
                      Template.parse(
                          "Bench",
                          "Bench",
                          new AwsEnvironment("000000000000", "eu-central-1"),
                          template())),
                  Map.of()));
      workbench.progress().println("a day of values of " + settings.alarms() + " metrics");
      aDayPasses(ground);
      services.start();
      Targets targets = new Targets();
      Table table = new Table("ms", "p50", "p99", "max", "of the bare reading", "");
      workbench.progress().println("evaluating");
      Histogram bare = timed(() -> readAll(ground, Duration.ofMinutes(5), MINUTE));
      Histogram ticks = new Histogram(3);
      for (int i = 0; i < 2 * settings.rounds(); i++) {
        measured(ground, 1);
        long begin = System.nanoTime();
        ground.agenda().advance(MINUTE);
        if (i >= settings.rounds()) {
          ticks.recordValue(System.nanoTime() - begin);
        }
      }
      row(table, settings.alarms() + " alarms, a minute", ticks, bare, targets, TICK_MILLIS);
      workbench.progress().println("reading the dashboard");
      CloudWatchClient client = client(ground);
      Histogram bareDay = timed(() -> readAll(ground, Duration.ofDays(1), Duration.ofMinutes(5)));
      Histogram dashboard = timed(() -> read(client, ground));
      row(
          table,
          settings.lines() + " lines over 24 h",
          dashboard,
          bareDay,
          targets,
          DASHBOARD_MILLIS);
      return new Report("the stage's CloudWatch, on a virtual clock", List.of(table), targets);
    }
  }

  private static void row(
      Table table, String name, Histogram own, Histogram bare, Targets targets, double most) {
    double p99 = own.getValueAtPercentile(99) / 1e6;
    table.row(
        name,
        Table.number(own.getValueAtPercentile(50) / 1e6),
        Table.number(p99),
        Table.number(own.getMaxValue() / 1e6),
        Table.number(
            (double) own.getValueAtPercentile(50) / Math.max(1, bare.getValueAtPercentile(50))),
        targets.millisAtMost(p99, most));
  }

  private Histogram timed(Runnable work) {
    Histogram times = new Histogram(3);
    for (int i = 0; i < 2 * settings.rounds(); i++) {
      long begin = System.nanoTime();
      work.run();
      if (i >= settings.rounds()) {
        times.recordValue(System.nanoTime() - begin);
      }
    }
    return times;
  }

  private static MetricName metric(int index) {
    return new MetricName("Bench", "Metric" + index, Map.of("Service", "bench"));
  }

  private String template() {
    String alarms =
        IntStream.range(0, settings.alarms())
            .mapToObj(MonitoringBench::alarm)
            .collect(Collectors.joining(","));
    return "{\"Resources\":{" + alarms + "}}";
  }

  private static String alarm(int index) {
    String dimensions = "\"Dimensions\":[{\"Name\":\"Service\",\"Value\":\"bench\"}]";
    int period = index % EARLY == 0 ? 10 : 60;
    String watched =
        index % MATH == 1
            ? """
              "Metrics":[{"Id":"e","Expression":"IF(a > 0, 100 * FILL(b, 0) / a, 0)"},
               {"Id":"a","ReturnData":false,"MetricStat":{"Metric":{"Namespace":"Bench",
                "MetricName":"Metric%d",DIMENSIONS},"Period":60,"Stat":"Sum"}},
               {"Id":"b","ReturnData":false,"MetricStat":{"Metric":{"Namespace":"Bench",
                "MetricName":"Metric%d",DIMENSIONS},"Period":60,"Stat":"Sum"}}]
              """
                .formatted(index, index - 1)
            : """
              "Namespace":"Bench","MetricName":"Metric%d",DIMENSIONS,"Statistic":"Average",
               "Period":%d
              """
                .formatted(index, period);
    return """
        "Alarm%d":{"Type":"AWS::CloudWatch::Alarm","Properties":{"AlarmName":"alarm%d",%s,
         "EvaluationPeriods":5,"DatapointsToAlarm":3,"Threshold":1000000,
         "ComparisonOperator":"GreaterThanThreshold","TreatMissingData":"notBreaching"}}
        """
        .formatted(index, index, watched.replace("DIMENSIONS", dimensions));
  }

  private void aDayPasses(Ground ground) throws InterruptedException {
    for (int minute = 0; minute < Duration.ofDays(1).toMinutes(); minute++) {
      measured(ground, 10);
      ground.agenda().advance(MINUTE);
    }
  }

  /** Each metric gets some values, which differ. */
  private void measured(Ground ground, int values) {
    for (int index = 0; index < settings.alarms(); index++) {
      for (int i = 0; i < values; i++) {
        ground
            .metrics()
            .record(metric(index), "Count", index % EARLY == 0, 1 + (index * 31 + i * 17) % 100);
      }
    }
  }

  private void readAll(Ground ground, Duration back, Duration period) {
    Instant now = ground.time().clock().instant();
    for (int index = 0; index < settings.alarms(); index++) {
      int periods =
          ground.metrics().read(metric(index), now.minus(back), now, period, false).size();
      if (periods == 0) {
        throw new IllegalStateException("nothing was measured");
      }
    }
  }

  private void read(CloudWatchClient client, Ground ground) {
    Instant now = ground.time().clock().instant();
    List<MetricDataQuery> queries = new ArrayList<>();
    String[] statistics = {"p99", "p95", "p50", "Sum", "Average", "Maximum"};
    for (int line = 0; line < settings.lines(); line++) {
      String statistic = statistics[line % statistics.length];
      String name = "Metric" + line / statistics.length;
      queries.add(
          MetricDataQuery.builder()
              .id("m" + line)
              .metricStat(
                  stat ->
                      stat.metric(
                              metric ->
                                  metric
                                      .namespace("Bench")
                                      .metricName(name)
                                      .dimensions(
                                          Dimension.builder()
                                              .name("Service")
                                              .value("bench")
                                              .build()))
                          .period(300)
                          .stat(statistic))
              .build());
    }
    client.getMetricData(
        request ->
            request
                .metricDataQueries(queries)
                .startTime(now.minus(Duration.ofDays(1)))
                .endTime(now));
  }

  private static CloudWatchClient client(Ground ground) {
    String arn = "arn:aws:iam::000000000000:role/Bench";
    try {
      ground
          .roles()
          .createRole(
              arn,
              "Bench",
              Policy.parse(
                  "trust",
                  JSON.readTree(
                      "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\"}}")));
      ground
          .roles()
          .attach(
              "Bench",
              Policy.parse(
                  "policy",
                  JSON.readTree(
                      "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"cloudwatch:*\","
                          + "\"Resource\":\"*\"}}")));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    return ground
        .world()
        .client(
            new FunctionIdentity(
                "Bench", "bench", ground.roles().role(arn).orElseThrow(), List.of()),
            CloudWatchClient.class);
  }
}
