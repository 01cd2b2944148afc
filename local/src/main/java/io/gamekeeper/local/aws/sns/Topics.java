package io.gamekeeper.local.aws.sns;

import io.gamekeeper.local.target.Call;
import io.gamekeeper.local.target.Target;
import io.gamekeeper.local.target.Targets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The topics of a stage. Nobody subscribes to them; what is published is kept. */
public final class Topics {
  private final Map<String, List<String>> published = new ConcurrentHashMap<>();

  /**
   * No topic yet.
   *
   * @param targets the topics are added to them
   */
  public Topics(Targets targets) {
    targets.add(
        "sns",
        arn ->
            exists(arn.toString())
                ? Optional.of(new TopicTarget(this, arn.toString()))
                : Optional.empty());
  }

  private record TopicTarget(Topics topics, String arn) implements Target {
    @Override
    public String action() {
      return "sns:Publish";
    }

    @Override
    public Optional<String> refusal(String principal, String sourceArn) {
      return Optional.empty();
    }

    @Override
    public void take(Call call) {
      topics.publish(arn, call.payload());
    }
  }

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
