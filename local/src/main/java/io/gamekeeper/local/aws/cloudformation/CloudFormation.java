package io.gamekeeper.local.aws.cloudformation;

import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.StageService;
import io.gamekeeper.local.target.Functions;
import io.gamekeeper.local.template.NamedResource;
import io.gamekeeper.local.template.ResourceType;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** AWS CloudFormation's custom resources. */
public final class CloudFormation implements StageService {
  private final AnswerEndpoint answers = AnswerEndpoint.open();
  private final CustomResources resources;
  private final Functions functions;
  private final Consumer<String> deletionHandlers;

  /**
   * No resources yet.
   *
   * @param functions what creates custom resources
   * @param deletionHandlers sees ARNs of functions that work only when something is deleted
   */
  public CloudFormation(Ground ground, Functions functions, Consumer<String> deletionHandlers) {
    ground.web().register(AnswerEndpoint.HOST, answers::answer);
    this.resources =
        new CustomResources(
            functions, answers, ground.agenda(), ground.ids()::requestId, ground.folder());
    this.functions = functions;
    this.deletionHandlers = deletionHandlers;
  }

  @Override
  public List<ResourceType> resourceTypes() {
    return List.of(
        new CustomResource(resources, functions),
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
