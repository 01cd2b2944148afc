package io.gamekeeper.local.messaging;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The topics of a stage. Nobody subscribes to them; what is published is kept. */
public final class Topics {
  private final Map<String, List<String>> published = new ConcurrentHashMap<>();

  /** Creates a topic. */
  public void create(String arn) {
    published.putIfAbsent(arn, new ArrayList<>());
  }

  public boolean exists(String arn) {
    return published.containsKey(arn);
  }

  /**
   * Keeps a message.
   *
   * @throws IllegalArgumentException if no template has that topic
   */
  public void publish(String arn, String message) {
    List<String> kept = of(arn);
    synchronized (kept) {
      kept.add(message);
    }
  }

  /**
   * What was published on a topic, oldest first.
   *
   * @throws IllegalArgumentException if no template has that topic
   */
  public List<String> published(String arn) {
    List<String> kept = of(arn);
    synchronized (kept) {
      return List.copyOf(kept);
    }
  }

  private List<String> of(String arn) {
    @Nullable List<String> kept = published.get(arn);
    if (kept == null) {
      throw new IllegalArgumentException("there is no topic " + arn);
    }
    return kept;
  }
}
