package io.gamekeeper.event;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The events that were given up and wait for a person. */
public interface DeadEvents {
  /**
   * A message that was given up.
   *
   * @param id by which people name it
   * @param message what is in it; empty if it cannot be read
   */
  record DeadEvent(String id, Optional<EventMessage> message) {
    /** The listener of a message that no listener of its own gave up. */
    public static final String NONE = "";

    /** Returns the listener that gave up; {@link #NONE} if the message itself could not be used. */
    public String listener() {
      return message.flatMap(EventMessage::retry).map(EventMessage.Retry::listener).orElse(NONE);
    }
  }

  /** Returns how many messages wait; SQS counts them roughly. */
  int waiting();

  /**
   * Returns some of the messages, which then are hidden from others for a moment.
   *
   * @throws EventQueueException if the queue does not answer
   */
  List<DeadEvent> look(int most);

  /**
   * Brings chosen messages back to where they failed, with all their attempts; at least once.
   *
   * @return how many
   * @throws EventQueueException if a queue does not answer; some may be back by then
   */
  int redrive(Predicate<DeadEvent> chosen);
}
