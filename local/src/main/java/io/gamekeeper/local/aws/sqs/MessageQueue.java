package io.gamekeeper.local.aws.sqs;

import io.gamekeeper.local.time.Agenda;
import io.gamekeeper.local.time.Signal;
import io.gamekeeper.local.time.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A standard queue. A received message is hidden for the visibility time-out and comes back unless
 * it is deleted. A message that came back too often goes to the dead-letter queue when it would be
 * received once more, as in SQS. Messages are received in the order in which they became visible.
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

  private final Deque<Kept> visible = new ArrayDeque<>();

  /**
   * The hidden messages, by the time of their appearance. An entry whose message has another time
   * by now is stale.
   */
  private final PriorityQueue<Appearance> hidden =
      new PriorityQueue<>(Comparator.comparing(Appearance::at));

  private final Map<String, Kept> inFlight = new HashMap<>();
  private int delayed;

  /** How many receivers wait for messages. */
  private int waiting;

  /** The time at which the next hidden message appears; both fields are null if none is hidden. */
  private @Nullable Instant nextAppearance;

  private @Nullable Task appearance;

  /** The queue for messages that could not be processed. */
  @FunctionalInterface
  interface DeadLetters {
    /** Returns the queue of that ARN, which some template declares. */
    MessageQueue queue(String arn);
  }

  /** The numbers of messages in the queue. */
  public record Counts(int visible, int inFlight, int delayed) {}

  private record Appearance(Instant at, Kept message) {}

  /** A message in this queue; changes under the lock. */
  private static final class Kept {
    private final String id;
    private final OutgoingMessage message;
    private final Instant sentAt;
    private final Instant acceptedAt;
    private Instant visibleAt;
    private @Nullable Instant firstReceivedAt;
    private @Nullable String receiptHandle;
    private int receives;

    Kept(
        String id, OutgoingMessage message, Instant sentAt, Instant acceptedAt, Instant visibleAt) {
      this.id = id;
      this.message = message;
      this.sentAt = sentAt;
      this.acceptedAt = acceptedAt;
      this.visibleAt = visibleAt;
    }
  }

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
  }

  public QueueSettings settings() {
    return settings;
  }

  /**
   * Adds a message.
   *
   * @return its id
   */
  public String send(OutgoingMessage message) {
    Instant now = agenda.clock().instant();
    Kept kept =
        new Kept(ids.get(), message, now, now, now.plus(message.delay().orElse(settings.delay())));
    accept(kept);
    metrics.sent(message.bytes(), now);
    return kept.id;
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

  /** Deletes a message; does nothing if it was received again since, or does not exist. */
  public void delete(String receiptHandle) {
    metrics.deleted(agenda.clock().instant());
    lock.lock();
    try {
      @Nullable Kept message = inFlight.remove(receiptHandle);
      if (message != null) {
        message.visibleAt = Instant.MAX; // the entry in the heap is stale
      }
    } finally {
      lock.unlock();
    }
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
      hide(message, agenda.clock().instant().plus(timeout));
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
      visible.removeIf(message -> isTooOld(message, now));
      return new Counts(visible.size(), inFlight.size(), delayed);
    } finally {
      lock.unlock();
    }
  }

  /** Records what is in the queue now. */
  void sample() {
    Counts now = counts();
    lock.lock();
    try {
      metrics.sample(now, oldest(), waiting > 0, agenda.clock().instant());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns when the oldest message came into this queue; one that was received three times counts
   * no more, as in SQS.
   */
  private Optional<Instant> oldest() {
    return Stream.of(visible, inFlight.values())
        .flatMap(Collection::stream)
        .filter(message -> message.receives < POISON)
        .map(message -> message.acceptedAt)
        .min(Comparator.naturalOrder());
  }

  private void accept(Kept message) {
    lock.lock();
    try {
      if (message.visibleAt.isAfter(agenda.clock().instant())) {
        delayed++;
        hide(message, message.visibleAt);
      } else {
        visible.addLast(message);
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
    while (received.size() < most && !visible.isEmpty()) {
      Kept message = visible.removeFirst();
      if (isTooOld(message, now)) {
        continue;
      }
      if (settings.redrive().isPresent()
          && message.receives >= settings.redrive().get().maximumReceives()) {
        dead.add(message);
        continue;
      }
      message.receives++;
      message.firstReceivedAt = message.firstReceivedAt == null ? now : message.firstReceivedAt;
      String handle = message.id + "#" + message.receives;
      message.receiptHandle = handle;
      inFlight.put(handle, message);
      hide(message, now.plus(visibilityTimeout));
      received.add(receipt(message, handle, message.firstReceivedAt));
    }
  }

  private static ReceivedMessage receipt(Kept kept, String handle, Instant firstReceivedAt) {
    Map<String, String> system = new HashMap<>();
    system.put("ApproximateReceiveCount", Integer.toString(kept.receives));
    system.put("SentTimestamp", Long.toString(kept.sentAt.toEpochMilli()));
    system.put("SenderId", kept.message.sender());
    system.put("ApproximateFirstReceiveTimestamp", Long.toString(firstReceivedAt.toEpochMilli()));
    kept.message.traceHeader().ifPresent(header -> system.put("AWSTraceHeader", header));
    return new ReceivedMessage(
        kept.id, handle, kept.message.body(), kept.message.attributes(), system);
  }

  /** Moves a message to the dead-letter queue; it keeps its id and the start of its retention. */
  private void moveToDeadLetters(Kept message) {
    String target = settings.redrive().orElseThrow().deadLetterArn();
    Instant now = agenda.clock().instant();
    deadLetters
        .queue(target)
        .accept(new Kept(message.id, message.message, message.sentAt, now, now));
  }

  private void hide(Kept message, Instant until) {
    message.visibleAt = until;
    hidden.add(new Appearance(until, message));
    wakeUpAt(until);
  }

  private void wakeUpAt(Instant time) {
    @Nullable Instant next = nextAppearance;
    if (next != null && !time.isBefore(next)) {
      return;
    }
    if (appearance != null) {
      appearance.cancel();
    }
    nextAppearance = time;
    appearance = agenda.at(settings.name() + "-appearance", time, this::appear);
  }

  private void appear() {
    lock.lock();
    try {
      nextAppearance = null;
      appearance = null;
      showWhatIsDue();
      changed.all();
      @Nullable Appearance next = hidden.peek();
      if (next != null) {
        wakeUpAt(next.at());
      }
    } finally {
      lock.unlock();
    }
  }

  private void showWhatIsDue() {
    Instant now = agenda.clock().instant();
    while (!hidden.isEmpty() && !hidden.element().at().isAfter(now)) {
      Appearance due = hidden.remove();
      Kept message = due.message();
      if (!message.visibleAt.equals(due.at())) {
        continue;
      }
      @Nullable String handle = message.receiptHandle;
      if (handle == null) {
        delayed--;
      } else {
        inFlight.remove(handle);
      }
      visible.addLast(message);
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
