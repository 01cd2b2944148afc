package io.gamekeeper.local.aws.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.local.LedTime;
import io.gamekeeper.local.Measured;
import io.gamekeeper.local.aws.sqs.FifoSettings.DeduplicationScope;
import io.gamekeeper.local.aws.sqs.FifoSettings.ThroughputLimit;
import io.gamekeeper.local.time.Task;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class FifoQueueTest {
  private static final Duration VISIBILITY = Duration.ofSeconds(30);
  private static final Duration DELAY = Duration.ofSeconds(5);

  private final LedTime time = new LedTime();
  private final Measured measured = new Measured(time.ground(), "AWS/SQS");
  private final Queues queues = new Queues(time.ground());
  private final MessageQueue dead =
      queues.create(
          settings("dead.fifo", DeduplicationScope.QUEUE, Duration.ZERO, Optional.empty()));
  private final MessageQueue queue =
      queues.create(
          settings(
              "work.fifo",
              DeduplicationScope.QUEUE,
              Duration.ZERO,
              Optional.of(new QueueSettings.Redrive(dead.settings().arn(), 2))));

  @AfterEach
  void close() {
    time.close();
  }

  @Test
  void whileAMessageIsInFlightTheLaterOnesOfItsGroupWaitAndOtherGroupsGoOn() throws Exception {
    send("a", "a1", "a2");
    send("b", "b1");

    ReceivedMessage first = receive(1).getFirst();
    assertThat(first.body()).isEqualTo("a1");
    assertThat(bodies(receive(10))).containsExactly("b1");
    assertThat(receive(10)).isEmpty();
    assertThat(queue.counts()).isEqualTo(new MessageQueue.Counts(1, 2, 0));
    assertThat(queue.delete(first.receiptHandle())).isTrue();

    assertThat(bodies(receive(10))).containsExactly("a2");
  }

  @Test
  void aReceiverGetsAsManyOfAGroupAsItWantsAndThenThoseOfTheNext() throws Exception {
    send("a", "a1", "a2");
    send("b", "b1", "b2");
    send("a", "a3");

    assertThat(bodies(receive(4))).containsExactly("a1", "a2", "a3", "b1");
  }

  @Test
  void whatComesBackTakesItsOldPlace() throws Exception {
    send("a", "a1", "a2", "a3");
    List<ReceivedMessage> received = receive(2);
    send("a", "a4");

    assertThat(queue.changeVisibility(received.getFirst().receiptHandle(), Duration.ZERO)).isTrue();
    assertThat(receive(10)).describedAs("a2 is still in flight").isEmpty();
    time.advance(VISIBILITY);

    assertThat(bodies(receive(10))).containsExactly("a1", "a2", "a3", "a4");
  }

  @Test
  void aReceiptThatHasExpiredDeletesNothingAndSaysSo() throws Exception {
    send("a", "a1");
    String outdated = receive(1).getFirst().receiptHandle();
    time.advance(VISIBILITY);

    assertThat(queue.delete(outdated)).isFalse();
    String valid = receive(1).getFirst().receiptHandle();
    assertThat(queue.delete(outdated)).isFalse();
    assertThat(queue.delete(valid)).isTrue();
    assertThat(queue.delete(valid)).describedAs("gone already").isTrue();
  }

  @Test
  void aReceiverThatWaitsIsWokenWhenAGroupBecomesFree() throws Exception {
    send("a", "a1", "a2");
    String handle = receive(1).getFirst().receiptHandle();
    CompletableFuture<List<ReceivedMessage>> waiting = new CompletableFuture<>();
    Task _ = time.agenda().run("receiver", () -> waiting.complete(queue.receive(10)));
    time.advance(Duration.ofSeconds(1));
    assertThat(waiting).isNotDone();

    queue.delete(handle);

    assertThat(bodies(waiting.get())).containsExactly("a2");
  }

  @Test
  void aMessageThatNobodyCouldWorkOnFreesItsGroupAndStartsAnewAmongTheDeadLetters()
      throws Exception {
    send("a", "bad", "good");
    for (int receipt = 0; receipt < 2; receipt++) {
      assertThat(bodies(receive(1))).containsExactly("bad");
      time.advance(VISIBILITY);
    }

    assertThat(bodies(receive(10))).containsExactly("good");

    ReceivedMessage letter = receive(dead, 10).getFirst();
    assertThat(letter.body()).isEqualTo("bad");
    assertThat(letter.system())
        .containsEntry("MessageGroupId", "a")
        .containsEntry("SentTimestamp", Long.toString(time.instant().toEpochMilli()));
  }

  @Test
  void ofTheCopiesOfAMessageOneIsTakenAlsoAfterItsDeletion() throws Exception {
    MessageQueue.Sent first = queue.send(message("a", "body", Optional.of("id")));
    MessageQueue.Sent copy = queue.send(message("b", "another body", Optional.of("id")));
    queue.delete(receive(10).getFirst().receiptHandle());
    time.advance(Deduplication.INTERVAL.minusMillis(1));
    assertThat(queue.send(message("a", "body", Optional.of("id"))))
        .isEqualTo(first)
        .isEqualTo(copy);
    assertThat(receive(10)).isEmpty();

    time.advance(Duration.ofMillis(1));
    MessageQueue.Sent later = queue.send(message("a", "body", Optional.of("id")));

    assertThat(later.id()).isNotEqualTo(first.id());
    assertThat(later.sequenceNumber().orElseThrow())
        .isGreaterThan(first.sequenceNumber().orElseThrow());
    assertThat(receive(10)).extracting(ReceivedMessage::id).containsExactly(later.id());
    Map<String, String> name = Map.of("QueueName", "work.fifo");
    assertThat(measured.sum("NumberOfDeduplicatedSentMessages", name)).isEqualTo(2);
    assertThat(measured.sum("NumberOfMessagesSent", name)).isEqualTo(2);
  }

  @Test
  void withoutAnIdTheContentDecidesAndItsHashIsTheId() throws Exception {
    MessageQueue.Sent first = queue.send(message("a", "hello", Optional.empty()));
    String hash = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    assertThat(queue.send(message("b", "hello", Optional.empty()))).isEqualTo(first);
    assertThat(queue.send(message("b", "something else", Optional.of(hash)))).isEqualTo(first);

    assertThat(receive(10))
        .singleElement()
        .satisfies(
            message ->
                assertThat(message.system())
                    .containsEntry("MessageDeduplicationId", hash)
                    .containsEntry("MessageGroupId", "a")
                    .containsEntry("SequenceNumber", first.sequenceNumber().orElseThrow()));
  }

  @Test
  void ifTheScopeIsTheGroupEachGroupTakesACopy() throws Exception {
    MessageQueue perGroup =
        queues.create(
            settings(
                "groups.fifo", DeduplicationScope.MESSAGE_GROUP, Duration.ZERO, Optional.empty()));
    for (String group : List.of("a", "b", "a")) {
      perGroup.send(message(group, "hello", Optional.empty()));
    }

    assertThat(receive(perGroup, 10))
        .extracting(message -> message.system().get("MessageGroupId"))
        .containsExactly("a", "b");
  }

  @Test
  void theDelayIsThatOfTheQueue() throws Exception {
    MessageQueue slow =
        queues.create(settings("slow.fifo", DeduplicationScope.QUEUE, DELAY, Optional.empty()));
    for (String body : List.of("1", "2", "3")) {
      slow.send(message("a", body, Optional.empty()));
    }

    assertThat(receive(slow, 10)).isEmpty();
    assertThat(slow.counts()).isEqualTo(new MessageQueue.Counts(0, 0, 3));
    time.advance(DELAY);

    assertThat(bodies(receive(slow, 10))).containsExactly("1", "2", "3");
  }

  @Test
  void messagesThatAreTooOldAreGoneAndHoldNothingBack() throws Exception {
    send("a", "old");
    time.advance(QueueSettings.DEFAULT_RETENTION.minusSeconds(1));
    send("a", "new");
    time.advance(Duration.ofSeconds(1));

    assertThat(queue.counts()).isEqualTo(new MessageQueue.Counts(1, 0, 0));
    assertThat(bodies(receive(10))).containsExactly("new");
  }

  @Test
  void groupsWithMessagesInFlightAreSampled() throws Exception {
    send("a", "a1", "a2");
    send("b", "b1");
    send("c", "c1");
    assertThat(receive(3)).hasSize(3);

    queue.sample();

    assertThat(
            measured.sum(
                "ApproximateNumberOfGroupsWithInflightMessages", Map.of("QueueName", "work.fifo")))
        .isEqualTo(2);
  }

  private void send(String group, String... bodies) {
    for (String body : bodies) {
      queue.send(message(group, body, Optional.empty()));
    }
  }

  private static OutgoingMessage message(String group, String body, Optional<String> id) {
    return OutgoingMessage.of(body, "000000000000").in(Optional.of(group), id);
  }

  private List<ReceivedMessage> receive(int most) throws InterruptedException {
    return receive(queue, most);
  }

  private static List<ReceivedMessage> receive(MessageQueue from, int most)
      throws InterruptedException {
    return from.receive(most, VISIBILITY, Duration.ZERO);
  }

  private static List<String> bodies(List<ReceivedMessage> received) {
    return received.stream().map(ReceivedMessage::body).toList();
  }

  static QueueSettings settings(
      String name,
      DeduplicationScope scope,
      Duration delay,
      Optional<QueueSettings.Redrive> redrive) {
    return new QueueSettings(
        name,
        "arn:aws:sqs:eu-central-1:000000000000:" + name,
        "https://sqs.eu-central-1.amazonaws.com/000000000000/" + name,
        VISIBILITY,
        delay,
        QueueSettings.DEFAULT_RETENTION,
        Duration.ZERO,
        QueueSettings.LARGEST_MESSAGE_BYTES,
        redrive,
        Optional.of(new FifoSettings(true, scope, ThroughputLimit.PER_QUEUE)));
  }
}
