package io.gamekeeper.console;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.AlarmHistoryItem;
import software.amazon.awssdk.services.cloudwatch.model.AlarmType;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.cloudwatch.model.CompositeAlarm;
import software.amazon.awssdk.services.cloudwatch.model.DashboardEntry;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmHistoryRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmHistoryResponse;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsResponse;
import software.amazon.awssdk.services.cloudwatch.model.GetDashboardRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetDashboardResponse;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.ListDashboardsRequest;
import software.amazon.awssdk.services.cloudwatch.model.ListDashboardsResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.SetAlarmStateRequest;
import software.amazon.awssdk.services.cloudwatch.model.SetAlarmStateResponse;
import software.amazon.awssdk.services.cloudwatch.model.StatusCode;

/** CloudWatch with what a test puts into it, in pages of two. */
public final class FakeCloudWatch implements CloudWatchClient {
  private static final int PAGE = 2;

  public final List<MetricAlarm> alarms = new ArrayList<>();
  public final List<CompositeAlarm> composites = new ArrayList<>();
  public final List<AlarmHistoryItem> history = new ArrayList<>();
  public final Map<String, String> bodies = new LinkedHashMap<>();

  /** What was asked, newest last. */
  public final List<GetMetricDataRequest> reads = new ArrayList<>();

  public final List<SetAlarmStateRequest> sets = new ArrayList<>();
  public final Map<String, Integer> dashboardReads = new HashMap<>();

  /** The results of a query: as many as a search finds. */
  public Function<MetricDataQuery, List<MetricDataResult>> results =
      query ->
          List.of(
              MetricDataResult.builder()
                  .id(query.id())
                  .label(query.label() == null ? "made by CloudWatch" : query.label())
                  .timestamps(Instant.EPOCH)
                  .values(1.5)
                  .statusCode(StatusCode.COMPLETE)
                  .build());

  /** What each call throws; null for nothing. */
  public @Nullable RuntimeException fault;

  /** Returns an error of CloudWatch. */
  public static CloudWatchException error(String code, int status) {
    return (CloudWatchException)
        CloudWatchException.builder()
            .awsErrorDetails(
                AwsErrorDetails.builder().errorCode(code).errorMessage("it says " + code).build())
            .statusCode(status)
            .build();
  }

  private void call() {
    if (fault != null) {
      throw fault;
    }
  }

  private static <T> List<T> page(List<T> all, @Nullable String token) {
    int from = token == null ? 0 : Integer.parseInt(token);
    return all.subList(from, Math.min(all.size(), from + PAGE));
  }

  private static @Nullable String next(List<?> all, @Nullable String token) {
    int to = (token == null ? 0 : Integer.parseInt(token)) + PAGE;
    return to < all.size() ? Integer.toString(to) : null;
  }

  @Override
  public DescribeAlarmsResponse describeAlarms(DescribeAlarmsRequest request) {
    call();
    List<Object> found = new ArrayList<>();
    for (MetricAlarm alarm : alarms) {
      if (matches(request, alarm.alarmName(), alarm.stateValueAsString())
          && (!request.hasAlarmTypes() || request.alarmTypes().contains(AlarmType.METRIC_ALARM))) {
        found.add(alarm);
      }
    }
    for (CompositeAlarm alarm : composites) {
      if (matches(request, alarm.alarmName(), alarm.stateValueAsString())
          && request.alarmTypes().contains(AlarmType.COMPOSITE_ALARM)) {
        found.add(alarm);
      }
    }
    List<Object> page = page(found, request.nextToken());
    return DescribeAlarmsResponse.builder()
        .metricAlarms(
            page.stream()
                .filter(MetricAlarm.class::isInstance)
                .map(MetricAlarm.class::cast)
                .toList())
        .compositeAlarms(
            page.stream()
                .filter(CompositeAlarm.class::isInstance)
                .map(CompositeAlarm.class::cast)
                .toList())
        .nextToken(next(found, request.nextToken()))
        .build();
  }

  private static boolean matches(DescribeAlarmsRequest request, String name, String state) {
    return (!request.hasAlarmNames() || request.alarmNames().contains(name))
        && (request.alarmNamePrefix() == null || name.startsWith(request.alarmNamePrefix()))
        && (request.stateValue() == null || request.stateValueAsString().equals(state));
  }

  @Override
  public DescribeAlarmHistoryResponse describeAlarmHistory(DescribeAlarmHistoryRequest request) {
    call();
    List<AlarmHistoryItem> found =
        history.stream().filter(item -> item.alarmName().equals(request.alarmName())).toList();
    return DescribeAlarmHistoryResponse.builder()
        .alarmHistoryItems(page(found, request.nextToken()))
        .nextToken(next(found, request.nextToken()))
        .build();
  }

  @Override
  public SetAlarmStateResponse setAlarmState(SetAlarmStateRequest request) {
    call();
    sets.add(request);
    return SetAlarmStateResponse.builder().build();
  }

  @Override
  public GetMetricDataResponse getMetricData(GetMetricDataRequest request) {
    call();
    reads.add(request);
    List<MetricDataResult> found = new ArrayList<>();
    for (MetricDataQuery query : request.metricDataQueries()) {
      if (!Boolean.FALSE.equals(query.returnData())) {
        found.addAll(results.apply(query));
      }
    }
    return GetMetricDataResponse.builder()
        .metricDataResults(page(found, request.nextToken()))
        .nextToken(next(found, request.nextToken()))
        .build();
  }

  @Override
  public ListDashboardsResponse listDashboards(ListDashboardsRequest request) {
    call();
    List<DashboardEntry> found =
        bodies.keySet().stream()
            .filter(name -> name.startsWith(request.dashboardNamePrefix()))
            .map(
                name ->
                    DashboardEntry.builder()
                        .dashboardName(name)
                        .lastModified(Instant.EPOCH)
                        .build())
            .toList();
    return ListDashboardsResponse.builder()
        .dashboardEntries(page(found, request.nextToken()))
        .nextToken(next(found, request.nextToken()))
        .build();
  }

  @Override
  public GetDashboardResponse getDashboard(GetDashboardRequest request) {
    call();
    dashboardReads.merge(request.dashboardName(), 1, Integer::sum);
    String body = bodies.get(request.dashboardName());
    if (body == null) {
      throw error("ResourceNotFound", 404);
    }
    return GetDashboardResponse.builder()
        .dashboardName(request.dashboardName())
        .dashboardBody(body)
        .build();
  }

  @Override
  public String serviceName() {
    return "cloudwatch";
  }

  @Override
  public void close() {}
}
