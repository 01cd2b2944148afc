package io.gamekeeper.local.resource.aws;

import io.gamekeeper.local.messaging.Topics;
import io.gamekeeper.local.resource.NamedResource;
import io.gamekeeper.local.resource.ResourceType;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.StageService;
import java.util.List;

/** Amazon SNS. */
public final class Sns implements StageService {
  private final Topics topics;

  public Sns(Ground ground) {
    this.topics = new Topics(ground.targets());
  }

  @Override
  public List<ResourceType> resourceTypes() {
    return List.of(
        new TopicType(topics),
        NamedResource.named(
            "AWS::SNS::TopicPolicy", "Id", "functions are held to their roles only"));
  }

  public Topics topics() {
    return topics;
  }
}
