package io.gamekeeper.local.aws.sqs;

import io.gamekeeper.local.iam.Policy;
import io.gamekeeper.local.iam.RequestContext;
import io.gamekeeper.local.observe.ServiceMetrics;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.time.Agenda;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** The queues of a stage, with the policies that say which services may use them. */
public final class Queues {
  private final Agenda agenda;
  private final Supplier<String> ids;
  private final ServiceMetrics metrics;
  private final Map<String, MessageQueue> byArn = new ConcurrentHashMap<>();
  private final Map<String, List<Policy>> policies = new ConcurrentHashMap<>();

  /** Creates a stage's queues, at first none; they are added to the ground's targets. */
  public Queues(Ground ground) {
    this.agenda = ground.agenda();
    this.ids = ground.ids()::requestId;
    this.metrics = ground.sends(QueueMetrics.ALL);
    ground
        .targets()
        .add("sqs", arn -> find(arn.toString()).map(queue -> new QueueTarget(this, queue)));
  }

  /**
   * Adds an empty queue.
   *
   * @throws IllegalArgumentException if there is a queue of that name already
   */
  public MessageQueue create(QueueSettings settings) {
    MessageQueue queue =
        new MessageQueue(
            settings,
            agenda,
            ids,
            this::require,
            new QueueMetrics(metrics, settings.name(), agenda.clock().instant()));
    if (byArn.putIfAbsent(settings.arn(), queue) != null) {
      throw new IllegalArgumentException("another queue has the name " + settings.name());
    }
    return queue;
  }

  public Optional<MessageQueue> find(String arn) {
    return Optional.ofNullable(byArn.get(arn));
  }

  /**
   * Returns the queue of an ARN.
   *
   * @throws IllegalArgumentException if no template declares it
   */
  public MessageQueue require(String arn) {
    return find(arn).orElseThrow(() -> new IllegalArgumentException("there is no queue " + arn));
  }

  public Optional<MessageQueue> findByUrl(String url) {
    return byArn.values().stream().filter(queue -> queue.settings().url().equals(url)).findAny();
  }

  public Optional<MessageQueue> findByName(String name) {
    return byArn.values().stream().filter(queue -> queue.settings().name().equals(name)).findAny();
  }

  /** Returns all queues by name. */
  public List<MessageQueue> all() {
    return byArn.values().stream()
        .sorted(java.util.Comparator.comparing(queue -> queue.settings().name()))
        .toList();
  }

  /** Adds a resource policy to a queue. */
  public void permit(String arn, Policy policy) {
    policies.computeIfAbsent(arn, _ -> new CopyOnWriteArrayList<>()).add(policy);
  }

  /**
   * Tells whether a queue's policy lets a service send to it.
   *
   * @param service for instance {@code events.amazonaws.com}
   * @param source ARN of the resource on whose behalf it sends
   */
  public boolean allowsSending(String arn, String service, String source) {
    RequestContext request = RequestContext.onBehalfOf(source);
    return policies.getOrDefault(arn, List.of()).stream()
        .anyMatch(policy -> policy.allowsService(service, "sqs:SendMessage", arn, request));
  }
}
