package io.gamekeeper.oncall.channel;

import io.gamekeeper.contract.StageNames;
import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.message.Notification;
import io.gamekeeper.oncall.message.TimeSpan;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a notification says, for all channels: what is wrong, how badly, since when, what it hurts,
 * and what to do next. All texts are on one line and without control characters; none is escaped.
 *
 * @param status the severity, or that it is over: {@code CRITICAL}, {@code RESOLVED}
 * @param subject what it is about, and where: {@code ServerDown and 2 more in prod}
 * @param parts the alerts, those that fire first; at most {@value #MOST_PARTS}
 * @param more how many alerts are not listed
 * @param step the next step; empty if nothing fires any more
 * @param acknowledge where the reader takes it on; empty if there is nothing to take on
 * @param dashboard where the cause shows; empty if no alert names a dashboard
 * @param incident what is known of it; empty if it is about no incident
 * @param origin which notification it is, and when it was decided
 */
record Wording(
    String status,
    String subject,
    List<Part> parts,
    int more,
    Optional<Link> step,
    Optional<Link> acknowledge,
    Optional<Link> dashboard,
    Optional<Link> incident,
    String origin) {
  static final int MOST_PARTS = 10;

  /** The alarm is over. */
  static final String RESOLVED = "RESOLVED";

  /** CloudWatch allows 255 characters, which no heading has room for. */
  private static final int LONGEST_NAME = 60;

  /** Longer addresses are left for that of the list, so that every channel has room for them. */
  private static final int LONGEST_ADDRESS = 400;

  /** A place to go to. */
  record Link(String label, URI address) {}

  /** Something to know of an alert. */
  record Fact(String label, String text) {}

  /**
   * An alert.
   *
   * @param status its severity, or that it is over
   * @param since when it came into its state
   * @param lasting for how long it was in it when the notification was decided
   * @param meaning what it hurts; may be empty
   * @param reason CloudWatch's; may be empty
   * @param owner may be empty
   * @param page the console's page about it
   */
  record Part(
      String status,
      String name,
      Instant since,
      Duration lasting,
      String meaning,
      String reason,
      String owner,
      URI page) {

    String heading() {
      return status + " " + name;
    }

    boolean over() {
      return status.equals(RESOLVED);
    }

    /** Returns since when, as {@code 2026-11-21T10:00:00Z (for 12 min)}. */
    String when() {
      return since
          + (over()
              ? " (%s before this message)".formatted(TimeSpan.brief(lasting))
              : " (for %s)".formatted(TimeSpan.brief(lasting)));
    }

    /** Returns for how long, as it is spoken: {@code 1 hour 5 minutes}. */
    String spokenSpan() {
      return TimeSpan.spoken(lasting);
    }

    /** Returns what is known; what is empty is left out. */
    List<Fact> facts() {
      return Stream.of(
              new Fact(over() ? "Resolved" : "Since", when()),
              new Fact("Impact", meaning),
              new Fact("CloudWatch", reason),
              new Fact("Owner", owner))
          .filter(fact -> !fact.text().isEmpty())
          .toList();
    }
  }

  /** Returns what a notification says. */
  static Wording of(Notification notification) {
    List<Alert> firing = notification.firing();
    List<Alert> shown = notification.over() ? notification.resolved() : firing;
    List<Alert> all = notification.alerts().toList();
    Pages pages = new Pages(notification);
    return new Wording(
        notification.over() ? RESOLVED : notification.severity().name(),
        "%s%s in %s"
            .formatted(
                name(shown.getFirst().label(Alert.ALARM)),
                shown.size() == 1 ? "" : " and %d more".formatted(shown.size() - 1),
                name(notification.stage())),
        all.stream().limit(MOST_PARTS).map(alert -> part(alert, notification.at(), pages)).toList(),
        Math.max(0, all.size() - MOST_PARTS),
        firing.isEmpty() ? Optional.empty() : Optional.of(step(firing, pages)),
        Optional.ofNullable(notification.acknowledge())
            .map(address -> new Link("Acknowledge", address)),
        first(all, Alert.DASHBOARD)
            .map(dashboard -> new Link("Dashboard " + name(dashboard), pages.dashboard(dashboard))),
        Optional.ofNullable(notification.incident())
            .map(id -> new Link("Incident " + name(id), pages.incident(id))),
        "Notification %s of %s".formatted(name(notification.id()), seconds(notification.at())));
  }

  /** Returns the first line: {@code [CRITICAL] ServerDown in prod}. */
  String title() {
    return "[%s] %s".formatted(status, subject);
  }

  /** Returns whether nothing of it fires any more. */
  boolean over() {
    return status.equals(RESOLVED);
  }

  /** Returns the alert that the title names. */
  Part first() {
    return parts.getFirst();
  }

  /**
   * Returns where to go if there is room for one link: to take it on, where the rest is linked
   * from, else to where to look first.
   */
  URI where() {
    return links().stream().map(Link::address).findFirst().orElse(first().page());
  }

  /** Returns where to go, in the order of urgency. */
  List<Link> links() {
    return Stream.of(acknowledge, step, dashboard, incident).flatMap(Optional::stream).toList();
  }

  /** Returns how many alerts are not listed, as {@code and 3 more}; empty if there are none. */
  String andMore() {
    return more == 0 ? "" : "and %d more".formatted(more);
  }

  private static Part part(Alert alert, Instant at, Pages pages) {
    Duration lasting = Duration.between(alert.since(), at);
    return new Part(
        alert.firing() ? alert.severity().name() : RESOLVED,
        name(alert.label(Alert.ALARM)),
        seconds(alert.since()),
        lasting.isNegative() ? Duration.ZERO : lasting,
        Markup.clean(alert.meaning()),
        Markup.clean(alert.reason()),
        name(alert.label(Alert.OWNER)),
        pages.alarm(alert));
  }

  private static Link step(List<Alert> firing, Pages pages) {
    return first(firing, Alert.RUNBOOK)
        .map(runbook -> new Link("Open runbook " + name(runbook), pages.runbook(runbook)))
        .orElseGet(
            () -> {
              Alert alert = firing.getFirst();
              return new Link("Open alarm " + name(alert.label(Alert.ALARM)), pages.alarm(alert));
            });
  }

  private static Optional<String> first(List<Alert> alerts, String label) {
    return alerts.stream()
        .map(alert -> alert.label(label))
        .filter(value -> !Markup.clean(value).isEmpty())
        .findFirst();
  }

  private static String name(String text) {
    return Markup.PLAIN.fit(Markup.clean(text), LONGEST_NAME);
  }

  private static Instant seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS);
  }

  /** Addresses in the console, as its page reads them: {@code #/alarms/NAME}. */
  private record Pages(Notification notification) {

    /** The page takes the whole name, an alert has it without the stage. */
    URI alarm(Alert alert) {
      return page("alarms", names().whole(alert.label(Alert.ALARM)));
    }

    /** As the page itself finds a dashboard that an alarm names. */
    URI dashboard(String name) {
      return page("dashboards", name.startsWith("gamekeeper-") ? name : names().prefix() + name);
    }

    URI incident(String id) {
      return page("incidents", id);
    }

    URI runbook(String name) {
      return page("runbooks", name);
    }

    private StageNames names() {
      return new StageNames(notification.stage());
    }

    private URI page(String kind, String name) {
      String list = notification.console() + "#/" + kind;
      String page =
          list
              + "/"
              + URLEncoder.encode(name, StandardCharsets.UTF_8)
                  .replace("+", "%20")
                  .replace("*", "%2A");
      return URI.create(page.length() > LONGEST_ADDRESS ? list : page);
    }
  }
}
