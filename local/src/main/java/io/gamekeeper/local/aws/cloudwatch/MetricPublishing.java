package io.gamekeeper.local.aws.cloudwatch;

import io.gamekeeper.local.client.Access;
import io.gamekeeper.local.client.SimulatedService;
import io.gamekeeper.local.iam.RequestContext;
import io.gamekeeper.local.observe.MetricName;
import io.gamekeeper.local.observe.MetricStore;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;
import software.amazon.awssdk.services.cloudwatch.model.StatisticSet;

/**
 * The stage's CloudWatch as functions call it: {@code PutMetricData}. What it is sent twice counts
 * twice, as AWS's does. A call is taken as a whole or refused as a whole.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html">PutMetricData</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html">MetricDatum</a>
 */
final class MetricPublishing {
  private static final int BAD_REQUEST = 400;
  private static final int MOST_METRICS = 1_000;
  private static final int MOST_BYTES = 1024 * 1024;
  private static final int MOST_VALUES = 150;
  private static final int MOST_DIMENSIONS = 30;
  private static final int LONGEST_NAMESPACE = 255;
  private static final Duration OLDEST = Duration.ofDays(14);
  private static final Duration NEWEST = Duration.ofHours(2);

  /** The largest magnitude of a value. */
  private static final double LARGEST = Math.pow(2, 360);

  private final MetricStore metrics;
  private final InstantSource clock;

  private MetricPublishing(MetricStore metrics, InstantSource clock) {
    this.metrics = metrics;
    this.clock = clock;
  }

  /** Adds the operation to the service. */
  static void addTo(
      SimulatedService<CloudWatchClient> service, MetricStore metrics, InstantSource clock) {
    service.operation(
        "putMetricData",
        PutMetricDataRequest.class,
        List.of("Namespace", "MetricData"),
        request -> access("cloudwatch:PutMetricData", request.namespace()),
        new MetricPublishing(metrics, clock)::put);
  }

  /** Returns the rights that a role needs for metrics of a namespace. */
  static List<Access> access(String action, String namespace) {
    return List.of(
        new Access.ByRole(
            action, "*", RequestContext.NONE.with("cloudwatch:namespace", namespace)));
  }

  private PutMetricDataResponse put(PutMetricDataRequest request) {
    String namespace = request.namespace();
    if (namespace.isBlank()
        || namespace.length() > LONGEST_NAMESPACE
        || namespace.startsWith(":")
        || namespace.startsWith("AWS/")) {
      throw invalid("The value " + namespace + " for parameter Namespace is invalid.");
    }
    if (request.metricData().size() > MOST_METRICS) {
      throw invalid(
          "The collection MetricData must not have a size greater than " + MOST_METRICS + ".");
    }
    long bytes = 0;
    Instant now = clock.instant();
    for (int i = 0; i < request.metricData().size(); i++) {
      MetricDatum datum = request.metricData().get(i);
      String where = "MetricData.member." + (i + 1);
      check(datum, where, now);
      bytes += bytes(datum, where);
    }
    if (bytes > MOST_BYTES) {
      throw CloudWatchOperations.error("RequestEntityTooLarge", 413, "The request is larger than 1 MB.");
    }
    request.metricData().forEach(datum -> publish(namespace, datum, now));
    return PutMetricDataResponse.builder().build();
  }

  private static void check(MetricDatum datum, String where, Instant now) {
    if (datum.metricName() == null || datum.metricName().isEmpty()) {
      throw CloudWatchOperations.error(
          "MissingParameter", BAD_REQUEST, "The parameter " + where + ".MetricName is required.");
    }
    if (datum.dimensions().size() > MOST_DIMENSIONS) {
      throw invalid(where + ".Dimensions has more than " + MOST_DIMENSIONS + " members.");
    }
    for (Dimension dimension : datum.dimensions()) {
      if (isBlank(dimension.name()) || dimension.name().startsWith(":")) {
        throw invalid(where + ".Dimensions has an invalid name: " + dimension.name());
      }
      if (isBlank(dimension.value())) {
        throw invalid(where + ".Dimensions: the value of " + dimension.name() + " is empty.");
      }
    }
    if (datum.unit() == StandardUnit.UNKNOWN_TO_SDK_VERSION) {
      throw invalid(
          "The parameter " + where + ".Unit has the invalid value " + datum.unitAsString());
    }
    if (datum.storageResolution() != null
        && datum.storageResolution() != 1
        && datum.storageResolution() != 60) {
      throw invalid(where + ".StorageResolution must be 1 or 60.");
    }
    Instant at = datum.timestamp() == null ? now : datum.timestamp();
    if (at.isBefore(now.minus(OLDEST))) {
      throw invalid(
          "The parameter "
              + where
              + ".Timestamp must specify a time no more than two weeks in the past.");
    }
    if (at.isAfter(now.plus(NEWEST))) {
      throw invalid(
          "The parameter "
              + where
              + ".Timestamp must specify a time no more than two hours in the future.");
    }
    checkValues(datum, where);
  }

