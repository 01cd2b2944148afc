package io.gamekeeper.local.aws.sqs;

import io.gamekeeper.local.time.Agenda;
import io.gamekeeper.local.time.Signal;
import io.gamekeeper.local.time.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A queue. A received message is hidden for the visibility time-out and comes back unless it is
 * deleted. A message that came back too often goes to the dead-letter queue when it would be
 * received once more, as in SQS. The order of messages is that of a standard or of a FIFO queue.
 */
public final class MessageQueue {
  /** After so many receipts a message no longer counts as the oldest. */
  private static final int POISON = 3;

  private final QueueSettings settings;
  private final Agenda agenda;
  private final Supplier<String> ids;
  private final DeadLetters deadLetters;
  private final QueueMetrics metrics;
  private final ReentrantLock lock = new ReentrantLock();
  private final Signal changed;

  private final DeliveryOrder order;

  /** Empty for a standard queue. */
  private final Optional<Deduplication> deduplication;

  private final HiddenMessages hidden;
  private final Map<String, Kept> inFlight = new HashMap<>();
  private int delayed;
  private long lastSequence;

  /** How many receivers wait for messages. */
  private int waiting;

  /** The queue for messages that could not be processed. */
  @FunctionalInterface
  interface DeadLetters {
    /** Returns the queue of that ARN, which some template declares. */
    MessageQueue queue(String arn);
  }

  /** The numbers of messages in the queue. */
  public record Counts(int visible, int inFlight, int delayed) {}

  /**
   * The answer to a sender.
   *
   * @param sequenceNumber larger than those of earlier messages; only FIFO queues give one
   */
  public record Sent(String id, Optional<String> sequenceNumber) {}

  MessageQueue(
      QueueSettings settings,
      Agenda agenda,
      Supplier<String> ids,
      DeadLetters deadLetters,
      QueueMetrics metrics) {
    this.settings = settings;
    this.agenda = agenda;
    this.ids = ids;
    this.deadLetters = deadLetters;
    this.metrics = metrics;
    this.changed = new Signal(agenda, lock);
    this.hidden = new HiddenMessages(settings.name(), agenda, this::appear);
    this.order = settings.fifo().isPresent() ? new FifoOrder() : new StandardOrder();
    this.deduplication = settings.fifo().map(fifo -> new Deduplication(fifo.scope()));
  }

  public QueueSettings settings() {
    return settings;
  }

  /**
   * Adds a message; a FIFO queue does not if it took one with the same deduplication id in the last
   * five minutes, and answers as it did then.
   */
  public Sent send(OutgoingMessage message) {
    Instant now = agenda.clock().instant();
    if (deduplication.isEmpty()) {
      Kept kept = new Kept(ids.get(), message, now, now, 0);
      accept(kept, message.delay().orElse(settings.delay()));
      metrics.sent(message.bytes(), now);
      return new Sent(kept.id, Optional.empty());
    }
    return sendOnce(message.identified(), deduplication.get());
  }

