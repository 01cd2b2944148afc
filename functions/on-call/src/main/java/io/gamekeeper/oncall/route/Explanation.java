package io.gamekeeper.oncall.route;

import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.Channel;
import io.gamekeeper.oncall.route.Decision.Notice;
import io.gamekeeper.oncall.route.Decision.Outcome;
import io.gamekeeper.oncall.route.Decision.Planned;
import io.gamekeeper.oncall.schedule.Person;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A decision in words, as operators are shown it. Times are in ISO 8601 in UTC.
 *
 * @param since when the alert began
 * @param routes those that were tried, in their order
 * @param deliveries one for each route that the alert goes to
 * @param runbook empty if the alarm names none
 */
public record Explanation(
    String stage,
    String alarm,
    String severity,
    String at,
    String since,
    List<Tried> routes,
    List<Delivered> deliveries,
    String runbook) {

  /** A route that was tried, and the matchers that decided. */
  public record Tried(String route, boolean matched, String why) {}

  /**
   * What comes of a route.
   *
   * @param group the alerts with which it is one message
   * @param outcome {@code told}, {@code silenced}, {@code inhibited}, {@code acknowledged}, {@code
   *     muted}, {@code waits} or {@code limited}
   * @param why in a sentence
   * @param told who is told; nobody unless the outcome is {@code told}
   * @param next the next step of the escalation; null if there is none
   */
  public record Delivered(
      String route,
      String receiver,
      String group,
      String outcome,
      String why,
      List<Told> told,
      @Nullable Next next) {}

  /** A person, and the channels by which the person is told. */
  public record Told(String person, List<String> channels) {}

  /** A step of the escalation, and who would be told then as of now. */
  public record Next(String at, String step, List<String> people) {}

  private record Words(String outcome, String why, List<Notice> notices, Optional<Planned> next) {
    static Words of(String outcome, String why) {
      return new Words(outcome, why, List.of(), Optional.empty());
    }
  }

  /** Returns a decision in words. */
  public static Explanation of(Decision decision) {
    Alert alert = decision.alert();
    return new Explanation(
        alert.label(Alert.STAGE),
        alert.label(Alert.ALARM),
        alert.label(Alert.SEVERITY),
        decision.at().toString(),
        alert.since().toString(),
        decision.trials().stream()
            .map(trial -> new Tried(trial.route(), trial.matched(), trial.why()))
            .toList(),
        decision.deliveries().stream().map(Explanation::delivered).toList(),
        decision.runbook().orElse(""));
  }

  private static Delivered delivered(Decision.Delivery delivery) {
    Words words = words(delivery.outcome());
    return new Delivered(
        delivery.route().name(),
        delivery.route().receiver().name(),
        delivery.groupKey(),
        words.outcome(),
        words.why(),
        words.notices().stream()
            .map(notice -> new Told(notice.person().name(), keys(notice.channels())))
            .toList(),
        words.next().map(Explanation::next).orElse(null));
  }

  private static Words words(Outcome outcome) {
    return switch (outcome) {
      case Decision.Told(var notices, var step, boolean fallBack, var next) ->
          new Words(
              "told", fallBack ? "the whole team" : "step " + key(step.tell()), notices, next);
      case Decision.Silenced(Silence silence) ->
          Words.of(
              "silenced",
              "by %s until %s: %s"
                  .formatted(silence.author(), silence.expires(), silence.reason()));
      case Decision.Inhibited(String rule, Alert cause) ->
          Words.of("inhibited", "%s fires (%s)".formatted(cause.label(Alert.ALARM), rule));
      case Decision.Acknowledged() -> Words.of("acknowledged", "somebody has taken it on");
      case Decision.Muted(String window, Optional<Instant> until) ->
          Words.of("muted", window + until.map(end -> " until " + end).orElse(""));
      case Decision.WaitsForHours(Instant until, Planned next) ->
          new Words("waits", "for working hours at " + until, List.of(), Optional.of(next));
      case Decision.RateLimited(Instant until) ->
          Words.of("limited", "too many messages; the next one at " + until);
    };
  }

  private static Next next(Planned planned) {
    return new Next(
        planned.at().toString(),
        key(planned.step().tell()),
        planned.people().stream().map(Person::name).toList());
  }

  private static List<String> keys(Collection<Channel> channels) {
    return channels.stream().map(Explanation::key).toList();
  }

  private static String key(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
