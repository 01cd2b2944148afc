package io.gamekeeper.local.aws.athena;

import io.gamekeeper.local.aws.athena.Queries.Run;
import io.gamekeeper.local.aws.athena.QueryText.RefusedException;
import io.gamekeeper.local.client.Access;
import io.gamekeeper.local.client.FunctionIdentity;
import io.gamekeeper.local.client.SimulatedService;
import io.gamekeeper.local.client.StoredObjects;
import io.gamekeeper.local.iam.Decision;
import io.gamekeeper.local.template.AwsEnvironment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.AthenaException;
import software.amazon.awssdk.services.athena.model.BatchGetNamedQueryRequest;
import software.amazon.awssdk.services.athena.model.BatchGetNamedQueryResponse;
import software.amazon.awssdk.services.athena.model.ColumnInfo;
import software.amazon.awssdk.services.athena.model.Datum;
import software.amazon.awssdk.services.athena.model.GetNamedQueryRequest;
import software.amazon.awssdk.services.athena.model.GetNamedQueryResponse;
import software.amazon.awssdk.services.athena.model.GetQueryExecutionRequest;
import software.amazon.awssdk.services.athena.model.GetQueryExecutionResponse;
import software.amazon.awssdk.services.athena.model.GetQueryResultsRequest;
import software.amazon.awssdk.services.athena.model.GetQueryResultsResponse;
import software.amazon.awssdk.services.athena.model.GetWorkGroupRequest;
import software.amazon.awssdk.services.athena.model.GetWorkGroupResponse;
import software.amazon.awssdk.services.athena.model.InvalidRequestException;
import software.amazon.awssdk.services.athena.model.ListNamedQueriesRequest;
import software.amazon.awssdk.services.athena.model.ListNamedQueriesResponse;
import software.amazon.awssdk.services.athena.model.NamedQuery;
import software.amazon.awssdk.services.athena.model.QueryExecution;
import software.amazon.awssdk.services.athena.model.QueryExecutionState;
import software.amazon.awssdk.services.athena.model.ResultSet;
import software.amazon.awssdk.services.athena.model.Row;
import software.amazon.awssdk.services.athena.model.StartQueryExecutionRequest;
import software.amazon.awssdk.services.athena.model.StartQueryExecutionResponse;
import software.amazon.awssdk.services.athena.model.StatementType;
import software.amazon.awssdk.services.athena.model.StopQueryExecutionRequest;
import software.amazon.awssdk.services.athena.model.StopQueryExecutionResponse;
import software.amazon.awssdk.services.athena.model.UnprocessedNamedQueryId;
import software.amazon.awssdk.services.athena.model.WorkGroup;
import software.amazon.awssdk.services.athena.model.WorkGroupState;

/**
 * Athena as functions call it.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/APIReference/Welcome.html">Amazon Athena
 *     API reference</a>
 */
final class QueryOperations {
  private static final int BAD_REQUEST = 400;
  private static final int MOST_ROWS = 1000;
  private static final int MOST_NAMED = 50;
  private static final String PRIMARY = "primary";

  private final Queries queries;
  private final Map<String, Workgroup> workgroups;
  private final Map<String, SavedText> saved;
  private final StoredObjects objects;

  QueryOperations(
      Queries queries,
      Map<String, Workgroup> workgroups,
      Map<String, SavedText> saved,
      StoredObjects objects) {
    this.queries = queries;
    this.workgroups = workgroups;
    this.saved = saved;
    this.objects = objects;
  }

  SimulatedService<AthenaClient> service() {
    SimulatedService<AthenaClient> service =
        new SimulatedService<>("athena", AthenaClient.class, QueryOperations::error);
    service.operationOfCaller(
        "startQueryExecution",
        StartQueryExecutionRequest.class,
        List.of("QueryString"),
        request -> in("athena:StartQueryExecution", named(request.workGroup())),
        this::start);
    ofRun(
        service,
        "getQueryExecution",
        GetQueryExecutionRequest.class,
        GetQueryExecutionRequest::queryExecutionId,
        request -> execution(run(request.queryExecutionId())));
    service.operationOfCaller(
        "getQueryResults",
        GetQueryResultsRequest.class,
        List.of("QueryExecutionId"),
        request -> in("athena:GetQueryResults", workgroupOf(request.queryExecutionId())),
        this::results);
    ofRun(
        service,
        "stopQueryExecution",
        StopQueryExecutionRequest.class,
        StopQueryExecutionRequest::queryExecutionId,
        request -> {
          queries.stop(run(request.queryExecutionId()));
          return StopQueryExecutionResponse.builder().build();
        });
    service.operation(
        "getNamedQuery",
        GetNamedQueryRequest.class,
        List.of("NamedQueryId"),
        request -> in("athena:GetNamedQuery", workgroupOfSaved(request.namedQueryId())),
        request ->
            GetNamedQueryResponse.builder()
                .namedQuery(described(savedText(request.namedQueryId())))
                .build());
    service.operation(
        "batchGetNamedQuery",
        BatchGetNamedQueryRequest.class,
        List.of("NamedQueryIds"),
        request ->
            request.namedQueryIds().stream()
                .map(this::workgroupOfSaved)
                .distinct()
                .flatMap(name -> in("athena:BatchGetNamedQuery", name).stream())
                .toList(),
        this::savedTexts);
    service.operation(
        "listNamedQueries",
        ListNamedQueriesRequest.class,
        List.of(),
        request -> in("athena:ListNamedQueries", named(request.workGroup())),
        this::list);
    return service.operation(
        "getWorkGroup",
        GetWorkGroupRequest.class,
        List.of("WorkGroup"),
        request -> in("athena:GetWorkGroup", request.workGroup()),
        request -> {
          Workgroup workgroup = workgroup(request.workGroup());
          return GetWorkGroupResponse.builder().workGroup(described(workgroup)).build();
        });
  }

