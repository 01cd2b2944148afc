package io.gamekeeper.local.aws.sns;

import io.gamekeeper.local.client.SimulatedService;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.StageService;
import io.gamekeeper.local.template.ResourceType;
import java.util.List;

/** Amazon SNS: topics, and the subscriptions of queues and functions to them. */
public final class Sns implements StageService {
  private final Ground ground;
  private final Topics topics;

  public Sns(Ground ground) {
    this.ground = ground;
    this.topics = new Topics(ground);
  }

  @Override
  public List<ResourceType> resourceTypes() {
    return List.of(
        new TopicType(topics), new TopicPolicyType(topics), new SubscriptionType(topics, ground));
  }

  @Override
  public List<SimulatedService<?>> operations() {
    return List.of(Publishing.service(topics));
  }
}
