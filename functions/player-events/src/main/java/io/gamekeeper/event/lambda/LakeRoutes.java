package io.gamekeeper.event.lambda;

import io.gamekeeper.contract.OperatorRole;
import io.gamekeeper.contract.event.LakeQuery;
import io.gamekeeper.contract.event.LakeQueryEnvironment;
import io.gamekeeper.event.LakeRuns;
import io.gamekeeper.event.store.AthenaLakeRuns;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.http.Call;
import io.gamekeeper.platform.http.Decoded;
import io.gamekeeper.platform.http.HttpResponse;
import io.gamekeeper.platform.http.Operators;
import io.gamekeeper.platform.http.Problem;
import io.gamekeeper.platform.http.Route;
import io.gamekeeper.platform.telemetry.Telemetry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.athena.AthenaClient;

/**
 * What operators ask the lake: named queries only, whose values become literals. Planners ask, as
 * they plan by what players do. The rows name players by pseudonyms, and whoever plans has no way
 * from these to players; an approver has.
 */
final class LakeRoutes {
  private static final String QUERIES = "/ops/v1/lake/queries";
  private static final String RUN = "/ops/v1/lake/runs/{run}";
  private static final int MOST_BYTES = 16 * 1024;

  /**
   * Rows of an answer. A row of the widest query has up to 300 characters of texts and 200 of
   * everything else; a load balancer takes a megabyte from a function.
   */
  private static final int MOST_ROWS = 500;

  private static final int ACCEPTED = 202;

  private final LakeRuns runs;

  /** The named queries. */
  record Queries(List<NamedQuery> queries) {}

  /** A named query. */
  record NamedQuery(String name, String question, List<Parameter> parameters) {}

  /** What a query needs; {@code takes} says in words what to give. */
  record Parameter(String name, String type, String takes) {}

  /** The values of a query's parameters by name. */
  record RunRequest(@Nullable Map<String, String> parameters) {}

  /** A run that was started. */
  record Started(String id, String query) {}

  /** A run, with some of its rows when it has succeeded; {@code next} is where the others begin. */
  record Looked(
      String id,
      @Nullable String query,
      String state,
      @Nullable String reason,
      Instant submitted,
      long scannedBytes,
      List<String> columns,
      List<List<@Nullable String>> rows,
      @Nullable String next) {}

  LakeRoutes(Platform platform, Telemetry telemetry) {
    LakeQueryEnvironment environment = LakeQueryEnvironment.from(platform.environment());
    runs =
        new AthenaLakeRuns(
            platform.client(AthenaClient.class),
            telemetry,
            environment.workgroup(),
            environment.database());
  }

  Stream<Route> all(Operators operators) {
    return Stream.of(
        Route.forOperators("GET", QUERIES, OperatorRole.VIEWER, operators, _ -> queries()),
        Route.forOperators(
            "POST", QUERIES + "/{name}/runs", OperatorRole.PLANNER, operators, this::run),
        Route.forOperators("GET", RUN, OperatorRole.PLANNER, operators, this::look));
  }

  private static HttpResponse queries() {
    return HttpResponse.ok(
        new Queries(
            Stream.of(LakeQuery.values())
                .map(
                    query -> new NamedQuery(query.queryName(), query.question(), parameters(query)))
                .toList()));
  }

  private static List<Parameter> parameters(LakeQuery query) {
    return query.needs().entrySet().stream()
        .map(need -> new Parameter(need.getKey(), need.getValue().key(), need.getValue().words()))
        .toList();
  }

  private HttpResponse run(Call call) {
    String name = call.variable("name");
    Optional<LakeQuery> query = LakeQuery.named(name);
    if (query.isEmpty()) {
      return HttpResponse.of(
          Problem.notFound(
              "the lake has no query '"
                  + name
                  + "'; it has "
                  + Stream.of(LakeQuery.values())
                      .map(LakeQuery::queryName)
                      .collect(Collectors.joining(", "))));
    }
    return call.request()
        .body(RunRequest.class, MOST_BYTES)
        .answer(
            asked -> start(query.get(), Objects.requireNonNullElse(asked.parameters(), Map.of())));
  }

  private HttpResponse start(LakeQuery query, Map<String, String> values) {
    List<String> literals;
    try {
      literals = query.literals(values);
    } catch (IllegalArgumentException e) {
      return HttpResponse.of(Problem.malformed(e.getMessage() + "; give " + needs(query)));
    }
    return new HttpResponse.Changed(
        ACCEPTED, Map.of(), new Started(runs.start(query, literals), query.queryName()), Map.of());
  }

  private static String needs(LakeQuery query) {
    return query.needs().entrySet().stream()
        .map(need -> need.getKey() + " (" + need.getValue().words() + ")")
        .collect(Collectors.joining(", "));
  }

  private HttpResponse look(Call call) {
    Decoded<Integer> limit = call.request().queryInt("limit", MOST_ROWS, 1, MOST_ROWS);
    return limit.answer(
        most -> {
          String id = call.variable("run");
          return runs.find(id)
              .map(run -> look(run, Optional.ofNullable(call.request().query("cursor")), most))
              .orElseGet(
                  () -> HttpResponse.of(Problem.notFound("the lake has no run '" + id + "'")));
        });
  }

  private HttpResponse look(LakeRuns.Run run, Optional<String> cursor, int most) {
    if (run.state() != LakeRuns.State.SUCCEEDED) {
      return HttpResponse.ok(looked(run, LakeRuns.Page.NONE));
    }
    return runs.rows(run.id(), cursor, most)
        .map(page -> HttpResponse.ok(looked(run, page)))
        .orElseGet(
            () ->
                HttpResponse.of(
                    cursor.isPresent()
                        ? Problem.malformed("'cursor' is not what a page called 'next'")
                        : Problem.notFound(
                            "the rows of run '"
                                + run.id()
                                + "' are not kept any more: ask again")));
  }

  private static Looked looked(LakeRuns.Run run, LakeRuns.Page page) {
    return new Looked(
        run.id(),
        run.query().map(LakeQuery::queryName).orElse(null),
        run.state().key(),
        run.reason().orElse(null),
        run.submitted(),
        run.scannedBytes(),
        page.columns(),
        page.rows(),
        page.next().orElse(null));
  }
}
