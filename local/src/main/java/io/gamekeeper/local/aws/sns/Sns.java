package io.gamekeeper.local.aws.sns;

import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.StageService;
import io.gamekeeper.local.template.NamedResource;
import io.gamekeeper.local.template.ResourceType;
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
