package io.gamekeeper.oncall.route;

import static java.util.stream.Collectors.joining;

import io.gamekeeper.contract.GameAlarm.Severity;
import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.Matcher;
import io.gamekeeper.oncall.route.Decision.Delivery;
import io.gamekeeper.oncall.route.Decision.Outcome;
import io.gamekeeper.oncall.route.Decision.Trial;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides who hears of an alert. Nothing but a silence, an inhibition or an acknowledgement keeps a
 * CRITICAL one from being told at once.
 */
public final class Routing {
  private final Routes routes;
  private final Audiences audiences;

  public Routing(Routes routes) {
    this.routes = routes;
    this.audiences = new Audiences(routes.team());
  }

  /** Returns who hears of an alert now, and why. */
  public Decision decide(Alert alert, Instant now, Context context) {
    List<Trial> trials = new ArrayList<>();
    List<Route> chosen = new ArrayList<>();
    follow(routes.root(), alert, trials, chosen);
    Causes causes = causes(now, context);
    List<Delivery> deliveries =
        chosen.stream()
            .map(
                route ->
                    new Delivery(
                        route,
                        route.grouping().key(route.name(), alert),
                        outcome(route, alert, now, context, causes)))
            .toList();
    return new Decision(
        alert,
        now,
        List.copyOf(trials),
        deliveries,
        Optional.of(alert.label(Alert.RUNBOOK)).filter(runbook -> !runbook.isEmpty()));
  }

  /** Returns the routes that an alert goes to; at least the root. */
  public List<Route> routes(Alert alert) {
    List<Route> chosen = new ArrayList<>();
    follow(routes.root(), alert, new ArrayList<>(), chosen);
    return List.copyOf(chosen);
  }

  /** Returns the route of that name; empty if there is none. */
  public Optional<Route> route(String name) {
    return named(routes.root(), name);
  }

  private static Optional<Route> named(Route route, String name) {
    return route.name().equals(name)
        ? Optional.of(route)
        : route.routes().stream().flatMap(child -> named(child, name).stream()).findFirst();
  }

  /** Returns what comes of alerts on a route now, by their keys. */
  public Map<String, Outcome> outcomes(
      Route route, Collection<Alert> alerts, Instant now, Context context) {
    Causes causes = causes(now, context);
    Map<String, Outcome> outcomes = new HashMap<>();
    alerts.forEach(alert -> outcomes.put(alert.key(), outcome(route, alert, now, context, causes)));
    return outcomes;
  }

  /** Returns whether people are woken for alerts of a severity. */
  public boolean wakes(Severity severity) {
    return routes.escalation(severity).wakes();
  }

  private Causes causes(Instant now, Context context) {
    return new Causes(routes.inhibitions(), context, now);
  }

  private static boolean follow(Route route, Alert alert, List<Trial> trials, List<Route> chosen) {
    for (Matcher matcher : route.matchers()) {
      if (!matcher.matches(alert)) {
        String value = alert.label(matcher.label());
        trials.add(new Trial(route.name(), false, "%s, but it is '%s'".formatted(matcher, value)));
        return false;
      }
    }
    trials.add(
        new Trial(
            route.name(),
            true,
            route.matchers().isEmpty()
                ? "takes every alert"
                : route.matchers().stream().map(Matcher::toString).collect(joining(", "))));
    boolean taken = false;
    for (Route child : route.routes()) {
      if (follow(child, alert, trials, chosen)) {
        taken = true;
        if (!child.goesOn()) {
          break;
        }
      }
    }
    if (!taken) {
      chosen.add(route);
    }
    return true;
  }

  private Outcome outcome(Route route, Alert alert, Instant now, Context context, Causes causes) {
    for (Silence silence : context.silences()) {
      if (silence.hides(alert, now)) {
        return new Decision.Silenced(silence);
      }
    }
    if (!alert.firing()) {
      return audiences.resolved(route.receiver(), now);
    }
    Optional<Causes.Found> hiding = causes.hiding(alert);
    if (hiding.isPresent()) {
      return new Decision.Inhibited(hiding.get().rule(), hiding.get().cause());
    }
    if (context.acknowledged().contains(alert.key())) {
      return new Decision.Acknowledged();
    }
    boolean critical = alert.severity() == Severity.CRITICAL;
    Escalation escalation = routes.escalation(alert.severity());
    return (critical ? Optional.<Outcome>empty() : waiting(route, alert, now, context))
        .orElseGet(() -> audiences.told(route.receiver(), escalation, alert.since(), now));
  }

  /** Returns what an alert that is not CRITICAL waits for; empty if nothing. */
  private Optional<Outcome> waiting(Route route, Alert alert, Instant now, Context context) {
    for (List<Maintenance> known : List.of(context.maintenance(), routes.maintenance())) {
      for (Maintenance maintenance : known) {
        Optional<Instant> until = maintenance.until(alert, now);
        if (until.isPresent()) {
          return Optional.of(new Decision.Muted(maintenance.name(), until));
        }
      }
    }
    for (Window window : route.muteIn()) {
      if (window.hours().contains(now)) {
        return Optional.of(new Decision.Muted(window.name(), window.hours().nextClosing(now)));
      }
    }
    return route
        .receiver()
        .limit()
        .flatMap(
            limit ->
                limit.fullUntil(
                    context.sent().getOrDefault(route.receiver().name(), List.of()), now))
        .map(Decision.RateLimited::new);
  }
}
