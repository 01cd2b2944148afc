package io.gamekeeper.local.inbox;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The newest messages that have reached people, over all channels. */
public final class Inbox {
  /** How many messages are kept; older ones are forgotten. */
  public static final int MOST = 10_000;

  private final Deque<Delivered> messages = new ArrayDeque<>();

  synchronized void add(Delivered message) {
    if (messages.size() == MOST) {
      messages.removeFirst();
    }
    messages.addLast(message);
  }

  /** Returns all messages, the newest last. */
  public synchronized List<Delivered> all() {
    return List.copyOf(messages);
  }
}
