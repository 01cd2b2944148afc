package io.gamekeeper.local.aws.cloudwatch;

import io.gamekeeper.local.client.Access;
import io.gamekeeper.local.template.AwsEnvironment;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.services.cloudwatch.model.AlarmType;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmHistoryRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsRequest;

/**
 * What CloudWatch's actions ask of a role. Alarms and dashboards are resources; a dashboard belongs
 * to no region. Metrics and lists have none, and composite alarms are described to those only who
 * may describe everything.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html">Actions,
 *     resources, and condition keys for Amazon CloudWatch</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html">DescribeAlarms,
 *     on composite alarms</a>
 */
record CloudWatchAccess(AlarmBook book, Map<String, DashboardType.Dashboard> dashboards) {
  private static final String SERVICE = "cloudwatch:";
  private static final String DESCRIBE = "DescribeAlarms";
  private static final String DESCRIBE_HISTORY = "DescribeAlarmHistory";

  /** The rights to describe alarms: the named ones, or all. */
  List<Access> describe(DescribeAlarmsRequest request) {
    return describe(DESCRIBE, request.alarmTypes(), request.alarmNames());
  }

  /** The rights to read the history of an alarm, or of all. */
  List<Access> history(DescribeAlarmHistoryRequest request) {
    return describe(
        DESCRIBE_HISTORY,
        request.alarmTypes(),
        request.alarmName() == null ? List.of() : List.of(request.alarmName()));
  }

  private List<Access> describe(String action, List<AlarmType> types, List<String> names) {
    if (types.contains(AlarmType.COMPOSITE_ALARM)) {
      return everything(action);
    }
    return alarms(action, names.isEmpty() ? List.of("*") : names);
  }

  /** The rights to do something to alarms. */
  List<Access> alarms(String action, Collection<String> names) {
    return names.stream().map(name -> one(action, arn(name))).toList();
  }

  /** The right to look at a dashboard. */
  List<Access> dashboard(String action, String name) {
    DashboardType.Dashboard found = dashboards.get(name);
    return List.of(
        one(
            action,
            found == null
                ? AwsEnvironment.LAPTOP.globalArn("cloudwatch", "dashboard/" + name)
                : found.arn()));
  }

  /** The right of an action that knows no resources, or of all its resources. */
  static List<Access> everything(String action) {
    return List.of(one(action, "*"));
  }

  /** The same, for any request. */
  static <R extends AwsRequest> Function<R, List<Access>> toEverything(String action) {
    return _ -> everything(action);
  }

  /**
   * What an action asks of a role whose function's environment has that text. A metric's namespace
   * is one; else it is the key of a stage, whose alarms and dashboards are meant: those that are
   * there by now.
   */
  List<Access> needs(String action, String target) {
    String name = action.substring(SERVICE.length());
    String prefix = "gamekeeper-" + target + "-";
    return switch (name) {
      case "PutMetricData" -> MetricPublishing.access(action, target);
      case "SetAlarmState", "EnableAlarmActions", "DisableAlarmActions" ->
          alarms(
              name,
              book.all().stream()
                  .map(Alarm::name)
                  .filter(each -> each.startsWith(prefix))
                  .toList());
      case "GetDashboard" ->
          dashboards.keySet().stream()
              .filter(each -> each.startsWith(prefix))
              .sorted()
              .flatMap(each -> dashboard(name, each).stream())
              .toList();
      default -> everything(name);
    };
  }

  private static Access one(String action, String resource) {
    return new Access.ByRole(SERVICE + action, resource);
  }

  private String arn(String name) {
    return book.find(name).map(alarm -> alarm.facts().arn()).orElseGet(() -> home() + name);
  }

  /** The beginning of the ARNs of alarms where most of them are. */
  private String home() {
    return book.all().stream()
        .map(
            alarm ->
                alarm
                    .facts()
                    .arn()
                    .substring(0, alarm.facts().arn().length() - alarm.name().length()))
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
        .entrySet()
        .stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse(AwsEnvironment.LAPTOP.arn("cloudwatch", "alarm:"));
  }
}
