package io.gamekeeper.local.aws.sqs;

import io.gamekeeper.local.client.SimulatedService;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.StageService;
import io.gamekeeper.local.template.ResourceType;
import java.util.List;

/** Amazon SQS. */
public final class Sqs implements StageService {
  private final Queues queues;

  public Sqs(Ground ground) {
    this.queues = new Queues(ground.agenda(), ground.ids()::requestId, ground.targets());
  }

  @Override
  public List<ResourceType> resourceTypes() {
    return QueueTypes.all(queues);
  }

  @Override
  public List<SimulatedService<?>> operations() {
    return List.of(SqsQueues.service(queues));
  }

  public Queues queues() {
    return queues;
  }
}
