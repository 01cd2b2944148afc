package io.gamekeeper.local.aws.athena;

import io.gamekeeper.local.aws.athena.Queries.Run;
import io.gamekeeper.local.aws.athena.QueryText.RefusedException;
import io.gamekeeper.local.client.Access;
import io.gamekeeper.local.client.FunctionIdentity;
import io.gamekeeper.local.client.SimulatedService;
import io.gamekeeper.local.client.StoredObjects;
import io.gamekeeper.local.iam.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.ColumnInfo;
import software.amazon.awssdk.services.athena.model.Datum;
import software.amazon.awssdk.services.athena.model.GetQueryExecutionRequest;
import software.amazon.awssdk.services.athena.model.GetQueryExecutionResponse;
import software.amazon.awssdk.services.athena.model.GetQueryResultsRequest;
import software.amazon.awssdk.services.athena.model.GetQueryResultsResponse;
import software.amazon.awssdk.services.athena.model.QueryExecution;
import software.amazon.awssdk.services.athena.model.QueryExecutionState;
import software.amazon.awssdk.services.athena.model.ResultSet;
import software.amazon.awssdk.services.athena.model.Row;
import software.amazon.awssdk.services.athena.model.StartQueryExecutionRequest;
import software.amazon.awssdk.services.athena.model.StartQueryExecutionResponse;
import software.amazon.awssdk.services.athena.model.StatementType;
import software.amazon.awssdk.services.athena.model.StopQueryExecutionRequest;
import software.amazon.awssdk.services.athena.model.StopQueryExecutionResponse;

/**
 * Queries, as functions ask them.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/APIReference/Welcome.html">Amazon Athena
 *     API reference</a>
 */
final class QueryOperations {
  private static final int MOST_ROWS = 1000;

  private final Queries queries;
  private final Workgroups workgroups;
  private final StoredObjects objects;

  QueryOperations(Queries queries, Workgroups workgroups, StoredObjects objects) {
    this.queries = queries;
    this.workgroups = workgroups;
    this.objects = objects;
  }

  /** Adds the operations to a service. */
  void addTo(SimulatedService<AthenaClient> service) {
    service.operationOfCaller(
        "startQueryExecution",
        StartQueryExecutionRequest.class,
        List.of("QueryString"),
        request -> workgroups.right("athena:StartQueryExecution", request.workGroup()),
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
        request ->
            workgroups.right("athena:GetQueryResults", workgroupOf(request.queryExecutionId())),
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
        request -> workgroups.right(action, workgroupOf(id.apply(request))),
        execution);
  }

  private String workgroupOf(String id) {
    return queries.find(id).map(run -> run.workgroup().name()).orElse(Workgroups.PRIMARY);
  }

  private StartQueryExecutionResponse start(
      StartQueryExecutionRequest request, FunctionIdentity caller) {
    Workgroup workgroup = workgroups.get(request.workGroup());
    if (request.clientRequestToken() != null || request.resultReuseConfiguration() != null) {
      throw AthenaErrors.invalid("The stage knows no tokens of requests and no reuse of results.");
    }
    Optional<String> database = Optional.empty();
    if (request.queryExecutionContext() != null) {
      String catalog = request.queryExecutionContext().catalog();
      if (catalog != null && !catalog.equalsIgnoreCase("AwsDataCatalog")) {
        throw AthenaErrors.invalid("Catalog " + catalog + " does not exist.");
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
      throw AthenaErrors.invalid(String.valueOf(e.getMessage()));
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
      throw AthenaErrors.invalid(
          "Query did not finish successfully. Final query state: " + run.state());
    }
    for (Access access : objects.read(run.workgroup().output().bucket(), run.key())) {
      Decision decision = access.decide(caller.role());
      if (!decision.allowed()) {
        throw AthenaErrors.denied(
            decision.message(caller.principal(), access.action(), access.resource()));
      }
    }
    int most = Objects.requireNonNullElse(request.maxResults(), MOST_ROWS);
    if (most < 1 || most > MOST_ROWS) {
      throw AthenaErrors.invalid("MaxResults is more than maximum allowed length 1000");
    }
    List<Row> rows = new ArrayList<>();
    rows.add(row(run.result().header()));
    for (List<@Nullable String> each : run.result().rows()) {
      rows.add(row(each));
    }
    int from = NextToken.place(request.nextToken(), rows.size());
    int to = Math.min(rows.size(), from + most);
    return GetQueryResultsResponse.builder()
        .nextToken(NextToken.at(to, rows.size()))
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

  private Run run(String id) {
    return queries
        .find(id)
        .orElseThrow(() -> AthenaErrors.invalid("QueryExecution " + id + " was not found"));
  }
}
