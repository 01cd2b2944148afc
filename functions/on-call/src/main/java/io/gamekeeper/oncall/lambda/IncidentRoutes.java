package io.gamekeeper.oncall.lambda;

import static io.gamekeeper.oncall.lambda.PageRoutes.key;

import io.gamekeeper.contract.OperatorRole;
import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.incident.Entry;
import io.gamekeeper.oncall.incident.Incident;
import io.gamekeeper.oncall.incident.Incident.Acknowledgement;
import io.gamekeeper.oncall.response.Incidents;
import io.gamekeeper.oncall.response.Incidents.Outcome;
import io.gamekeeper.oncall.response.Review;
import io.gamekeeper.oncall.response.Timeline;
import io.gamekeeper.platform.http.Call;
import io.gamekeeper.platform.http.Decoded;
import io.gamekeeper.platform.http.HttpResponse;
import io.gamekeeper.platform.http.Operators;
import io.gamekeeper.platform.http.Problem;
import io.gamekeeper.platform.http.Route;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The routes about incidents. */
final class IncidentRoutes {
  private static final String PATH = "/ops/v1/on-call/incidents";
  private static final String ONE = PATH + "/{incident}";
  private static final int LISTED = 50;

  /** So that an answer stays below the load balancer's 1 MB. */
  private static final int MOST_LISTED = 100;

  private final Incidents incidents;
  private final Timeline timeline;
  private final InstantSource clock;

  /** Incidents: the open ones by urgency, all by age. */
  record Listed(Instant at, List<Shown> incidents) {}

  /** An incident and what happened in it, the oldest first. */
  record Details(Instant at, Shown incident, List<Happened> timeline) {}

  /** A post-incident review. */
  record Reviewed(String markdown) {}

  /** An incident. */
  record Shown(
      String id,
      String priority,
      String severity,
      String title,
      String state,
      Instant began,
      Instant opened,
      @Nullable Acknowledgement acknowledged,
      @Nullable Instant recovered,
      @Nullable Closed resolved,
      @Nullable String mergedInto,
      @Nullable String opsItem,
      List<Alarm> alarms) {

    static Shown of(Incident incident) {
      return new Shown(
          incident.id(),
          incident.priority().name(),
          Alert.label(incident.priority().severity()),
          incident.title(),
          key(incident.state()),
          incident.began(),
          incident.opened(),
          incident.acknowledged(),
          incident.recovered().orElse(null),
          Closed.of(incident.closed()),
          incident.closed() == null ? null : incident.closed().mergedInto(),
          incident.mirrored() == null ? null : incident.mirrored().item(),
          incident.sorted().stream().map(Alarm::of).toList());
    }
  }

  /** How an incident ended; by is null if it closed by itself. */
  record Closed(Instant at, @Nullable String by, String note) {
    static @Nullable Closed of(Incident.@Nullable Closure closure) {
      return closure == null ? null : new Closed(closure.at(), closure.by(), closure.note());
    }
  }

  /** One of its alarms. */
  record Alarm(String alarm, String severity, String state, Instant since, String runbook) {
    static Alarm of(Alert alert) {
      return new Alarm(
          alert.label(Alert.ALARM),
          alert.label(Alert.SEVERITY),
          key(alert.state()),
          alert.since(),
          alert.label(Alert.RUNBOOK));
    }
  }

  /** Something that happened. */
  record Happened(Instant at, String kind, @Nullable String by, String text, String detail) {
    static Happened of(Entry entry) {
      return new Happened(entry.at(), key(entry.kind()), entry.by(), entry.text(), entry.detail());
    }
  }

  IncidentRoutes(Incidents incidents, Timeline timeline, InstantSource clock) {
    this.incidents = incidents;
    this.timeline = timeline;
    this.clock = clock;
  }

