package io.gamekeeper.local.aws.cloudwatch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.local.target.SharedAlarms.State;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An alarm of any kind: its state and what it has been through. Guarded by the alarm book. */
abstract class Alarm {
  /** CloudWatch keeps two weeks of history; of an alarm that flutters, this is more than enough. */
  private static final int MOST_HISTORY = 500;

  private final Facts facts;
  private final Deque<HistoryItem> history = new ArrayDeque<>();
  private StateValue state;
  private Instant transitioned;
  private boolean actionsEnabled;

  /**
   * What is known of an alarm from its declaration.
   *
   * @param logicalId of the resource, or the name if a service made the alarm
   * @param actions ARNs of what is called when the alarm enters a state
   */
  record Facts(
      String logicalId,
      String name,
      String arn,
      String description,
      boolean actionsEnabled,
      Map<State, List<String>> actions) {
    Facts {
      actions = Map.copyOf(actions);
    }
  }

  /**
   * A state with its reason.
   *
   * @param data JSON; empty if there is none
   */
  record StateValue(State value, String reason, String data, Instant at) {}

  /** Something that happened to an alarm. */
  record HistoryItem(Instant at, HistoryType type, String summary, String data) {}

  /** The kinds of history, as CloudWatch calls them. */
  enum HistoryType {
    CONFIGURATION_UPDATE("ConfigurationUpdate"),
    STATE_UPDATE("StateUpdate"),
    ACTION("Action");

    private final String text;

    HistoryType(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  Alarm(Facts facts, Instant created) {
    this.facts = facts;
    this.actionsEnabled = facts.actionsEnabled();
    this.state =
        new StateValue(State.INSUFFICIENT_DATA, "Unchecked: Initial alarm creation", "", created);
    this.transitioned = created;
    note(
        new HistoryItem(
            created, HistoryType.CONFIGURATION_UPDATE, "Alarm \"" + name() + "\" created", ""));
  }

  Facts facts() {
    return facts;
  }

  String name() {
    return facts.name();
  }

  StateValue state() {
    return state;
  }

  /** When it last entered another state. */
  Instant transitioned() {
    return transitioned;
  }

  boolean actionsEnabled() {
    return actionsEnabled;
  }

  void enableActions(boolean enabled) {
    actionsEnabled = enabled;
  }

  /** Enters a state. */
  void enter(StateValue next) {
    if (next.value() != state.value()) {
      transitioned = next.at();
    }
    state = next;
  }

  void note(HistoryItem item) {
    history.addFirst(item);
    if (history.size() > MOST_HISTORY) {
      history.removeLast();
    }
  }

  /** What happened, newest first. */
  List<HistoryItem> history() {
    return List.copyOf(history);
  }

  /** Why the stage does not evaluate it; empty if it does. */
  abstract Optional<String> notSimulated();

  /** What it watches, in a few words. */
  abstract String condition();

  /** Its configuration, as events on the bus have it. */
  abstract ObjectNode configuration();

  /** What made it go off, as messages to a topic have it. */
  abstract ObjectNode trigger();
}
