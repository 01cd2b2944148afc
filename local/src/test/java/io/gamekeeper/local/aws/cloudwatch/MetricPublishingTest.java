package io.gamekeeper.local.aws.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.local.LedTime;
import io.gamekeeper.local.client.FunctionIdentity;
import io.gamekeeper.local.iam.AccessControl;
import io.gamekeeper.local.iam.Policy;
import io.gamekeeper.local.observe.MetricName;
import io.gamekeeper.local.observe.MetricStore;
import io.gamekeeper.local.observe.Statistics;
import io.gamekeeper.local.service.Services;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;

final class MetricPublishingTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final MetricName METRIC =
      new MetricName("Game", "Players", Map.of("Service", "test"));

  private final LedTime time = new LedTime();
  private final MetricStore metrics = time.ground().metrics();
  private final CloudWatchClient client;

  MetricPublishingTest() throws Exception {
    new Services(time.ground()).add(new CloudWatch(time.ground()));
    client = client("Sender", "{}");
  }

  @AfterEach
  void close() {
    time.close();
  }

  private CloudWatchClient client(String role, String condition) throws Exception {
    AccessControl roles = time.ground().roles();
    roles.createRole(
        "arn:aws:iam::123456789012:role/" + role,
        role,
        Policy.parse(
            "trust",
            JSON.readTree("{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\"}}")));
    roles.attach(
        role,
        Policy.parse(
            "policy",
            JSON.readTree(
                "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"cloudwatch:PutMetricData\","
                    + "\"Resource\":\"*\",\"Condition\":"
                    + condition
                    + "}}")));
    return time.ground()
        .world()
        .client(
            new FunctionIdentity(
                role,
                role,
                roles.role("arn:aws:iam::123456789012:role/" + role).orElseThrow(),
                List.of()),
            CloudWatchClient.class);
  }

  private static MetricDatum.Builder datum() {
    return MetricDatum.builder()
        .metricName("Players")
        .dimensions(Dimension.builder().name("Service").value("test").build())
        .unit("Count");
  }

  private void put(Consumer<MetricDatum.Builder> change) {
    MetricDatum.Builder one = datum();
    change.accept(one);
    client.putMetricData(put -> put.namespace("Game").metricData(one.build()));
  }

  @Test
  void valuesStandAtTheirOwnTimesAndCountAgainWhenTheyAreSentAgain() {
    Instant hourAgo = NOW.minus(Duration.ofHours(1));
    for (int i = 0; i < 2; i++) {
      put(one -> one.value(3.0).timestamp(hourAgo));
    }
    put(one -> one.value(5.0));
    put(
        one ->
            one.statisticValues(
                set -> set.sampleCount(4.0).sum(100.0).minimum(10.0).maximum(40.0)));
    put(one -> one.values(1.0, 2.0).counts(3.0, 1.0));

    List<Statistics> periods =
        metrics.read(METRIC, hourAgo, NOW.plusSeconds(60), Duration.ofMinutes(1), true);
    assertThat(metrics.unit(METRIC)).contains("Count");
    assertThat(periods)
        .extracting(Statistics::start)
        .containsExactly(
            Instant.parse("2026-11-21T09:00:00Z"), Instant.parse("2026-11-21T10:00:00Z"));
    assertThat(periods.getFirst().sum()).isEqualTo(6);
    assertThat(periods.getFirst().count()).isEqualTo(2);
    assertThat(periods.getLast().sum()).isEqualTo(5 + 100 + 5);
    assertThat(periods.getLast().count()).isEqualTo(1 + 4 + 4);
    assertThat(periods.getLast().minimum()).isEqualTo(1);
    assertThat(periods.getLast().maximum()).isEqualTo(40);
  }

  @Test
  void whatAwsRefusesIsRefusedAndNothingOfTheCallIsTaken() {
    refused("InvalidParameterValue", one -> one.value(Double.NaN));
    refused("InvalidParameterValue", one -> one.value(Double.POSITIVE_INFINITY));
    refused("InvalidParameterValue", one -> one.value(-Math.pow(2, 361)));
    refused(
        "InvalidParameterValue", one -> one.value(1.0).timestamp(NOW.minus(Duration.ofDays(15))));
    refused(
        "InvalidParameterValue", one -> one.value(1.0).timestamp(NOW.plus(Duration.ofHours(3))));
    refused("InvalidParameterValue", one -> one.value(1.0).unit("Players"));
    refused("InvalidParameterValue", one -> one.value(1.0).storageResolution(30));
    refused("InvalidParameterValue", one -> one.values(Collections.nCopies(151, 1.0)));
    refused("InvalidParameterValue", one -> one.values(1.0, 2.0).counts(1.0));
    refused("InvalidParameterCombination", one -> {});
    refused("InvalidParameterCombination", one -> one.value(1.0).values(1.0));
    refused("MissingParameter", one -> one.statisticValues(set -> set.sum(1.0)));
    refused("MissingParameter", one -> one.value(1.0).metricName(null));
    assertThat(metrics.names()).isEmpty();
  }

  private void refused(String code, Consumer<MetricDatum.Builder> change) {
    MetricDatum.Builder wrong = datum();
    change.accept(wrong);
    assertThatThrownBy(
            () ->
                client.putMetricData(
                    put ->
                        put.namespace("Game")
                            .metricData(datum().value(1.0).build(), wrong.build())))
        .isInstanceOfSatisfying(
            CloudWatchException.class,
            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
  }

  @Test
  void aCallHoldsAThousandMetricsAndAMegabyte() {
    List<MetricDatum> thousand = Collections.nCopies(1_000, datum().value(1.0).build());
    client.putMetricData(put -> put.namespace("Game").metricData(thousand));
    assertThat(metrics.sum(METRIC)).isEqualTo(1_000);

    List<MetricDatum> more = new ArrayList<>(thousand);
    more.add(datum().value(1.0).build());
    assertThatThrownBy(() -> client.putMetricData(put -> put.namespace("Game").metricData(more)))
        .hasMessageContaining("1000");
    MetricDatum large =
        datum().values(Collections.nCopies(150, 1.0)).counts(Collections.nCopies(150, 1.0)).build();
    assertThatThrownBy(
            () ->
                client.putMetricData(
                    put -> put.namespace("Game").metricData(Collections.nCopies(100, large))))
        .hasMessageContaining("1 MB");
  }

  @Test
  void awsOwnNamespacesAreNotForOthers() {
    for (String namespace : List.of("AWS/Lambda", ":game", " ")) {
      assertThatThrownBy(
              () ->
                  client.putMetricData(
                      put -> put.namespace(namespace).metricData(datum().value(1.0).build())))
          .hasMessageContaining("Namespace");
    }
  }

  @Test
  void aRoleIsHeldToItsNamespace() throws Exception {
    CloudWatchClient held =
        client("Held", "{\"StringEquals\":{\"cloudwatch:namespace\":\"Game\"}}");

    held.putMetricData(put -> put.namespace("Game").metricData(datum().value(1.0).build()));
    assertThatThrownBy(
            () ->
                held.putMetricData(
                    put -> put.namespace("Other").metricData(datum().value(1.0).build())))
        .isInstanceOfSatisfying(
            CloudWatchException.class,
            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDenied"));
  }
}
