package io.gamekeeper.local.aws.lambda;

import io.gamekeeper.local.aws.sqs.MessageQueue;
import io.gamekeeper.local.aws.sqs.ReceivedMessage;
import io.gamekeeper.local.client.EngineTime;
import io.gamekeeper.local.observe.ErrorLog;
import io.gamekeeper.local.target.InvocationResult;
import io.gamekeeper.local.time.Agenda;
import io.gamekeeper.local.time.Permits;
import io.gamekeeper.local.time.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The pollers of Lambda: they receive batches from queues, call functions with them, and delete the
 * messages that succeeded. The others come back when their visibility time-out ends.
 */
public final class QueuePollers implements AutoCloseable {
  private final LambdaService functions;
  private final Agenda agenda;
  private final ErrorLog errors;
  private final Set<String> targets = ConcurrentHashMap.newKeySet();

  /** The pollers of the mappings that are enabled. */
  private final Map<QueueMapping, Task> pollers = new ConcurrentHashMap<>();

  private final Set<QueueMapping> disabled = ConcurrentHashMap.newKeySet();

  /** Creates pollers without a queue. */
  public QueuePollers(LambdaService functions, Agenda agenda, ErrorLog errors) {
    this.functions = functions;
    this.agenda = agenda;
    this.errors = errors;
  }

  /** Returns the ARNs of the functions that the pollers call. */
  public Set<String> targets() {
    return Set.copyOf(targets);
  }

  /** Starts to poll a queue. */
  public void start(QueueMapping mapping) {
    targets.add(mapping.functionArn());
    pollers.computeIfAbsent(mapping, added -> agenda.run(added.logicalId(), () -> poll(added)));
  }

  /**
   * Disables the mappings of a function, as operators do: their queues are polled no longer, and
   * what was received is worked on.
   *
   * @param function its physical name
   */
  public void disable(String function) {
    for (QueueMapping mapping : List.copyOf(pollers.keySet())) {
      Task poller = calls(mapping, function) ? pollers.remove(mapping) : null;
      if (poller != null) {
        poller.interrupt();
        disabled.add(mapping);
      }
    }
  }

  /** Enables what {@link #disable} disabled. */
  public void enable(String function) {
    for (QueueMapping mapping : List.copyOf(disabled)) {
      if (calls(mapping, function) && disabled.remove(mapping)) {
        start(mapping);
      }
    }
  }

  private static boolean calls(QueueMapping mapping, String function) {
    return FunctionReference.parse(mapping.functionArn()).name().equals(function);
  }

  @Override
  public void close() {
    pollers.values().forEach(Task::interrupt);
  }

  private void poll(QueueMapping mapping) throws InterruptedException {
    Permits free = new Permits(agenda, mapping.concurrency());
    while (true) {
      free.acquire();
      QueueBatch batch = gather(mapping);
      Task _ =
          agenda.run(
              mapping.logicalId() + "-batch",
              () -> {
                try {
                  work(mapping, batch);
                } finally {
                  free.release();
                }
              });
    }
  }

  private QueueBatch gather(QueueMapping mapping) throws InterruptedException {
    MessageQueue queue = mapping.queue();
    List<ReceivedMessage> messages = new ArrayList<>(queue.receive(mapping.batchSize()));
    Instant end = agenda.clock().instant().plus(mapping.window());
    Duration left = mapping.window();
    while (messages.size() < mapping.batchSize() && left.isPositive()) {
      messages.addAll(
          queue.receive(
              mapping.batchSize() - messages.size(), queue.settings().visibilityTimeout(), left));
      left = Duration.between(agenda.clock().instant(), end);
    }
    return new QueueBatch(queue, messages);
  }

  private void work(QueueMapping mapping, QueueBatch batch) throws InterruptedException {
    InvocationResult result =
        functions.invoke(mapping.functionArn(), batch.event(), new EngineTime());
    switch (result) {
      case InvocationResult.Answered(byte[] answer) -> delete(mapping, batch, answer);
      case InvocationResult.Failed _ -> {} // noted by the function; its messages come back
      case InvocationResult.Throttled(String reason) -> errors.note(mapping.logicalId(), reason);
    }
  }

  private void delete(QueueMapping mapping, QueueBatch batch, byte[] answer) {
    Optional<Set<String>> failed =
        mapping.partialFailures() ? batch.failures(answer) : Optional.of(Set.of());
    if (failed.isEmpty()) {
      errors.note(
          mapping.logicalId(),
          "its function's answer names no message, or an unknown one, as failed; the whole batch comes back");
      return;
    }
    for (ReceivedMessage message : batch.messages()) {
      if (!failed.get().contains(message.id()) && !batch.queue().delete(message.receiptHandle())) {
        errors.note(
            mapping.logicalId(), message.id() + " was visible again before it could be deleted");
      }
    }
  }
}
