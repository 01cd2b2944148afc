package io.gamekeeper.infra.alarm;

import io.gamekeeper.contract.GameAlarm;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.MathExpression;
import software.constructs.Construct;

/**
 * Watches how fast a service level's error budget is spent: the share of errors that its objective
 * leaves for 30 days. It is measured over a long window, which must be bad enough to matter, and
 * over a short one, which ends the alarm soon after the errors end.
 *
 * @see <a href="https://sre.google/workbook/alerting-on-slos/">The Site Reliability Workbook,
 *     chapter 5: multiwindow, multi-burn-rate alerts</a>
 */
public final class ErrorBudget extends Construct {

  /** How many times faster than allowed a budget is spent, and over which windows that counts. */
  private enum Burn {
    /** 2 % of the month's budget in an hour. */
    FAST(GameAlarm.ERROR_BUDGET_BURNS_FAST, 14.4, Duration.hours(1), Duration.minutes(5)),
    /** 10 % of it in a day. */
    SLOW(GameAlarm.ERROR_BUDGET_BURNS_SLOWLY, 3, Duration.days(1), Duration.hours(2));

    private final GameAlarm alarm;
    private final double rate;

    @SuppressWarnings("ImmutableEnumChecker") // the CDK's durations never change
    private final List<Duration> windows;

    Burn(GameAlarm alarm, double rate, Duration longWindow, Duration shortWindow) {
      this.alarm = alarm;
      this.rate = rate;
      this.windows = List.of(longWindow, shortWindow);
    }
  }

  /**
   * The service level.
   *
   * @param name what players do, in the alarms' names
   * @param objective how many of a hundred events must be good
   * @param ratio how many of a hundred events were bad
   * @param cause the alarm that says why, if there is one
   */
  public record Props(String name, double objective, Ratio ratio, Optional<Silencer> cause) {
    public Props {
      Objects.requireNonNull(ratio);
      Objects.requireNonNull(cause);
      if (objective < 90 || objective >= 100) {
        throw new IllegalArgumentException("an objective is 90 to less than 100 %");
      }
    }
  }

  /**
   * The share of bad events, as CloudWatch's metric math.
   *
   * @param percent an expression over the metrics
   * @param metrics returns the metrics of a window, in the order of their ids
   */
  public record Ratio(String percent, Window metrics) {}

  /** The metrics that events are counted by. */
  @FunctionalInterface
  public interface Window {
    /** Returns the metrics over that period, by their ids in the expression. */
    Map<String, IMetric> over(Duration period);
  }

  /** Declares two alarms about a service level, each composed of two. */
  public ErrorBudget(Construct scope, String id, Alarms alarms, Props props) {
    super(scope, id);
    for (Burn burn : Burn.values()) {
      List<String> windows =
          burn.windows.stream().map(window -> watch(alarms, props, burn, window)).toList();
      alarms.compose(
          this,
          burn.alarm,
          props.name(),
          windows.stream().map(Condition::on).reduce(Condition::and).orElseThrow(),
          burn == Burn.FAST ? props.cause() : Optional.empty(),
          String.format(
              Locale.ROOT,
              "%s: errors spend the budget of %s %% %s times faster than a month allows, over the"
                  + " last %s and still.",
              props.name(),
              number(100 - props.objective()),
              number(burn.rate),
              text(burn.windows.getFirst())));
    }
  }

  private String watch(Alarms alarms, Props props, Burn burn, Duration window) {
    String subject = props.name() + "-" + text(window);
    double threshold = burn.rate * (100 - props.objective());
    alarms.watch(
        this,
        burn.alarm,
        subject,
        Rule.above(
            Math.round(threshold * 1000) / 1000.0,
            MathExpression.Builder.create()
                .expression(props.ratio().percent())
                .usingMetrics(props.ratio().metrics().over(window))
                .label(props.name() + " that fail, %")
                .period(window)
                .build(),
            Missing.quiet("Who asks for nothing meets no error."),
            String.format(
                Locale.ROOT,
                "%s: more than %s %% failed in the last %s.",
                props.name(),
                number(threshold),
                text(window))));
    return alarms.name(burn.alarm, subject);
  }

  private static String text(Duration window) {
    int minutes = window.toMinutes().intValue();
    return minutes < 60
        ? minutes + "m"
        : minutes < 1440 ? minutes / 60 + "h" : minutes / 1440 + "d";
  }

  private static String number(double value) {
    return Double.toString(Math.round(value * 1000) / 1000.0).replaceAll("\\.0$", "");
  }
}
