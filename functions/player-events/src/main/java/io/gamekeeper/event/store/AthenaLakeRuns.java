package io.gamekeeper.event.store;

import io.gamekeeper.contract.event.LakeQuery;
import io.gamekeeper.event.LakeRuns;
import io.gamekeeper.platform.telemetry.RemoteCall;
import io.gamekeeper.platform.telemetry.Telemetry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.AthenaException;
import software.amazon.awssdk.services.athena.model.ColumnInfo;
import software.amazon.awssdk.services.athena.model.Datum;
import software.amazon.awssdk.services.athena.model.GetQueryResultsResponse;
import software.amazon.awssdk.services.athena.model.InvalidRequestException;
import software.amazon.awssdk.services.athena.model.QueryExecution;
import software.amazon.awssdk.services.athena.model.QueryExecutionState;
import software.amazon.awssdk.services.athena.model.QueryExecutionStatistics;
import software.amazon.awssdk.services.athena.model.Row;

/**
 * Runs in an Athena workgroup, whose settings say where results go and how much a query may read.
 * Runs of other workgroups are not there.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/APIReference/Welcome.html">Amazon Athena
 *     API reference</a>
 */
public final class AthenaLakeRuns implements LakeRuns {
  private static final Logger LOG = LoggerFactory.getLogger(AthenaLakeRuns.class);

  /** The rows of a page that Athena gives at most, the names of the columns included. */
  private static final int MOST_ROWS = 1000;

  private final AthenaClient athena;
  private final Telemetry telemetry;
  private final String workgroup;
  private final String database;
  private final RemoteCall starting;
  private final RemoteCall looking;
  private final RemoteCall reading;

  public AthenaLakeRuns(
      AthenaClient athena, Telemetry telemetry, String workgroup, String database) {
    this.athena = athena;
    this.telemetry = telemetry;
    this.workgroup = workgroup;
    this.database = database;
    this.starting = RemoteCall.aws("Athena", "StartQueryExecution", workgroup);
    this.looking = RemoteCall.aws("Athena", "GetQueryExecution", workgroup);
    this.reading = RemoteCall.aws("Athena", "GetQueryResults", workgroup);
  }

  @Override
  public String start(LakeQuery query, List<String> literals) {
    return telemetry.traced(
        starting,
        () ->
            athena
                .startQueryExecution(
                    request ->
                        request
                            .workGroup(workgroup)
                            .queryExecutionContext(context -> context.database(database))
                            .queryString(query.text())
                            .executionParameters(literals))
                .queryExecutionId());
  }

  @Override
  public Optional<Run> find(String id) {
    QueryExecution execution;
    try {
      execution =
          telemetry.traced(
              looking,
              () ->
                  athena
                      .getQueryExecution(request -> request.queryExecutionId(id))
                      .queryExecution());
    } catch (InvalidRequestException e) {
      return Optional.empty(); // there is none
    } catch (AthenaException e) {
      if (isDenied(e)) {
        LOG.warn("A run of another workgroup was asked for, or of none", e);
        return Optional.empty();
      }
      throw e;
    }
    return execution.workGroup().equals(workgroup) ? Optional.of(run(execution)) : Optional.empty();
  }

  private static boolean isDenied(AthenaException e) {
    return e.awsErrorDetails() != null
        && "AccessDeniedException".equals(e.awsErrorDetails().errorCode());
  }

  private static Run run(QueryExecution execution) {
    @Nullable QueryExecutionStatistics statistics = execution.statistics();
    @Nullable Long scanned = statistics == null ? null : statistics.dataScannedInBytes();
    return new Run(
        execution.queryExecutionId(),
        Stream.of(LakeQuery.values())
            .filter(query -> query.text().equals(execution.query()))
            .findAny(),
        state(execution.status().state()),
        Optional.ofNullable(execution.status().stateChangeReason()),
        execution.status().submissionDateTime(),
        Objects.requireNonNullElse(scanned, 0L));
  }

  private static State state(QueryExecutionState state) {
    return switch (state) {
      case QUEUED -> State.QUEUED;
      case RUNNING -> State.RUNNING;
      case SUCCEEDED -> State.SUCCEEDED;
      case FAILED -> State.FAILED;
      case CANCELLED -> State.CANCELLED;
      case UNKNOWN_TO_SDK_VERSION ->
          throw new IllegalStateException("Athena names a state that is not documented");
    };
  }

  @Override
  public Optional<Page> rows(String id, Optional<String> cursor, int most) {
    // The names of the columns are the first row of the first page.
    int names = cursor.isEmpty() ? 1 : 0;
    GetQueryResultsResponse answer;
    try {
      answer =
          telemetry.traced(
              reading,
              () ->
                  athena.getQueryResults(
                      request ->
                          request
                              .queryExecutionId(id)
                              .nextToken(cursor.orElse(null))
                              .maxResults(Math.min(MOST_ROWS, most + names))));
    } catch (InvalidRequestException e) {
      LOG.info("Athena has no such rows", e);
      return Optional.empty();
    }
    return Optional.of(
        new Page(
            answer.resultSet().resultSetMetadata().columnInfo().stream()
                .map(ColumnInfo::name)
                .toList(),
            answer.resultSet().rows().stream().skip(names).map(AthenaLakeRuns::values).toList(),
            Optional.ofNullable(answer.nextToken())));
  }

  private static List<@Nullable String> values(Row row) {
    List<@Nullable String> values = new ArrayList<>();
    for (Datum datum : row.data()) {
      values.add(datum.varCharValue());
    }
    return values;
  }
}
