package io.gamekeeper.local.messaging;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What has been sent to the queues and topics of the templates, in order of arrival. */
public final class MessageStore {
  private final Map<String, List<String>> messages = new ConcurrentHashMap<>();

  /** Creates an empty queue or topic. */
  public void create(String arn) {
    messages.putIfAbsent(arn, new ArrayList<>());
  }

  /**
   * Keeps a message.
   *
   * @throws IllegalArgumentException if no template has that queue or topic
   */
  public void send(String arn, String message) {
    List<String> kept = of(arn);
    synchronized (kept) {
      kept.add(message);
    }
  }

  /**
   * Takes the oldest message out.
   *
   * @throws IllegalArgumentException if no template has that queue or topic
   */
  public Optional<String> receive(String arn) {
    List<String> kept = of(arn);
    synchronized (kept) {
      return kept.isEmpty() ? Optional.empty() : Optional.of(kept.removeFirst());
    }
  }

  /**
   * How many messages wait.
   *
   * @throws IllegalArgumentException if no template has that queue or topic
   */
  public int size(String arn) {
    List<String> kept = of(arn);
    synchronized (kept) {
      return kept.size();
    }
  }

  private List<String> of(String arn) {
    @Nullable List<String> kept = messages.get(arn);
    if (kept == null) {
      throw new IllegalArgumentException("there is no queue or topic " + arn);
    }
    return kept;
  }
}
