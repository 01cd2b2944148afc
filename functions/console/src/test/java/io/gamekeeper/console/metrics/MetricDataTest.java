package io.gamekeeper.console.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.gamekeeper.console.FakeCloudWatch;
import io.gamekeeper.testing.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudwatch.model.MessageData;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;
import software.amazon.awssdk.services.cloudwatch.model.StatusCode;

final class MetricDataTest {
  private final VirtualTime time = new VirtualTime();
  private final FakeCloudWatch cloudWatch = new FakeCloudWatch();
  private final MetricData data = new MetricData(cloudWatch, time);

  @Test
  void fivePagesThatShowTheSameCostOneCall() {
    for (int page = 0; page < 5; page++) {
      data.read(plan(1));
    }
    assertThat(cloudWatch.reads).hasSize(1);
    assertThat(cloudWatch.reads.getFirst().scanBy()).isEqualTo(ScanBy.TIMESTAMP_ASCENDING);

    time.advance(Duration.ofSeconds(6));
    data.read(plan(1));
    assertThat(cloudWatch.reads).as("after some seconds").hasSize(2);
  }

  @Test
  void pagesArePutTogetherInTheOrderOfTheQueries() {
    MetricData.Answer answer = data.read(plan(7));

    assertThat(answer.results())
        .extracting(MetricData.Result::id)
        .containsExactly("m0", "m1", "m2", "m3", "m4", "m5", "m6");
    assertThat(cloudWatch.reads).hasSize(4);
  }

  @Test
  void aResultGoesOnOnTheNextPageIfCloudWatchSaysSo() {
    List<MetricDataResult> parts =
        List.of(
            part("a", "one", 1, StatusCode.COMPLETE),
            part("a", "two", 2, StatusCode.PARTIAL_DATA),
            part("a", "two", 3, StatusCode.COMPLETE),
            part("a", "two", 4, StatusCode.COMPLETE));
    cloudWatch.results = _ -> parts;

    assertThat(data.read(plan(1)).results())
        .extracting(MetricData.Result::label, MetricData.Result::values)
        .containsExactly(
            tuple("one", List.of(1.0)),
            tuple("two", List.of(2.0, 3.0)),
            tuple("two", List.of(4.0)));
  }

  @Test
  void whatIsNoNumberIsNullAndWhatFailsIsSaid() {
    cloudWatch.results =
        query ->
            List.of(
                part("a", "<b>", Double.NaN, StatusCode.INTERNAL_ERROR).toBuilder()
                    .messages(MessageData.builder().code("c").value("a message").build())
                    .build());

    MetricData.Answer answer = data.read(plan(1));

    assertThat(answer.results().getFirst().values()).containsExactly((Double) null);
    assertThat(answer.messages())
        .containsExactly("<b>: CloudWatch could not read it, try again.", "a message");
  }

  @Test
  void anEndlessAnswerIsCut() {
    List<MetricDataResult> endless = new ArrayList<>();
    IntStream.range(0, 100).forEach(i -> endless.add(part("a", "l" + i, 1, StatusCode.COMPLETE)));
    cloudWatch.results = _ -> endless;

    assertThat(data.read(plan(1)).messages())
        .containsExactly("There is more than can be shown; ask for a shorter time.");
    assertThat(cloudWatch.reads).hasSize(20);
  }

  @Test
  void throttlingIsTheCallersAndIsNotRemembered() {
    cloudWatch.fault = FakeCloudWatch.error("Throttling", 400);
    assertThatThrownBy(() -> data.read(plan(1)))
        .isInstanceOfSatisfying(
            AwsServiceException.class, e -> assertThat(e.isThrottlingException()).isTrue());

    cloudWatch.fault = null;
    assertThat(data.read(plan(1)).results()).hasSize(1);
  }

  @Test
  void whatIsRememberedIsBounded() {
    List<Instant> times = new ArrayList<>();
    IntStream.range(0, 30_000).forEach(i -> times.add(Instant.ofEpochSecond(i)));
    List<Double> values = times.stream().map(_ -> 1.0).toList();
    cloudWatch.results =
        query ->
            List.of(
                MetricDataResult.builder()
                    .id(query.id())
                    .timestamps(times)
                    .values(values)
                    .statusCode(StatusCode.COMPLETE)
                    .build());
    for (int i = 0; i < 10; i++) {
      data.read(plan(i, i + 1));
    }
    cloudWatch.reads.clear();

    data.read(plan(9, 10));
    assertThat(cloudWatch.reads).as("the newest is remembered").isEmpty();
    data.read(plan(0, 1));
    assertThat(cloudWatch.reads).as("the oldest is not").hasSize(1);
  }

  @Test
  void aMetricIsReadByItsNames() {
    MetricViews views = new MetricViews(data, time);

    Graph graph =
        views.read(
            new MetricViews.Metric(
                "Gamekeeper/dev", "SlowQueries", Map.of("b", "<2>", "a", "1"), "p99.9", 60),
            TimeRange.hourBefore(time.instant()));

    MetricDataQuery query = cloudWatch.reads.getFirst().metricDataQueries().getFirst();
    assertThat(query.metricStat().metric().dimensions())
        .extracting(dimension -> dimension.name() + "=" + dimension.value())
        .containsExactly("a=1", "b=<2>");
    assertThat(query.metricStat().stat()).isEqualTo("p99.9");
    assertThat(graph.series()).extracting(Series::unit).containsExactly("Count");
  }

  @Test
  void whatCloudWatchWouldRefuseIsRefusedInWords() {
    refused("statistic", "Game", "Calls", Map.of(), "Mean", 60);
    refused("periodSeconds", "Game", "Calls", Map.of(), "Sum", 61);
    refused("periodSeconds", "Game", "Calls", Map.of(), "Sum", -60);
    refused("namespace", " ", "Calls", Map.of(), "Sum", 60);
    refused("name", "Game", "x".repeat(256), Map.of(), "Sum", 60);
    refused("Name:Value", "Game", "Calls", Map.of("a", ""), "Sum", 60);
  }

  private static void refused(
      String what,
      String namespace,
      String name,
      Map<String, String> dimensions,
      String statistic,
      int period) {
    assertThatThrownBy(() -> new MetricViews.Metric(namespace, name, dimensions, statistic, period))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(what);
  }

  private static MetricDataResult part(String id, String label, double value, StatusCode status) {
    return MetricDataResult.builder()
        .id(id)
        .label(label)
        .timestamps(Instant.EPOCH)
        .values(value)
        .statusCode(status)
        .build();
  }

  private MetricPlan plan(int queries) {
    return plan(0, queries);
  }

  private MetricPlan plan(int from, int to) {
    return MetricPlan.of(
        IntStream.range(from, to)
            .mapToObj(i -> MetricPlanTest.stat(60).toBuilder().id("m" + i).build())
            .toList(),
        TimeRange.hourBefore(time.instant()),
        time.instant());
  }
}