  private static void checkValues(MetricDatum datum, String where) {
    int kinds =
        (datum.value() == null ? 0 : 1)
            + (datum.statisticValues() == null ? 0 : 1)
            + (datum.hasValues() ? 1 : 0);
    if (kinds != 1) {
      throw CloudWatchOperations.error(
          "InvalidParameterCombination",
          BAD_REQUEST,
          where + " must have exactly one of Value, Values and StatisticValues.");
    }
    if (datum.value() != null) {
      number(datum.value(), where + ".Value");
    } else if (datum.hasValues()) {
      if (datum.values().size() > MOST_VALUES) {
        throw invalid(where + ".Values has more than " + MOST_VALUES + " members.");
      }
      if (datum.hasCounts() && datum.counts().size() != datum.values().size()) {
        throw invalid(where + ".Counts must have as many members as Values.");
      }
      datum.values().forEach(value -> number(value, where + ".Values"));
      datum.counts().forEach(count -> number(count, where + ".Counts"));
    } else {
      StatisticSet set = datum.statisticValues();
      if (set.sampleCount() == null
          || set.sum() == null
          || set.minimum() == null
          || set.maximum() == null) {
        throw CloudWatchOperations.error(
            "MissingParameter",
            BAD_REQUEST,
            where + ".StatisticValues needs SampleCount, Sum, Minimum and Maximum.");
      }
      for (Double value : List.of(set.sampleCount(), set.sum(), set.minimum(), set.maximum())) {
        number(value, where + ".StatisticValues");
      }
      if (set.sampleCount() <= 0 || set.minimum() > set.maximum()) {
        throw invalid(where + ".StatisticValues contradict each other.");
      }
    }
  }

  private static void number(double value, String where) {
    if (!(Math.abs(value) <= LARGEST)) {
      throw invalid("The value " + value + " for parameter " + where + " is invalid.");
    }
  }

  private void publish(String namespace, MetricDatum datum, Instant now) {
    Map<String, String> dimensions = new HashMap<>();
    datum.dimensions().forEach(each -> dimensions.put(each.name(), each.value()));
    MetricName name = new MetricName(namespace, datum.metricName(), dimensions);
    String unit = datum.unitAsString() == null ? "None" : datum.unitAsString();
    boolean high = datum.storageResolution() != null && datum.storageResolution() == 1;
    Instant at = datum.timestamp() == null ? now : datum.timestamp();
    if (datum.statisticValues() != null) {
      StatisticSet set = datum.statisticValues();
      metrics.record(
          name,
          unit,
          high,
          at,
          set.sampleCount(),
          set.sum(),
          set.minimum(),
          set.maximum());
    } else if (datum.hasValues()) {
      for (int i = 0; i < datum.values().size(); i++) {
        double value = datum.values().get(i);
        double times = datum.hasCounts() ? datum.counts().get(i) : 1;
        metrics.record(name, unit, high, at, value, times);
      }
    } else {
      metrics.record(name, unit, high, at, datum.value(), 1);
    }
  }

  /** Returns the size of a datum in the query protocol's form, without what compression saves. */
  private static long bytes(MetricDatum datum, String where) {
    long bytes =
        pair(where + ".MetricName", datum.metricName())
            + pair(where + ".Unit", String.valueOf(datum.unitAsString()))
            + pair(where + ".Timestamp", String.valueOf(datum.timestamp()))
            + pair(where + ".Value", String.valueOf(datum.value()));
    for (int i = 0; i < datum.dimensions().size(); i++) {
      String at = where + ".Dimensions.member." + (i + 1);
      bytes += pair(at + ".Name", datum.dimensions().get(i).name());
      bytes += pair(at + ".Value", datum.dimensions().get(i).value());
    }
    for (int i = 0; i < datum.values().size(); i++) {
      bytes += pair(where + ".Values.member." + (i + 1), datum.values().get(i).toString());
    }
    for (int i = 0; i < datum.counts().size(); i++) {
      bytes += pair(where + ".Counts.member." + (i + 1), datum.counts().get(i).toString());
    }
    return bytes;
  }

  private static long pair(String name, String value) {
    return name.length() + 2L + URLEncoder.encode(value, StandardCharsets.UTF_8).length();
  }

  private static boolean isBlank(@Nullable String text) {
    return text == null || text.isBlank();
  }

  private static CloudWatchException invalid(String message) {
    return CloudWatchOperations.error("InvalidParameterValue", BAD_REQUEST, message);
  }
}
