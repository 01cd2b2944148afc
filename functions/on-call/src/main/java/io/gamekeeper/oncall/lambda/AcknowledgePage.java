package io.gamekeeper.oncall.lambda;

import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.channel.Markup;
import io.gamekeeper.oncall.incident.Incident;
import io.gamekeeper.oncall.incident.Incident.Acknowledgement;
import io.gamekeeper.oncall.incident.Incident.State;
import io.gamekeeper.oncall.page.Changes.UsedLink;
import io.gamekeeper.oncall.response.AcknowledgeLinks;
import io.gamekeeper.oncall.response.AcknowledgeLinks.Checked;
import io.gamekeeper.oncall.response.AcknowledgeLinks.Valid;
import io.gamekeeper.oncall.response.Incidents;
import io.gamekeeper.platform.http.Call;
import io.gamekeeper.platform.http.HttpResponse;
import io.gamekeeper.platform.http.Problem;
import io.gamekeeper.platform.http.Route;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The page behind the link by which a person takes an incident on, without signing in: the link's
 * signature stands for it. Opening it changes nothing, as programs open links too; its button does.
 */
final class AcknowledgePage {
  private static final String PATH = "/" + AcknowledgeLinks.PATH + "{token}";
  private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

  /** The link is in nobody's cache, history of other sites, or frame. */
  private static final Map<String, String> HEADERS =
      Map.of(
          "Cache-Control", "no-store",
          "Content-Security-Policy",
              "default-src 'none'; style-src 'unsafe-inline'; form-action 'self';"
                  + " frame-ancestors 'none'; base-uri 'none'",
          "Referrer-Policy", "no-referrer",
          "X-Content-Type-Options", "nosniff",
          "X-Robots-Tag", "noindex");

  private final AcknowledgeLinks links;
  private final Incidents incidents;
  private final InstantSource clock;
  private final URI console;

  AcknowledgePage(AcknowledgeLinks links, Incidents incidents, InstantSource clock, URI console) {
    this.links = links;
    this.incidents = incidents;
    this.clock = clock;
    this.console = console;
  }

  Stream<Route> all() {
    return Stream.of(
        Route.open("GET", PATH, call -> of(call, this::show)),
        Route.open("POST", PATH, call -> of(call, this::acknowledge)));
  }

  private HttpResponse of(Call call, Function<Valid, HttpResponse> answer) {
    Optional<Checked> checked = links.check(call.variable("token"), clock.instant());
    if (checked.isEmpty()) {
      return HttpResponse.of(Problem.unavailable(RETRY_AFTER));
    }
    return switch (checked.get()) {
      case Valid valid -> answer.apply(valid);
      case AcknowledgeLinks.Expired(String id) ->
          page(
              410,
              "This link has expired",
              "It was for one day. %s says what has become of the incident."
                  .formatted(link("incidents/" + id, "The console")));
      case AcknowledgeLinks.Forged() ->
          page(
              404, "There is no such link", "Copy it whole: it ends with a code of 22 characters.");
    };
  }

  private HttpResponse show(Valid link) {
    return incidents
        .whole(link.incident())
        .map(
            incident ->
                incident.state() == State.OPEN
                    ? page(200, title(incident), open(incident, link))
                    : page(200, title(incident), told(incident)))
        .orElseGet(AcknowledgePage::forgotten);
  }

  private HttpResponse acknowledge(Valid link) {
    return switch (incidents.acknowledge(
        link.incident(),
        link.person(),
        "by the link in a message",
        Optional.of(new UsedLink(link.token(), link.expires())))) {
      case Incidents.Done(_, Incident after) -> page(200, title(after), told(after));
      case Incidents.Refused(Incident incident) -> page(409, title(incident), told(incident));
      case Incidents.UsedBefore(Incident incident) ->
          page(
              410,
              "This link was used before",
              "Since then more went wrong: use the link of the newest message, or "
                  + link("incidents/" + incident.id(), "the console")
                  + ".");
      case Incidents.Unknown() -> forgotten();
    };
  }

  private static HttpResponse forgotten() {
    return page(404, "There is no such incident any more", "");
  }

  // ---------------------------------------------------------------- what it says

  private static String title(Incident incident) {
    return "%s: %s".formatted(incident.priority(), incident.title());
  }

  private String open(Incident incident, Valid link) {
    return facts(incident)
        + "<form method=\"post\"><button>Acknowledge as %s</button></form>"
            .formatted(Markup.HTML.write(link.person()))
        + "<p>Nobody else is called for what was told of it until now.</p>"
        + leads(incident);
  }

  private String told(Incident incident) {
    Acknowledgement by = incident.acknowledged();
    String what =
        switch (incident.state()) {
          case OPEN -> "Nobody has taken it on.";
          case ACKNOWLEDGED ->
              by == null
                  ? ""
                  : "%s took it on at %s.".formatted(Markup.HTML.write(by.by()), second(by.at()));
          case RECOVERED ->
              "All its alarms are over since %s. There is nothing to take on."
                  .formatted(incident.recovered().map(AcknowledgePage::second).orElse(""));
          case RESOLVED, MERGED -> "It is closed.";
        };
    return "<p><strong>%s</strong></p>".formatted(what) + facts(incident) + leads(incident);
  }

  private static String facts(Incident incident) {
    return incident.firing().stream()
        .map(
            alert ->
                "<li><strong>%s</strong> since %s<br>%s</li>"
                    .formatted(
                        Markup.HTML.write(Markup.clean(alert.label(Alert.ALARM))),
                        second(alert.since()),
                        Markup.HTML.write(Markup.clean(alert.meaning()))))
        .collect(Collectors.joining("", "<ul>", "</ul>"));
  }

  private String leads(Incident incident) {
    String runbooks =
        incident.firing().stream()
            .map(alert -> alert.label(Alert.RUNBOOK))
            .filter(name -> !name.isEmpty())
            .distinct()
            .map(name -> "<li>" + link("runbooks/" + name, "Runbook " + name) + "</li>")
            .collect(Collectors.joining());
    return "<ul>%s<li>%s</li></ul>"
        .formatted(runbooks, link("incidents/" + incident.id(), "Incident " + incident.id()));
  }

  private String link(String page, String label) {
    return "<a href=\"%s\">%s</a>"
        .formatted(Markup.HTML.write(console + "#/" + page), Markup.HTML.write(label));
  }

  private static String second(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static HttpResponse page(int status, String title, String content) {
    String html =
        """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%1$s</title>
        <style>
        body { font: 1.1rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 2rem auto;
          padding: 0 1rem; overflow-wrap: anywhere; color-scheme: light dark; }
        button { font: inherit; font-weight: 600; width: 100%%; padding: 1rem; margin: 1rem 0; }
        </style></head>
        <body><h1>%1$s</h1>%2$s</body></html>
        """
            .formatted(Markup.HTML.write(Markup.clean(title)), content);
    return new HttpResponse.File(
        status, "text/html; charset=utf-8", html.getBytes(StandardCharsets.UTF_8), HEADERS);
  }
}