  private <R extends AwsRequest> void ofRun(
      SimulatedService<AthenaClient> service,
      String method,
      Class<R> type,
      Function<R, String> id,
      SimulatedService.Execution<R> execution) {
    String action = "athena:" + Character.toUpperCase(method.charAt(0)) + method.substring(1);
    service.operation(
        method,
        type,
        List.of("QueryExecutionId"),
        request -> in(action, workgroupOf(id.apply(request))),
        execution);
  }

  // ---------------------------------------------------------------- rights

  private List<Access> in(String action, String workgroup) {
    Workgroup known = workgroups.get(workgroup);
    return List.of(
        new Access.ByRole(
            action,
            known == null
                ? AwsEnvironment.LAPTOP.arn("athena", "workgroup/" + workgroup)
                : known.arn()));
  }

  private static String named(@Nullable String workgroup) {
    return Objects.requireNonNullElse(workgroup, PRIMARY);
  }

  private String workgroupOf(String id) {
    return queries.find(id).map(run -> run.workgroup().name()).orElse(PRIMARY);
  }

  private String workgroupOfSaved(String id) {
    return Optional.ofNullable(saved.get(id)).map(SavedText::workgroup).orElse(PRIMARY);
  }

  // ---------------------------------------------------------------- queries

  private StartQueryExecutionResponse start(
      StartQueryExecutionRequest request, FunctionIdentity caller) {
    Workgroup workgroup = workgroup(named(request.workGroup()));
    if (request.clientRequestToken() != null || request.resultReuseConfiguration() != null) {
      throw invalid("The stage knows no tokens of requests and no reuse of results.");
    }
    Optional<String> database = Optional.empty();
    if (request.queryExecutionContext() != null) {
      String catalog = request.queryExecutionContext().catalog();
      if (catalog != null && !catalog.equalsIgnoreCase("AwsDataCatalog")) {
        throw invalid("Catalog " + catalog + " does not exist.");
      }
      database = Optional.ofNullable(request.queryExecutionContext().database());
    }
    List<String> literals =
        request.hasExecutionParameters() ? request.executionParameters() : List.of();
    try {
      List<Literal> parameters = new ArrayList<>();
      for (String literal : literals) {
        parameters.add(Literal.parse(literal));
      }
      QueryRunner.Order order =
          new QueryRunner.Order(
              QueryText.parse(request.queryString()),
              parameters,
              database,
              caller,
              workgroup.most());
      return StartQueryExecutionResponse.builder()
          .queryExecutionId(queries.start(workgroup, order, literals).id())
          .build();
    } catch (RefusedException e) {
      throw invalid(String.valueOf(e.getMessage()));
    }
  }

  private static GetQueryExecutionResponse execution(Run run) {
    return GetQueryExecutionResponse.builder()
        .queryExecution(
            QueryExecution.builder()
                .queryExecutionId(run.id())
                .query(run.order().query().text())
                .statementType(StatementType.DML)
                .substatementType("SELECT")
                .workGroup(run.workgroup().name())
                .executionParameters(run.literals().isEmpty() ? null : run.literals())
                .queryExecutionContext(
                    context -> context.database(run.order().database().orElse(null)))
                .resultConfiguration(
                    result ->
                        result.outputLocation(
                            "s3://" + run.workgroup().output().bucket() + "/" + run.key()))
                .status(
                    status ->
                        status
                            .state(run.state())
                            .stateChangeReason(run.reason().orElse(null))
                            .submissionDateTime(run.submitted())
                            .completionDateTime(run.completed().orElse(null)))
                .statistics(statistics -> statistics.dataScannedInBytes(run.scanned()))
                .build())
        .build();
  }