  Stream<Route> all(Operators operators) {
    return Stream.of(
        Route.forOperators("GET", PATH, OperatorRole.VIEWER, operators, this::list),
        Route.forOperators(
            "GET", ONE, OperatorRole.VIEWER, operators, call -> of(call, this::show)),
        Route.forOperators("GET", ONE + "/review", OperatorRole.VIEWER, operators, this::review),
        Route.forOperators(
            "POST",
            ONE + "/acknowledge",
            OperatorRole.ON_CALL,
            operators,
            call ->
                answer(
                    incidents.acknowledge(
                        call.variable("incident"),
                        call.operator().name(),
                        call.reason(),
                        Optional.empty()),
                    IncidentRoutes::notToTakeOn)),
        Route.forOperators(
            "POST",
            ONE + "/resolve",
            OperatorRole.ON_CALL,
            operators,
            call ->
                answer(
                    incidents.resolve(
                        call.variable("incident"), call.operator().name(), call.reason()),
                    IncidentRoutes::notToClose)));
  }

  private HttpResponse list(Call call) {
    return state(call)
        .then(
            open ->
                call.request()
                    .queryInt("limit", LISTED, 1, MOST_LISTED)
                    .then(limit -> new Decoded.Value<>(found(open, limit))))
        .answer(found -> HttpResponse.ok(new Listed(clock.instant(), found)));
  }

  private List<Shown> found(boolean open, int limit) {
    return (open ? incidents.open().stream().limit(limit) : incidents.all(limit).stream())
        .map(Shown::of)
        .toList();
  }

  private static Decoded<Boolean> state(Call call) {
    String state = call.request().query("state");
    return state == null || state.equals("open") || state.equals("all")
        ? new Decoded.Value<>(!"all".equals(state))
        : new Decoded.Refused<>(Problem.malformed("'state' must be open or all"));
  }

  private HttpResponse show(Incident incident) {
    return HttpResponse.ok(
        new Details(
            clock.instant(),
            Shown.of(incident),
            timeline.of(incident).stream().map(Happened::of).toList()));
  }

  private HttpResponse review(Call call) {
    return of(
        call,
        incident ->
            call.request()
                .queryInstant("began", incident.began())
                .answer(
                    began ->
                        HttpResponse.ok(
                            new Reviewed(Review.of(incident, timeline.of(incident), began)))));
  }

  private HttpResponse of(Call call, Function<Incident, HttpResponse> answer) {
    return incidents.find(call.variable("incident")).map(answer).orElseGet(IncidentRoutes::unknown);
  }

  private static HttpResponse answer(Outcome outcome, Function<Incident, String> why) {
    return switch (outcome) {
      case Incidents.Done(Incident before, Incident after) ->
          HttpResponse.changed(Shown.of(before), Shown.of(after));
      case Incidents.Unknown() -> unknown();
      case Incidents.Refused(Incident incident) ->
          HttpResponse.of(
              Problem.of(
                  "incident-state",
                  409,
                  "The incident's state does not allow it",
                  why.apply(incident)));
      case Incidents.UsedBefore _ -> throw new IllegalStateException("no link was used");
    };
  }

  private static String notToTakeOn(Incident incident) {
    Acknowledgement by = incident.acknowledged();
    return switch (incident.state()) {
      case ACKNOWLEDGED ->
          by == null
              ? "somebody has taken it on"
              : "%s took it on at %s".formatted(by.by(), by.at());
      case RECOVERED -> "none of its alarms fires any more: there is nothing to take on";
      case RESOLVED, MERGED, OPEN -> "it is " + key(incident.state());
    };
  }

  private static String notToClose(Incident incident) {
    return incident.ongoing()
        ? "these alarms still fire: %s; repair them or silence them, then wait for their end"
            .formatted(
                incident.firing().stream()
                    .map(alert -> alert.label(Alert.ALARM))
                    .collect(Collectors.joining(", ")))
        : "it is " + key(incident.state());
  }

  private static HttpResponse unknown() {
    return HttpResponse.of(
        Problem.notFound("there is no such incident; the list of incidents has the ids"));
  }
}
