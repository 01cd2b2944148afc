package io.gamekeeper.local.aws.cloudformation;

import io.gamekeeper.local.aws.lambda.DeletionHandlers;
import io.gamekeeper.local.aws.lambda.Lambda;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.StageService;
import io.gamekeeper.local.template.NamedResource;
import io.gamekeeper.local.template.ResourceType;
import java.util.List;
import java.util.Set;

/** AWS CloudFormation's custom resources. */
public final class CloudFormation implements StageService {
  private final AnswerEndpoint answers = AnswerEndpoint.open();
  private final CustomResources resources;
  private final DeletionHandlers deletionHandlers;

  public CloudFormation(Ground ground, Lambda lambda) {
    ground.web().register(AnswerEndpoint.HOST, answers::answer);
    this.resources =
        new CustomResources(
            lambda.functions(), answers, ground.agenda(), ground.ids()::requestId, ground.folder());
    this.deletionHandlers = lambda.deletionHandlers();
  }

  @Override
  public List<ResourceType> resourceTypes() {
    return List.of(
        new CustomResource(resources),
        new EmptiedBucket(deletionHandlers),
        NamedResource.named("AWS::CDK::Metadata", "Id", "a note of the CDK about itself"));
  }

  /** Returns the ARNs of the functions of custom resources, whether they were called or not. */
  public Set<String> deployed() {
    return resources.targets();
  }

  @Override
  public void close() {
    answers.close();
  }
}
