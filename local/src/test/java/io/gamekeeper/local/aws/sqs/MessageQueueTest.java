package io.gamekeeper.local.aws.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.local.LedTime;
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

@Timeout(value = 10, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class MessageQueueTest {
  private static final Duration VISIBILITY = Duration.ofSeconds(30);

  private final LedTime time = new LedTime();
  private final Queues queues = new Queues(time.ground());
  private final MessageQueue dead = queues.create(settings("dead", Optional.empty()));
  private final MessageQueue queue =
      queues.create(
          settings("work", Optional.of(new QueueSettings.Redrive(dead.settings().arn(), 2))));

  @AfterEach
  void close() {
    time.close();
  }

  @Test
  void aMessageIsHiddenFromOthersUntilItsConsumerHasHadItsTime() throws Exception {
    String id = queue.send(message("a")).id();

    ReceivedMessage first = receive(queue).getFirst();
    time.advance(VISIBILITY.minusMillis(1));
    assertThat(receive(queue)).isEmpty();
    assertThat(queue.counts()).isEqualTo(new MessageQueue.Counts(0, 1, 0));
    time.advance(Duration.ofMillis(1));
    ReceivedMessage second = receive(queue).getFirst();

    assertThat(second.id()).isEqualTo(first.id()).isEqualTo(id);
    assertThat(second.receiptHandle()).isNotEqualTo(first.receiptHandle());
    assertThat(first.system()).containsEntry("ApproximateReceiveCount", "1");
    assertThat(second.system())
        .containsEntry("ApproximateReceiveCount", "2")
        .containsEntry(
            "ApproximateFirstReceiveTimestamp",
            first.system().get("ApproximateFirstReceiveTimestamp"));
  }

  @Test
  void aReceiptThatIsOutdatedDeletesNothing() throws Exception {
    queue.send(message("a"));
    String outdated = receive(queue).getFirst().receiptHandle();
    time.advance(VISIBILITY);
    String valid = receive(queue).getFirst().receiptHandle();

    queue.delete(outdated);
    assertThat(queue.counts().inFlight()).isEqualTo(1);
    queue.delete(valid);
    time.advance(VISIBILITY);

    assertThat(queue.counts()).isEqualTo(new MessageQueue.Counts(0, 0, 0));
  }

  @Test
  void aMessageThatNobodyCouldWorkOnGoesToTheDeadLettersWithItsIdAndAge() throws Exception {
    String id = queue.send(message("bad")).id();
    Duration waited = Duration.ZERO;
    for (int receipt = 0; receipt < 2; receipt++) {
      assertThat(receive(queue)).hasSize(1);
      time.advance(VISIBILITY);
      waited = waited.plus(VISIBILITY);
    }

    assertThat(receive(queue)).isEmpty();

    ReceivedMessage letter = receive(dead).getFirst();
    assertThat(letter.id()).isEqualTo(id);
    assertThat(letter.body()).isEqualTo("bad");
    assertThat(letter.system())
        .containsEntry("SentTimestamp", Long.toString(time.instant().minus(waited).toEpochMilli()));
    assertThat(queue.counts()).isEqualTo(new MessageQueue.Counts(0, 0, 0));
  }

  @Test
  void aConsumerCanGiveAMessageBackOrKeepItLonger() throws Exception {
    queue.send(message("a"));
    String first = receive(queue).getFirst().receiptHandle();

    assertThat(queue.changeVisibility(first, Duration.ZERO)).isTrue();
    ReceivedMessage again = receive(queue).getFirst();
    assertThat(queue.changeVisibility(first, VISIBILITY)).isFalse();
    assertThat(queue.changeVisibility(again.receiptHandle(), VISIBILITY.multipliedBy(2))).isTrue();
    time.advance(VISIBILITY);

    assertThat(queue.counts()).isEqualTo(new MessageQueue.Counts(0, 1, 0));
  }

  @Test
  void aMessageThatIsHiddenTwiceUntilTheSameTimeComesBackOnce() throws Exception {
    queue.send(message("a"));
    String handle = receive(queue).getFirst().receiptHandle();

    assertThat(queue.changeVisibility(handle, VISIBILITY)).isTrue();
    time.advance(VISIBILITY);

    assertThat(queue.counts()).isEqualTo(new MessageQueue.Counts(1, 0, 0));
    assertThat(receive(queue)).hasSize(1);
  }

  @Test
  void aDelayedMessageAppearsLater() throws Exception {
    queue.send(
        new OutgoingMessage(
            "later", Map.of(), Optional.empty(), Optional.of(Duration.ofSeconds(5)), "me"));

    assertThat(receive(queue)).isEmpty();
    assertThat(queue.counts()).isEqualTo(new MessageQueue.Counts(0, 0, 1));
    time.advance(Duration.ofSeconds(5));

    assertThat(receive(queue)).extracting(ReceivedMessage::body).containsExactly("later");
  }

  @Test
  void aMessageThatIsTooOldIsGone() throws Exception {
    queue.send(message("old"));
    time.advance(QueueSettings.DEFAULT_RETENTION);

    assertThat(queue.counts().visible()).isZero();
    assertThat(receive(queue)).isEmpty();
  }

  @Test
  void aReceiverThatWaitsGetsWhatComes() throws Exception {
    CompletableFuture<List<ReceivedMessage>> waiting = receiveLater();
    time.advance(Duration.ofSeconds(19));

    queue.send(message("a"));

    assertThat(waiting.get()).extracting(ReceivedMessage::body).containsExactly("a");
  }

  @Test
  void aReceiverThatWaitsInVainGivesUpByTheStagesTime() throws Exception {
    CompletableFuture<List<ReceivedMessage>> waiting = receiveLater();

    time.advance(Duration.ofSeconds(20));

    assertThat(waiting.get()).isEmpty();
  }

  @Test
  void settingsBeyondWhatSqsTakesAreRefused() {
    assertThatThrownBy(() -> new QueueSettings.Redrive("arn", 0)).hasMessageContaining("1 to 1000");
    assertThatThrownBy(
            () ->
                new QueueSettings(
                    "q",
                    "arn",
                    "url",
                    Duration.ofHours(13),
                    Duration.ZERO,
                    QueueSettings.DEFAULT_RETENTION,
                    Duration.ZERO,
                    QueueSettings.LARGEST_MESSAGE_BYTES,
                    Optional.empty()))
        .hasMessage("VisibilityTimeout must be 0 to 43200 seconds: 46800");
  }

  private CompletableFuture<List<ReceivedMessage>> receiveLater() {
    CompletableFuture<List<ReceivedMessage>> received = new CompletableFuture<>();
    Task _ =
        time.agenda()
            .run(
                "receiver",
                () -> received.complete(queue.receive(1, VISIBILITY, Duration.ofSeconds(20))));
    return received;
  }

  private static List<ReceivedMessage> receive(MessageQueue from) throws InterruptedException {
    return from.receive(10, VISIBILITY, Duration.ZERO);
  }

  private static OutgoingMessage message(String body) {
    return OutgoingMessage.of(body, "000000000000");
  }

  private static QueueSettings settings(String name, Optional<QueueSettings.Redrive> redrive) {
    return new QueueSettings(
        name,
        "arn:aws:sqs:eu-central-1:000000000000:" + name,
        "https://sqs.eu-central-1.amazonaws.com/000000000000/" + name,
        VISIBILITY,
        Duration.ZERO,
        QueueSettings.DEFAULT_RETENTION,
        Duration.ZERO,
        QueueSettings.LARGEST_MESSAGE_BYTES,
        redrive);
  }
}