  private GetQueryResultsResponse results(GetQueryResultsRequest request, FunctionIdentity caller) {
    Run run = run(request.queryExecutionId());
    if (run.state() != QueryExecutionState.SUCCEEDED) {
      throw invalid("Query did not finish successfully. Final query state: " + run.state());
    }
    for (Access access : objects.read(run.workgroup().output().bucket(), run.key())) {
      Decision decision = access.decide(caller.role());
      if (!decision.allowed()) {
        throw error(
            "AccessDeniedException",
            BAD_REQUEST,
            decision.message(caller.principal(), access.action(), access.resource()));
      }
    }
    int most = Objects.requireNonNullElse(request.maxResults(), MOST_ROWS);
    if (most < 1 || most > MOST_ROWS) {
      throw invalid("MaxResults is more than maximum allowed length 1000");
    }
    List<Row> rows = new ArrayList<>();
    rows.add(row(run.result().header()));
    for (List<@Nullable String> each : run.result().rows()) {
      rows.add(row(each));
    }
    int from = offset(request.nextToken(), rows.size());
    int to = Math.min(rows.size(), from + most);
    return GetQueryResultsResponse.builder()
        .nextToken(to < rows.size() ? Integer.toString(to) : null)
        .updateCount(0L)
        .resultSet(
            ResultSet.builder()
                .rows(rows.subList(from, to))
                .resultSetMetadata(
                    data ->
                        data.columnInfo(
                            run.result().columns().stream()
                                .map(
                                    column ->
                                        ColumnInfo.builder()
                                            .catalogName("hive")
                                            .name(column.name())
                                            .label(column.name())
                                            .type(column.type())
                                            .build())
                                .toList()))
                .build())
        .build();
  }

  private static Row row(List<@Nullable String> values) {
    return Row.builder()
        .data(values.stream().map(value -> Datum.builder().varCharValue(value).build()).toList())
        .build();
  }

  private static int offset(@Nullable String token, int most) {
    if (token == null) {
      return 0;
    }
    try {
      int offset = Integer.parseInt(token);
      if (offset > 0 && offset < most) {
        return offset;
      }
    } catch (NumberFormatException e) {
      // as below
    }
    throw invalid("Invalid NextToken: " + token);
  }

  private Run run(String id) {
    return queries.find(id).orElseThrow(() -> invalid("QueryExecution " + id + " was not found"));
  }

  // ---------------------------------------------------------------- what is declared

  private BatchGetNamedQueryResponse savedTexts(BatchGetNamedQueryRequest request) {
    if (request.namedQueryIds().size() > MOST_NAMED) {
      throw invalid("More than 50 named queries are asked for.");
    }
    List<NamedQuery> found = new ArrayList<>();
    List<UnprocessedNamedQueryId> absent = new ArrayList<>();
    for (String id : request.namedQueryIds()) {
      SavedText text = saved.get(id);
      if (text == null) {
        absent.add(
            UnprocessedNamedQueryId.builder()
                .namedQueryId(id)
                .errorCode("INVALID_INPUT")
                .errorMessage("NamedQuery " + id + " was not found")
                .build());
      } else {
        found.add(described(text));
      }
    }
    return BatchGetNamedQueryResponse.builder()
        .namedQueries(found)
        .unprocessedNamedQueryIds(absent)
        .build();
  }

  private ListNamedQueriesResponse list(ListNamedQueriesRequest request) {
    String workgroup = named(request.workGroup());
    workgroup(workgroup);
    List<String> ids =
        saved.values().stream()
            .filter(text -> text.workgroup().equals(workgroup))
            .sorted(Comparator.comparing(SavedText::name))
            .map(SavedText::id)
            .toList();
    int from = request.nextToken() == null ? 0 : offset(request.nextToken(), ids.size());
    int to =
        Math.min(ids.size(), from + Objects.requireNonNullElse(request.maxResults(), MOST_NAMED));
    return ListNamedQueriesResponse.builder()
        .namedQueryIds(ids.subList(from, to))
        .nextToken(to < ids.size() ? Integer.toString(to) : null)
        .build();
  }

  private SavedText savedText(String id) {
    return Optional.ofNullable(saved.get(id))
        .orElseThrow(() -> invalid("NamedQuery " + id + " was not found"));
  }

  private Workgroup workgroup(String name) {
    return Optional.ofNullable(workgroups.get(name))
        .orElseThrow(() -> invalid("WorkGroup is not found."));
  }

  private static NamedQuery described(SavedText text) {
    return NamedQuery.builder()
        .namedQueryId(text.id())
        .name(text.name())
        .description(text.description())
        .database(text.database())
        .workGroup(text.workgroup())
        .queryString(text.text())
        .build();
  }

  private static WorkGroup described(Workgroup workgroup) {
    return WorkGroup.builder()
        .name(workgroup.name())
        .state(WorkGroupState.ENABLED)
        .configuration(
            configuration ->
                configuration
                    .enforceWorkGroupConfiguration(true)
                    .bytesScannedCutoffPerQuery(workgroup.most().orElse(null))
                    .resultConfiguration(
                        result -> result.outputLocation(workgroup.output().toString())))
        .build();
  }

  // ---------------------------------------------------------------- errors

  private static InvalidRequestException invalid(String message) {
    return InvalidRequestException.builder()
        .awsErrorDetails(details("InvalidRequestException", message))
        .statusCode(BAD_REQUEST)
        .build();
  }

  private static AthenaException error(String code, int status, String message) {
    return (AthenaException)
        AthenaException.builder()
            .awsErrorDetails(details(code, message))
            .statusCode(status)
            .build();
  }

  private static AwsErrorDetails details(String code, String message) {
    return AwsErrorDetails.builder()
        .serviceName("Athena")
        .errorCode(code)
        .errorMessage(message)
        .build();
  }
}
