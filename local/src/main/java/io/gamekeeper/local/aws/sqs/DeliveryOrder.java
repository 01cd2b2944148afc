package io.gamekeeper.local.aws.sqs;

import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The visible messages of a queue, in the order in which they are received. Used under the queue's
 * lock.
 */
interface DeliveryOrder {

  /** What a receiver makes of the messages that it is offered. */
  interface Receiver {
    boolean wantsMore();

    /** Takes a message; it is in flight then if this is true, and leaves the queue if not. */
    boolean take(Kept message);
  }

  /** Adds a new message, once its delay is over. */
  void add(Kept message);

  /** Shows a message again that was in flight. */
  void returned(Kept message);

  /**
   * Learns that a message in flight was deleted.
   *
   * @return whether it held back messages that can be received now
   */
  boolean deleted(Kept message);

  /** Offers messages while the receiver wants more; those that it takes are visible no longer. */
  void offer(Receiver receiver);

  /** Drops visible messages. */
  void dropIf(Predicate<Kept> condition);

  /** Returns the visible messages, also those that another message holds back. */
  Stream<Kept> visible();

  /** Returns the number of visible messages. */
  int size();

  /** Returns the number of groups with messages in flight. */
  int groupsInFlight();
}
