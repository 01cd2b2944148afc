package io.gamekeeper.local.aws.cloudwatch;

import io.gamekeeper.local.client.SimulatedService;
import io.gamekeeper.local.service.Ground;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.cloudwatch.model.DashboardEntry;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmHistoryRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DisableAlarmActionsRequest;
import software.amazon.awssdk.services.cloudwatch.model.EnableAlarmActionsRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetDashboardRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetDashboardResponse;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.ListDashboardsRequest;
import software.amazon.awssdk.services.cloudwatch.model.ListDashboardsResponse;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsRequest;
import software.amazon.awssdk.services.cloudwatch.model.SetAlarmStateRequest;

/** The stage's CloudWatch as functions and operators call it. */
final class CloudWatchOperations {
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;

  private CloudWatchOperations() {}

  /** Returns the service in front of metrics, alarms and dashboards. */
  static SimulatedService<CloudWatchClient> service(
      Ground ground, AlarmBook book, Map<String, DashboardType.Dashboard> dashboards) {
    CloudWatchAccess rights = new CloudWatchAccess(book, dashboards);
    MetricReading metrics = new MetricReading(ground.metrics());
    AlarmReading alarms = new AlarmReading(book);
    SimulatedService<CloudWatchClient> service =
        new SimulatedService<>("cloudwatch", CloudWatchClient.class, CloudWatchOperations::error);
    service
        .operation(
            "getMetricData",
            GetMetricDataRequest.class,
            List.of("MetricDataQueries", "StartTime", "EndTime"),
            CloudWatchAccess.toEverything("GetMetricData"),
            metrics::data)
        .operation(
            "listMetrics",
            ListMetricsRequest.class,
            List.of(),
            CloudWatchAccess.toEverything("ListMetrics"),
            metrics::list)
        .operation(
            "describeAlarms",
            DescribeAlarmsRequest.class,
            List.of(),
            rights::describe,
            alarms::describe)
        .operation(
            "describeAlarmHistory",
            DescribeAlarmHistoryRequest.class,
            List.of(),
            rights::history,
            alarms::history)
        .operation(
            "setAlarmState",
            SetAlarmStateRequest.class,
            List.of("AlarmName", "StateValue", "StateReason"),
            request -> rights.alarms("SetAlarmState", List.of(request.alarmName())),
            alarms::setState)
        .operation(
            "enableAlarmActions",
            EnableAlarmActionsRequest.class,
            List.of("AlarmNames"),
            request -> rights.alarms("EnableAlarmActions", request.alarmNames()),
            alarms::enable)
        .operation(
            "disableAlarmActions",
            DisableAlarmActionsRequest.class,
            List.of("AlarmNames"),
            request -> rights.alarms("DisableAlarmActions", request.alarmNames()),
            alarms::disable)
        .operation(
            "getDashboard",
            GetDashboardRequest.class,
            List.of("DashboardName"),
            request -> rights.dashboard("GetDashboard", request.dashboardName()),
            request -> dashboard(dashboards, request.dashboardName()))
        .operation(
            "listDashboards",
            ListDashboardsRequest.class,
            List.of(),
            CloudWatchAccess.toEverything("ListDashboards"),
            request -> list(dashboards, request.dashboardNamePrefix()));
    MetricPublishing.addTo(service, ground.metrics(), ground.time().clock());
    return service;
  }

  private static GetDashboardResponse dashboard(
      Map<String, DashboardType.Dashboard> dashboards, String name) {
    DashboardType.Dashboard found = dashboards.get(name);
    if (found == null) {
      throw error("ResourceNotFound", NOT_FOUND, "Dashboard " + name + " does not exist");
    }
    return GetDashboardResponse.builder()
        .dashboardName(name)
        .dashboardArn(found.arn())
        .dashboardBody(found.body())
        .build();
  }

  private static ListDashboardsResponse list(
      Map<String, DashboardType.Dashboard> dashboards, @Nullable String prefix) {
    return ListDashboardsResponse.builder()
        .dashboardEntries(
            dashboards.values().stream()
                .filter(dashboard -> prefix == null || dashboard.name().startsWith(prefix))
                .sorted(Comparator.comparing(DashboardType.Dashboard::name))
                .map(
                    dashboard ->
                        DashboardEntry.builder()
                            .dashboardName(dashboard.name())
                            .dashboardArn(dashboard.arn())
                            .lastModified(dashboard.modified())
                            .size((long) dashboard.body().length())
                            .build())
                .collect(Collectors.toList()))
        .build();
  }

  /** A part of a list that is answered page by page. */
  record Page<T>(List<T> items, @Nullable String next) {

    /**
     * The page that a token names.
     *
     * @param token the position of its first item; null for the first page
     */
    static <T> Page<T> of(List<T> all, @Nullable String token, int size) {
      int from;
      try {
        from = token == null ? 0 : Math.clamp(Integer.parseInt(token), 0, all.size());
      } catch (NumberFormatException e) {
        throw error("InvalidNextToken", BAD_REQUEST, "The next token " + token + " is not valid");
      }
      int to = Math.min(all.size(), from + size);
      return new Page<>(all.subList(from, to), to < all.size() ? Integer.toString(to) : null);
    }
  }

  /** An answer to a request that says something false. */
  static CloudWatchException invalid(String message) {
    return error("ValidationError", BAD_REQUEST, message);
  }

  static CloudWatchException notFound(String message) {
    return error("ResourceNotFound", NOT_FOUND, message);
  }

  static CloudWatchException error(String code, int status, String message) {
    return (CloudWatchException)
        CloudWatchException.builder()
            .awsErrorDetails(
                AwsErrorDetails.builder()
                    .serviceName("CloudWatch")
                    .errorCode(code.equals("AccessDeniedException") ? "AccessDenied" : code)
                    .errorMessage(message)
                    .build())
            .statusCode(code.equals("AccessDeniedException") ? 403 : status)
            .build();
  }
}
