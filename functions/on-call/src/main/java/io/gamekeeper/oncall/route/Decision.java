package io.gamekeeper.oncall.route;

import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.Channel;
import io.gamekeeper.oncall.schedule.Person;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who hears of an alert at an instant, with everything that led there.
 *
 * @param trials the routes that were tried, in their order
 * @param deliveries one for each route that the alert went to
 * @param runbook the page that says what to do; empty if the alarm names none
 */
public record Decision(
    Alert alert,
    Instant at,
    List<Trial> trials,
    List<Delivery> deliveries,
    Optional<String> runbook) {

  /**
   * A route that was tried.
   *
   * @param why the matchers that decided
   */
  public record Trial(String route, boolean matched, String why) {}

  /**
   * What comes of a route.
   *
   * @param groupKey the group in which the alert is told
   */
  public record Delivery(Route route, String groupKey, Outcome outcome) {}

  /** Whether somebody is told, or why nobody is. */
  public sealed interface Outcome {}

  /**
   * People are told.
   *
   * @param step the step of the escalation
   * @param fallBack whether it is the team because nobody else could be found
   * @param next who is told next if nobody acknowledges; empty if that is all
   */
  public record Told(
      List<Notice> notices, Escalation.Step step, boolean fallBack, Optional<Planned> next)
      implements Outcome {}

  /** A person and the channels by which the person is told. */
  public record Notice(Person person, Set<Channel> channels) {}

  /** A later step, and who would be told then as of now. */
  public record Planned(Escalation.Step step, Instant at, List<Person> people) {}

  /** A person has decided that nobody is told. */
  public record Silenced(Silence silence) implements Outcome {}

  /** An alert that is its cause is told instead. */
  public record Inhibited(String rule, Alert cause) implements Outcome {}

  /** Somebody has taken it on. */
  public record Acknowledged() implements Outcome {}

  /**
   * It waits for the end of a window or of maintenance.
   *
   * @param until empty if it never ends
   */
  public record Muted(String window, Optional<Instant> until) implements Outcome {}

  /** It waits for the receiver's hours. */
  public record WaitsForHours(Instant until, Planned next) implements Outcome {}

  /** The receiver has got as many messages as it may. */
  public record RateLimited(Instant until) implements Outcome {}
}
