package io.gamekeeper.local.aws.sns;

import io.gamekeeper.local.iam.Policy;
import io.gamekeeper.local.observe.ServiceMetrics;
import io.gamekeeper.local.service.Ground;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The topics of a stage. */
final class Topics {
  private final Ground ground;
  private final ServiceMetrics metrics;
  private final Map<String, Topic> byArn = new ConcurrentHashMap<>();

  /** No topics yet; they are added to the ground's targets. */
  Topics(Ground ground) {
    this.ground = ground;
    this.metrics = ground.sends(TopicMetrics.ALL);
    ground.targets().add("sns", arn -> find(arn.toString()).map(topic -> topic));
  }

  /**
   * Adds a topic without subscriptions.
   *
   * @throws IllegalArgumentException if there is one of that ARN
   */
  void create(String arn) {
    TopicMetrics ofTopic = new TopicMetrics(metrics, arn.substring(arn.lastIndexOf(':') + 1));
    if (byArn.putIfAbsent(arn, new Topic(arn, ground, ofTopic)) != null) {
      throw new IllegalArgumentException("another topic has the ARN " + arn);
    }
  }

  /** Returns the topic of an ARN. */
  Optional<Topic> find(String arn) {
    return Optional.ofNullable(byArn.get(arn));
  }

  /**
   * Replaces the default policy of a topic.
   *
   * @throws IllegalArgumentException if no template declares the topic
   */
  void permit(String arn, Policy policy) {
    require(arn).permit(policy);
  }

  /**
   * Returns the topic of an ARN.
   *
   * @throws IllegalArgumentException if no template declares it
   */
  Topic require(String arn) {
    return find(arn).orElseThrow(() -> new IllegalArgumentException("there is no topic " + arn));
  }
}
