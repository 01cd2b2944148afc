package io.gamekeeper.local.aws.cloudwatch;

import io.gamekeeper.local.target.SharedAlarms.State;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The alarms as operators see them. */
public final class AlarmViews {
  private final AlarmBook book;

  AlarmViews(AlarmBook book) {
    this.book = book;
  }

  /**
   * An alarm.
   *
   * @param since when it entered its state
   * @param condition what it watches, in a few words
   * @param actions ARNs by the state in which they are called
   * @param parents the composite alarms that look at it
   * @param suppressedBy what keeps it from acting; empty for nothing
   * @param notSimulated why the stage does not evaluate it; empty if it does
   */
  public record View(
      String name,
      String logicalId,
      State state,
      Instant since,
      String reason,
      String condition,
      String description,
      boolean actionsEnabled,
      Map<State, List<String>> actions,
      List<String> parents,
      String suppressedBy,
      String notSimulated) {}

  /** Something that happened to an alarm. */
  public record Happening(Instant at, String type, String summary) {}

  /** All alarms by name. */
  public List<View> all() {
    return book.read(() -> book.all().stream().map(this::view).toList());
  }

  /** An alarm by its name or ARN. */
  public Optional<View> find(String nameOrArn) {
    return book.read(() -> book.find(nameOrArn).map(this::view));
  }

  /** What happened to an alarm, newest first. */
  public List<Happening> history(String nameOrArn) {
    return book.read(
        () ->
            book.find(nameOrArn).stream()
                .flatMap(alarm -> alarm.history().stream())
                .map(item -> new Happening(item.at(), item.type().text(), item.summary()))
                .toList());
  }

  private View view(Alarm alarm) {
    return new View(
        alarm.name(),
        alarm.facts().logicalId(),
        alarm.state().value(),
        alarm.transitioned(),
        alarm.state().reason(),
        alarm.condition(),
        alarm.facts().description(),
        alarm.actionsEnabled(),
        alarm.facts().actions(),
        book.parents(alarm),
        alarm instanceof CompositeAlarm composite ? composite.suppression().text() : "",
        alarm.notSimulated().orElse(""));
  }
}
