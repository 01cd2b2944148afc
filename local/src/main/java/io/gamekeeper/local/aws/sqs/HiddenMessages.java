package io.gamekeeper.local.aws.sqs;

import io.gamekeeper.local.time.Agenda;
import io.gamekeeper.local.time.Task;
import io.gamekeeper.local.time.Work;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a queue that are delayed or in flight, until they appear. Used under its lock.
 */
final class HiddenMessages {
  private final Agenda agenda;
  private final String taskName;
  private final Work appear;

  /**
   * The messages by the time of their appearance. An entry whose message has another one by now is
   * stale.
   */
  private final PriorityQueue<Appearance> byTime =
      new PriorityQueue<>(Comparator.comparing(Appearance::at));

  /** The time at which the next one appears; both fields are null if none is hidden. */
  private @Nullable Instant next;

  private @Nullable Task task;

  /** The end of a message's time out of sight. */
  record Appearance(Instant at, Kept message) {}

  /**
   * Nothing is hidden at first.
   *
   * @param appear is run when a message becomes due, not under the lock
   */
  HiddenMessages(String queueName, Agenda agenda, Work appear) {
    this.agenda = agenda;
    this.taskName = queueName + "-appearance";
    this.appear = appear;
  }

  /** Hides a message; if it is hidden already, that time does not count any more. */
  void hide(Kept message, Instant until) {
    Appearance appearance = new Appearance(until, message);
    message.appearance = appearance;
    byTime.add(appearance);
    wakeUpAt(until);
  }

  /** Forgets a message. */
  void forget(Kept message) {
    message.appearance = null; // its entry is stale
  }

  /** Removes and returns a message whose time has come; null if there is none. */
  @Nullable Kept nextDue(Instant now) {
    while (!byTime.isEmpty() && !byTime.element().at().isAfter(now)) {
      Appearance due = byTime.remove();
      Kept message = due.message();
      if (isCurrent(due)) {
        message.appearance = null;
        return message;
      }
    }
    return null;
  }

  @SuppressWarnings("ReferenceEquality") // two times of a message may have the same end
  private static boolean isCurrent(Appearance appearance) {
    return appearance.message().appearance == appearance;
  }

  /** Plans for those that are hidden still, after the task has run. */
  void planNext() {
    next = null;
    task = null;
    @Nullable Appearance first = byTime.peek();
    if (first != null) {
      wakeUpAt(first.at());
    }
  }

  private void wakeUpAt(Instant time) {
    if (next != null && !time.isBefore(next)) {
      return;
    }
    if (task != null) {
      task.cancel();
    }
    next = time;
    task = agenda.at(taskName, time, appear);
  }
}
