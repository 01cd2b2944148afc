package io.gamekeeper.oncall.route;

import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.Matcher;
import java.util.List;

/**
 * A rule by which a cause hides what follows from it.
 *
 * @param source what the cause matches
 * @param target what is hidden
 * @param equal the labels that must have the same value in both
 */
public record Inhibition(
    String name, List<Matcher> source, List<Matcher> target, List<String> equal) {
  public Inhibition {
    source = List.copyOf(source);
    target = List.copyOf(target);
    equal = List.copyOf(equal);
  }

  /**
   * Returns whether one alert is a cause of another by this rule. It must fire and be at least as
   * urgent. As in Alertmanager, an alert that is source and target at once is hidden by none that
   * is so too; else it would hide itself.
   */
  public boolean hides(Alert cause, Alert alert) {
    return cause.firing()
        && cause.severity().compareTo(alert.severity()) <= 0
        && !cause.key().equals(alert.key())
        && Matcher.allMatch(target, alert)
        && Matcher.allMatch(source, cause)
        && equal.stream().allMatch(label -> cause.label(label).equals(alert.label(label)))
        && !(Matcher.allMatch(source, alert) && Matcher.allMatch(target, cause));
  }
}
