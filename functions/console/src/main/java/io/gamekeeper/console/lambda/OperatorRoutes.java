package io.gamekeeper.console.lambda;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.gamekeeper.contract.OperatorEnvironment;
import io.gamekeeper.contract.OperatorRole;
import io.gamekeeper.platform.audit.AuditEntry;
import io.gamekeeper.platform.audit.AuditTrail;
import io.gamekeeper.platform.http.Call;
import io.gamekeeper.platform.http.HttpResponse;
import io.gamekeeper.platform.http.Operators;
import io.gamekeeper.platform.http.Problem;
import io.gamekeeper.platform.http.Route;
import io.gamekeeper.platform.identity.Operator;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The routes about operators: who calls, and what was changed. */
final class OperatorRoutes {
  private static final int MOST_ENTRIES = 1000;

  private final OperatorEnvironment environment;
  private final String region;
  private final AuditTrail trail;
  private final InstantSource clock;

  /** Who calls, and where. */
  record Me(
      String name,
      List<String> roles,
      String door,
      String stage,
      String region,
      Instant now,
      @JsonProperty("protected") boolean isProtected) {}

  record Entries(List<Entry> entries) {}

  /** A step of a change. */
  record Entry(
      Instant at,
      String request,
      String operator,
      String door,
      List<String> roles,
      String method,
      String path,
      String reason,
      AuditEntry.Phase phase,
      @Nullable Integer status,
      @Nullable String content) {

    static Entry of(AuditEntry entry) {
      return new Entry(
          entry.at(),
          entry.request(),
          entry.operator().name(),
          doorOf(entry.operator()),
          rolesOf(entry.operator()),
          entry.method(),
          entry.path(),
          entry.reason(),
          entry.phase(),
          entry.status(),
          entry.content());
    }
  }

  OperatorRoutes(
      OperatorEnvironment environment, String region, AuditTrail trail, InstantSource clock) {
    this.environment = environment;
    this.region = region;
    this.trail = trail;
    this.clock = clock;
  }

  List<Route> routes(Operators operators) {
    return List.of(
        Route.forOperators("GET", "/ops/v1/me", OperatorRole.VIEWER, operators, this::me),
        Route.forOperators("GET", "/ops/v1/audit", OperatorRole.VIEWER, operators, this::audit));
  }

  private HttpResponse me(Call call) {
    Operator operator = call.operator();
    return HttpResponse.ok(
        new Me(
            operator.name(),
            rolesOf(operator),
            doorOf(operator),
            environment.stage(),
            region,
            clock.instant(),
            environment.protectedStage()));
  }

  private HttpResponse audit(Call call) {
    String asked = call.request().query("day");
    LocalDate day;
    try {
      day =
          asked == null
              ? clock.instant().atZone(ZoneOffset.UTC).toLocalDate()
              : LocalDate.parse(asked);
    } catch (DateTimeParseException e) {
      return HttpResponse.of(Problem.malformed("'day' must be a day such as 2026-11-30"));
    }
    return call.request()
        .queryInt("limit", 200, 1, MOST_ENTRIES)
        .answer(
            limit ->
                HttpResponse.ok(
                    new Entries(trail.on(day, limit).stream().map(Entry::of).toList())));
  }

  private static List<String> rolesOf(Operator operator) {
    return operator.roles().stream().sorted().map(OperatorRole::key).toList();
  }

  private static String doorOf(Operator operator) {
    return operator.door().name().toLowerCase(Locale.ROOT);
  }
}
