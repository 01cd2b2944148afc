package io.gamekeeper.local.aws.sqs;

import io.gamekeeper.local.client.Access;
import io.gamekeeper.local.client.SimulatedService;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.StageService;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.time.Timetable;
import java.util.List;
import java.util.Map;

/** Amazon SQS. */
public final class Sqs implements StageService {
  private final Ground ground;
  private final Queues queues;

  public Sqs(Ground ground) {
    this.ground = ground;
    this.queues = new Queues(ground);
  }

  @Override
  public List<ResourceType> resourceTypes() {
    return QueueTypes.all(queues);
  }

  @Override
  public List<SimulatedService<?>> operations() {
    return List.of(SqsQueues.service(queues));
  }

  @Override
  public Map<String, AccessRule> access() {
    return Map.of("sqs", this::needs);
  }

  /** Returns what an action on a queue, named by its URL, asks of a role. */
  private List<Access> needs(String action, String url) {
    String arn =
        queues
            .findByUrl(url)
            .map(queue -> queue.settings().arn())
            .orElseThrow(() -> new IllegalArgumentException("there is no queue " + url));
    return List.of(new Access.ByRole(action, arn));
  }

  /** Begins to measure the queues. */
  @Override
  public void start() {
    Timetable.eachMinute(
        ground.agenda(), "metrics of SQS", () -> queues.all().forEach(MessageQueue::sample));
  }

  public Queues queues() {
    return queues;
  }
}
