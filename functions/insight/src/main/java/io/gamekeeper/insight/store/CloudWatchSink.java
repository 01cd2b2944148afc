package io.gamekeeper.insight.store;

import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.contract.TelemetryEnvironment;
import io.gamekeeper.insight.MetricSink;
import io.gamekeeper.insight.MetricsRefusedException;
import io.gamekeeper.insight.OutcomeUnknownException;
import io.gamekeeper.insight.Point;
import io.gamekeeper.platform.telemetry.RemoteCall;
import io.gamekeeper.platform.telemetry.Telemetry;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkPlugin;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;
import software.amazon.awssdk.services.cloudwatch.model.StatisticSet;

/**
 * CloudWatch. The SDK repeats a call whose answer was lost, but CloudWatch adds up what it gets: a
 * call of this class is made once.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html">PutMetricData</a>
 */
public final class CloudWatchSink implements MetricSink {
  private static final Logger LOG = LoggerFactory.getLogger(CloudWatchSink.class);

  /** PutMetricData: 1000 different metrics and 1 MB in a request. */
  private static final int MOST_POINTS = 1_000;

  private static final long MOST_BYTES = 1_000_000;

  /**
   * What a point takes beside its texts, at most. The widest encoding is a form, in which each
   * value has a name like {@code MetricData.member.1000.Dimensions.member.2.Value}.
   */
  private static final long FRAME = 640;

  /** A byte of a text takes three if it has to be escaped. */
  private static final long ESCAPED = 3;

  private static final int SERVER_FAULT = 500;
  private static final int UNAVAILABLE = 503;

  private static final SdkPlugin ONCE =
      client ->
          client.overrideConfiguration(
              config -> config.retryStrategy(DefaultRetryStrategy.doNotRetry()));

  private final CloudWatchClient cloudWatch;
  private final TelemetryEnvironment names;
  private final Telemetry telemetry;
  private final RemoteCall call;

  /**
   * Creates a sink.
   *
   * @param names the namespace, and the value of the dimension {@link GameMetric#SERVICE}
   */
  public CloudWatchSink(
      CloudWatchClient cloudWatch, TelemetryEnvironment names, Telemetry telemetry) {
    this.cloudWatch = cloudWatch;
    this.names = names;
    this.telemetry = telemetry;
    this.call = RemoteCall.aws("CloudWatch", "PutMetricData", names.namespace());
  }

  @Override
  public int mostPoints() {
    return MOST_POINTS;
  }

  @Override
  public long mostBytes() {
    return MOST_BYTES;
  }

  @Override
  public long bytes(Point point) {
    long texts = point.metric().metricName().length() + (long) names.service().length();
    return FRAME + ESCAPED * (texts + point.currency().map(String::length).orElse(0));
  }

  @Override
  public void send(List<Point> points) {
    PutMetricDataRequest request =
        PutMetricDataRequest.builder()
            .namespace(names.namespace())
            .metricData(points.stream().map(this::datum).toList())
            .overrideConfiguration(override -> override.addPlugin(ONCE))
            .build();
    try {
      telemetry.traced(call, () -> cloudWatch.putMetricData(request));
    } catch (AwsServiceException e) {
      throw isRefusal(e) ? new MetricsRefusedException(e) : unknown(points, e);
    } catch (SdkClientException e) {
      throw neverLeft(e) ? new MetricsRefusedException(e) : unknown(points, e);
    }
  }

  private static OutcomeUnknownException unknown(List<Point> points, Exception cause) {
    LOG.warn("Whether CloudWatch took {} points is not known: {}", points.size(), cause.toString());
    return new OutcomeUnknownException(cause);
  }

  private static boolean isRefusal(AwsServiceException e) {
    return e.statusCode() < SERVER_FAULT || e.statusCode() == UNAVAILABLE;
  }

  /** Tells whether there was no connection on which the call could have left. */
  private static boolean neverLeft(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException || cause instanceof UnknownHostException) {
        return true;
      }
    }
    return false;
  }

  private MetricDatum datum(Point point) {
    List<Dimension> dimensions = new ArrayList<>();
    dimensions.add(dimension(GameMetric.SERVICE, names.service()));
    point.currency().ifPresent(code -> dimensions.add(dimension(GameMetric.CURRENCY, code)));
    MetricDatum.Builder datum =
        MetricDatum.builder()
            .metricName(point.metric().metricName())
            .dimensions(dimensions)
            .timestamp(point.at())
            .unit(StandardUnit.fromValue(point.metric().unit().unitName()));
    return (point.count() == 1
            ? datum.value(point.sum())
            : datum.statisticValues(
                StatisticSet.builder()
                    .sampleCount((double) point.count())
                    .sum(point.sum())
                    .minimum(point.minimum())
                    .maximum(point.maximum())
                    .build()))
        .build();
  }

  private static Dimension dimension(String name, String value) {
    return Dimension.builder().name(name).value(value).build();
  }
}
