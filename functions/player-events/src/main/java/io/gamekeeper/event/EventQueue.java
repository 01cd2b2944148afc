package io.gamekeeper.event;

/** The queues between those who send events and their listeners. */
public interface EventQueue {
  /** Returns how many messages wait to be received. */
  int depth();

  /**
   * Puts events into the queue that keeps no order. When it returns they are in it; if it throws,
   * they may be.
   *
   * @throws EventQueueException if the queue did not confirm it
   */
  void send(EventMessage message);

  /**
   * Puts a player's events into the queue that keeps that player's order.
   *
   * @throws EventQueueException if the queue did not confirm it
   */
  void sendInOrder(String player, EventMessage message);
}
