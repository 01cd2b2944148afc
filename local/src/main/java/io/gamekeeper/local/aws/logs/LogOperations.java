package io.gamekeeper.local.aws.logs;

import io.gamekeeper.local.client.Access;
import io.gamekeeper.local.client.SimulatedService;
import io.gamekeeper.local.service.Ground;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeQueryDefinitionsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeQueryDefinitionsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetQueryResultsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.QueryLanguage;
import software.amazon.awssdk.services.cloudwatchlogs.model.StartQueryRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.StopQueryRequest;

/**
 * The stage's CloudWatch Logs as functions call it.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html">Actions
 *     of CloudWatch Logs</a>
 */
final class LogOperations {
  private static final int MOST_DEFINITIONS = 1000;

  private final LogGroups groups;
  private final Map<String, QueryDefinition> definitions;

  LogOperations(LogGroups groups, Map<String, QueryDefinition> definitions) {
    this.groups = groups;
    this.definitions = definitions;
  }

  SimulatedService<CloudWatchLogsClient> service(Ground ground) {
    LogReading reading = new LogReading(groups, ground.logs());
    InsightsQueries queries = new InsightsQueries(groups, ground);
    return new SimulatedService<>("logs", CloudWatchLogsClient.class, LogErrors::error)
        .operation(
            "describeLogGroups",
            DescribeLogGroupsRequest.class,
            List.of(),
            _ -> onGroups("DescribeLogGroups", List.of("")),
            reading::describe)
        .operation(
            "filterLogEvents",
            FilterLogEventsRequest.class,
            List.of(),
            request -> onGroups("FilterLogEvents", List.of(LogReading.name(request))),
            reading::filter)
        .operation(
            "startQuery",
            StartQueryRequest.class,
            List.of("startTime", "endTime", "queryString"),
            request -> onGroups("StartQuery", InsightsQueries.names(request)),
            queries::start)
        .operation(
            "getQueryResults",
            GetQueryResultsRequest.class,
            List.of("queryId"),
            _ -> List.of(new Access.ByRole("logs:GetQueryResults", "*")),
            queries::results)
        .operation(
            "stopQuery",
            StopQueryRequest.class,
            List.of("queryId"),
            _ -> List.of(new Access.ByRole("logs:StopQuery", "*")),
            queries::stop)
        .operation(
            "describeQueryDefinitions",
            DescribeQueryDefinitionsRequest.class,
            List.of(),
            _ -> List.of(new Access.ByRole("logs:DescribeQueryDefinitions", "*")),
            this::definitions);
  }

  /**
   * What an action asks of a role whose function's environment has a stage's key: the rights on one
   * of that stage's groups stand for all.
   */
  List<Access> needs(String action, String stage) {
    String name = action.substring(action.indexOf(':') + 1);
    return switch (name) {
      case "DescribeLogGroups" -> onGroups(name, List.of(""));
      case "FilterLogEvents", "StartQuery" ->
          onGroups(name, List.of("/gamekeeper/" + stage + "/any"));
      default -> List.of(new Access.ByRole(action, "*"));
    };
  }

  private List<Access> onGroups(String action, List<String> names) {
    return names.stream()
        .<Access>map(
            name -> new Access.ByRole("logs:" + action, LogGroup.resource(groups.arn(name))))
        .toList();
  }

  private DescribeQueryDefinitionsResponse definitions(DescribeQueryDefinitionsRequest request) {
    LogErrors.notSimulated("nextToken", request.nextToken());
    String prefix = Objects.requireNonNullElse(request.queryDefinitionNamePrefix(), "");
    int most = Objects.requireNonNullElse(request.maxResults(), MOST_DEFINITIONS);
    List<QueryDefinition> found =
        definitions.values().stream()
            .filter(definition -> definition.name().startsWith(prefix))
            .sorted(Comparator.comparing(QueryDefinition::name))
            .toList();
    if (found.size() > most) {
      LogErrors.notSimulated("maxResults", most);
    }
    return DescribeQueryDefinitionsResponse.builder()
        .queryDefinitions(
            found.stream()
                .map(
                    definition ->
                        software.amazon.awssdk.services.cloudwatchlogs.model.QueryDefinition
                            .builder()
                            .queryLanguage(QueryLanguage.CWLI)
                            .queryDefinitionId(definition.id())
                            .name(definition.name())
                            .queryString(definition.text())
                            .logGroupNames(definition.groups())
                            .lastModified(definition.modified().toEpochMilli())
                            .build())
                .collect(Collectors.toList()))
        .build();
  }
}
