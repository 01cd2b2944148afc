package io.gamekeeper.local.aws.rum;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.local.observe.MetricName;
import io.gamekeeper.local.observe.MetricStore;
import java.util.Map;

/**
 * The metrics that RUM derives from events, under its names. Clients are not trusted: whatever they
 * send, there are no more metrics than status codes. Sent are those that follow from one event;
 * those per session and per page view, the counts of satisfied users and the durations of resources
 * are not.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-RUM-metrics.html">CloudWatch
 *     metrics that you can collect with CloudWatch RUM</a>
 */
final class ExperienceMetrics {
  static final String NAMESPACE = "AWS/RUM";
  static final String DIMENSION = "application_name";

  private static final String COUNT = "Count";
  private static final String MILLISECONDS = "Milliseconds";
  private static final String HTTP_EVENT = "com.amazon.rum.http_event";

  private final MetricStore metrics;
  private final String monitor;

  /** Those of the monitor of that name. */
  ExperienceMetrics(MetricStore metrics, String monitor) {
    this.metrics = metrics;
    this.monitor = monitor;
  }

  /** Counts an event. */
  void count(EventBatch.Event event) {
    record("RumEventPayloadSize", "Bytes", event.bytes());
    JsonNode value = event.details().path("value");
    switch (event.type()) {
      case "com.amazon.rum.session_start_event" -> record("SessionCount", COUNT, 1);
      case "com.amazon.rum.page_view_event" -> record("PageViewCount", COUNT, 1);
      case "com.amazon.rum.js_error_event" -> record("JsErrorCount", COUNT, 1);
      case HTTP_EVENT -> response(event.details().at("/response/status"));
      case "com.amazon.rum.performance_navigation_event" ->
          measured("PerformanceNavigationDuration", MILLISECONDS, event.details().path("duration"));
      case "com.amazon.rum.largest_contentful_paint_event" ->
          measured("WebVitalsLargestContentfulPaint", MILLISECONDS, value);
      case "com.amazon.rum.first_input_delay_event" ->
          measured("WebVitalsFirstInputDelay", MILLISECONDS, value);
      case "com.amazon.rum.interaction_to_next_paint_event" ->
          measured("WebVitalsInteractionToNextPaint", MILLISECONDS, value);
      case "com.amazon.rum.cumulative_layout_shift_event" ->
          measured("WebVitalsCumulativeLayoutShift", "None", value);
      default -> {} // taken and kept, but not measured
    }
  }

  private void response(JsonNode status) {
    int code = status.isIntegralNumber() && status.canConvertToInt() ? status.intValue() : 0;
    if (code < 100 || code > 599) {
      return;
    }
    metrics.record(
        new MetricName(
            NAMESPACE,
            "HttpStatusCodeCount",
            Map.of(
                DIMENSION,
                monitor,
                "event_details.response.status",
                Integer.toString(code),
                "event_type",
                HTTP_EVENT)),
        COUNT,
        false,
        1);
    if (code >= 400) {
      record(code < 500 ? "Http4xxCount" : "Http5xxCount", COUNT, 1);
    }
  }

  /** Counts a value that a client measured; what is no such value is not counted. */
  private void measured(String name, String unit, JsonNode value) {
    double number = value.isNumber() ? value.doubleValue() : Double.NaN;
    if (Double.isFinite(number) && number >= 0) {
      record(name, unit, number);
    }
  }

  private void record(String name, String unit, double value) {
    metrics.record(new MetricName(NAMESPACE, name, Map.of(DIMENSION, monitor)), unit, false, value);
  }
}
