package io.gamekeeper.oncall.lambda;

import io.gamekeeper.contract.GameAlarm;
import io.gamekeeper.contract.OperatorRole;
import io.gamekeeper.oncall.runbook.Runbook;
import io.gamekeeper.oncall.runbook.Runbooks;
import io.gamekeeper.platform.http.Call;
import io.gamekeeper.platform.http.HttpResponse;
import io.gamekeeper.platform.http.Operators;
import io.gamekeeper.platform.http.Problem;
import io.gamekeeper.platform.http.Route;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The routes about runbooks. */
final class RunbookRoutes {
  private static final String PATH = "/ops/v1/on-call/runbooks";

  private final Runbooks runbooks;

  /** Runbooks, sorted by name. */
  record Listed(List<Line> runbooks) {}

  /** A runbook in a list; one that is about no single alarm has neither severity nor owner. */
  record Line(
      String name,
      String title,
      @Nullable String severity,
      @Nullable String owner,
      String meaning) {

    static Line of(Runbook runbook) {
      return new Line(
          runbook.name(),
          runbook.title(),
          runbook.alarm().map(GameAlarm::severity).map(Enum::name).orElse(null),
          runbook.alarm().map(GameAlarm::owner).map(GameAlarm.Owner::key).orElse(null),
          runbook.meaning());
    }
  }

  /** A whole runbook. */
  record Page(String name, String title, String markdown) {}

  RunbookRoutes(Runbooks runbooks) {
    this.runbooks = runbooks;
  }

  Stream<Route> all(Operators operators) {
    return Stream.of(
        Route.forOperators("GET", PATH, OperatorRole.VIEWER, operators, this::list),
        Route.forOperators("GET", PATH + "/{runbook}", OperatorRole.VIEWER, operators, this::page));
  }

  private HttpResponse list(Call call) {
    return HttpResponse.ok(new Listed(runbooks.all().stream().map(Line::of).toList()));
  }

  private HttpResponse page(Call call) {
    String name = call.variable("runbook");
    return runbooks
        .named(name)
        .<HttpResponse>map(
            found -> HttpResponse.ok(new Page(found.name(), found.title(), found.markdown())))
        .orElseGet(
            () ->
                HttpResponse.of(
                    Problem.notFound(
                        "there is no runbook %s; the list of runbooks has their names"
                            .formatted(name))));
  }
}