  private Sent sendOnce(OutgoingMessage message, Deduplication earlier) {
    lock.lock();
    try {
      Instant now = agenda.clock().instant();
      Optional<Sent> first = earlier.first(message, now);
      if (first.isPresent()) {
        metrics.deduplicated(now);
        return first.get();
      }
      Kept kept = new Kept(ids.get(), message, now, now, ++lastSequence);
      accept(kept, settings.delay());
      metrics.sent(message.bytes(), now);
      Sent sent = new Sent(kept.id, kept.sequenceNumber());
      earlier.remember(message, sent, now);
      return sent;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Receives up to so many messages and hides them.
   *
   * @param wait how long to wait for the first one, by the stage's time
   * @return empty if there was no message in that time
   */
  public List<ReceivedMessage> receive(int most, Duration visibilityTimeout, Duration wait)
      throws InterruptedException {
    Instant deadline = agenda.clock().instant().plus(wait);
    List<ReceivedMessage> received = receiveUntil(most, visibilityTimeout, deadline);
    metrics.received(received.size(), agenda.clock().instant());
    return received;
  }

  /** Waits for messages without a limit, then receives up to so many and hides them. */
  public List<ReceivedMessage> receive(int most) throws InterruptedException {
    List<ReceivedMessage> received = receiveUntil(most, settings.visibilityTimeout(), null);
    metrics.received(received.size(), agenda.clock().instant());
    return received;
  }

  /**
   * Deletes a message; does nothing if it was received again since, or does not exist.
   *
   * @return false if a FIFO queue keeps the message, because it is visible again or was received
   *     again
   */
  public boolean delete(String receiptHandle) {
    metrics.deleted(agenda.clock().instant());
    lock.lock();
    try {
      @Nullable Kept message = inFlight.remove(receiptHandle);
      if (message == null) {
        return settings.fifo().isEmpty() || !holds(messageId(receiptHandle));
      }
      hidden.forget(message);
      if (order.deleted(message)) {
        changed.all();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private boolean holds(String messageId) {
    return Stream.concat(order.visible(), inFlight.values().stream())
        .anyMatch(message -> message.id.equals(messageId));
  }

  private static String messageId(String receiptHandle) {
    return receiptHandle.substring(0, receiptHandle.indexOf('#'));
  }

  /**
   * Hides a received message for another time from now on; zero shows it at once.
   *
   * @return false if the receipt's message is not in flight
   */
  public boolean changeVisibility(String receiptHandle, Duration timeout) {
    lock.lock();
    try {
      showWhatIsDue();
      @Nullable Kept message = inFlight.get(receiptHandle);
      if (message == null) {
        return false;
      }
      hidden.hide(message, agenda.clock().instant().plus(timeout));
      showWhatIsDue();
      changed.all();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Tells whether a text has the form of the stage's receipt handles. */
  public static boolean isReceiptHandle(String text) {
    return text.matches("[0-9a-f-]{36}#[0-9]+");
  }

  /** Returns how many messages there are now. */
  public Counts counts() {
    lock.lock();
    try {
      showWhatIsDue();
      Instant now = agenda.clock().instant();
      order.dropIf(message -> isTooOld(message, now));
      return new Counts(order.size(), inFlight.size(), delayed);
    } finally {
      lock.unlock();
    }
  }

  /** Records what is in the queue now. */
  void sample() {
    Counts now = counts();
    lock.lock();
    try {
      metrics.sample(now, order.groupsInFlight(), oldest(), waiting > 0, agenda.clock().instant());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns when the oldest message came into this queue; one that was received three times counts
   * no more, as in SQS.
   */
  private Optional<Instant> oldest() {
    return Stream.concat(order.visible(), inFlight.values().stream())
        .filter(message -> message.receives < POISON)
        .map(message -> message.acceptedAt)
        .min(Comparator.naturalOrder());
  }

  private void accept(Kept message, Duration delay) {
    lock.lock();
    try {
      if (delay.isPositive()) {
        delayed++;
        hidden.hide(message, message.acceptedAt.plus(delay));
      } else {
        order.add(message);
        changed.all();
      }
    } finally {
      lock.unlock();
    }
  }

  private List<ReceivedMessage> receiveUntil(
      int most, Duration visibilityTimeout, @Nullable Instant deadline)
      throws InterruptedException {
    @Nullable Task end = null;
    try {
      while (true) {
        List<ReceivedMessage> received = new ArrayList<>();
        List<Kept> dead = new ArrayList<>();
        boolean inTime = true;
        lock.lockInterruptibly();
        try {
          take(most, visibilityTimeout, received, dead);
          inTime = deadline == null || agenda.clock().instant().isBefore(deadline);
          if (received.isEmpty() && dead.isEmpty() && inTime) {
            if (deadline != null && end == null) {
              end = agenda.at(settings.name() + "-wait", deadline, this::signal);
            }
            waiting++;
            try {
              changed.await();
            } finally {
              waiting--;
            }
          }
        } finally {
          lock.unlock();
        }
        // Not under this queue's lock: the other queue has its own.
        dead.forEach(this::moveToDeadLetters);
        if (!received.isEmpty() || !inTime) {
          return received;
        }
      }
    } finally {
      if (end != null) {
        end.cancel();
      }
    }
  }

  private void take(
      int most, Duration visibilityTimeout, List<ReceivedMessage> received, List<Kept> dead) {
    showWhatIsDue();
    Instant now = agenda.clock().instant();
    order.offer(
        new DeliveryOrder.Receiver() {
          @Override
          public boolean wantsMore() {
            return received.size() < most;
          }

          @Override
          public boolean take(Kept message) {
            if (isTooOld(message, now)) {
              return false;
            }
            if (settings.redrive().isPresent()
                && message.receives >= settings.redrive().get().maximumReceives()) {
              dead.add(message);
              return false;
            }
            ReceivedMessage receipt = message.receive(now);
            inFlight.put(receipt.receiptHandle(), message);
            hidden.hide(message, now.plus(visibilityTimeout));
            received.add(receipt);
            return true;
          }
        });
  }

  /**
   * Moves a message to the dead-letter queue. It keeps its id; in a standard queue it also keeps
   * the start of its retention.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/setting-up-dead-letter-queue-retention.html">Setting
   *     up dead-letter queue retention in Amazon SQS</a>
   */
  private void moveToDeadLetters(Kept message) {
    deadLetters.queue(settings.redrive().orElseThrow().deadLetterArn()).acceptDead(message);
  }

  private void acceptDead(Kept message) {
    Instant now = agenda.clock().instant();
    lock.lock();
    try {
      boolean ordered = settings.fifo().isPresent();
      Kept moved =
          new Kept(
              message.id,
              message.message,
              ordered ? now : message.sentAt,
              now,
              ordered ? ++lastSequence : 0);
      accept(moved, Duration.ZERO);
    } finally {
      lock.unlock();
    }
  }

  private void appear() {
    lock.lock();
    try {
      showWhatIsDue();
      changed.all();
      hidden.planNext();
    } finally {
      lock.unlock();
    }
  }

  private void showWhatIsDue() {
    Instant now = agenda.clock().instant();
    for (@Nullable Kept due = hidden.nextDue(now); due != null; due = hidden.nextDue(now)) {
      @Nullable String handle = due.receiptHandle();
      if (handle == null) {
        delayed--;
        order.add(due);
      } else {
        inFlight.remove(handle);
        order.returned(due);
      }
    }
  }

  private boolean isTooOld(Kept message, Instant now) {
    return !message.sentAt.plus(settings.retention()).isAfter(now);
  }

  private void signal() {
    lock.lock();
    try {
      changed.all();
    } finally {
      lock.unlock();
    }
  }
}
