package io.gamekeeper.local.aws.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.local.LedTime;
import io.gamekeeper.local.aws.sqs.FifoSettings.DeduplicationScope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares a FIFO queue with a list of messages while senders and receivers do anything. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class FifoOrderModelTest {
  private static final int STEPS = 400;
  private static final int GROUPS = 4;
  private static final Duration VISIBILITY = Duration.ofSeconds(30);

  /** A message of the model. */
  private static final class Expected {
    private final String group;
    private final String body;
    private Instant hiddenUntil = Instant.MIN;
    private @Nullable String handle;

    Expected(String group, String body) {
      this.group = group;
      this.body = body;
    }
  }

  /** What was sent and not deleted, in that order. */
  private final List<Expected> expected = new ArrayList<>();

  private int sent;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void messagesOfAGroupComeInOrderOneReceiverAtATimeAndNoneIsLost(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    try (LedTime time = new LedTime()) {
      MessageQueue queue =
          new Queues(time.ground())
              .create(
                  FifoQueueTest.settings(
                      "work.fifo", DeduplicationScope.QUEUE, Duration.ZERO, Optional.empty()));
      for (int step = 0; step < STEPS; step++) {
        switch (random.nextInt(8)) {
          case 0, 1, 2 -> send(queue, "g" + random.nextInt(GROUPS));
          case 3, 4 -> receive(queue, time, 1 + random.nextInt(5));
          case 5 -> delete(queue, time, random);
          case 6 -> giveBack(queue, time, random);
          default -> time.advance(Duration.ofSeconds(random.nextInt(20)));
        }
        assertThat(queue.counts()).isEqualTo(counts(time));
      }

      while (!expected.isEmpty()) {
        time.advance(VISIBILITY);
        receive(queue, time, 10);
        while (!inFlight(time).isEmpty()) {
          delete(queue, time, random);
        }
      }
      assertThat(queue.counts()).isEqualTo(new MessageQueue.Counts(0, 0, 0));
      assertThat(sent).isGreaterThan(100);
    }
  }

  private void send(MessageQueue queue, String group) {
    String body = "m" + sent++;
    queue.send(OutgoingMessage.of(body, "me").in(Optional.of(group), Optional.empty()));
    expected.add(new Expected(group, body));
  }

  private void receive(MessageQueue queue, LedTime time, int most) throws InterruptedException {
    Map<String, List<Expected>> free = free(time);
    List<ReceivedMessage> received = queue.receive(most, VISIBILITY, Duration.ZERO);

    int available = free.values().stream().mapToInt(List::size).sum();
    assertThat(received).describedAs("as many as there are").hasSize(Math.min(most, available));
    received.stream()
        .collect(Collectors.groupingBy(message -> message.system().get("MessageGroupId")))
        .forEach(
            (group, messages) ->
                assertThat(messages)
                    .extracting(ReceivedMessage::body)
                    .isEqualTo(
                        free.getOrDefault(group, List.of()).stream()
                            .limit(messages.size())
                            .map(message -> message.body)
                            .toList()));
    for (ReceivedMessage message : received) {
      Expected same =
          expected.stream().filter(one -> one.body.equals(message.body())).findAny().orElseThrow();
      same.handle = message.receiptHandle();
      same.hiddenUntil = time.instant().plus(VISIBILITY);
    }
  }

  private void delete(MessageQueue queue, LedTime time, SplittableRandom random) {
    List<Expected> held = inFlight(time);
    if (!held.isEmpty()) {
      Expected message = held.get(random.nextInt(held.size()));
      assertThat(queue.delete(String.valueOf(message.handle))).isTrue();
      expected.remove(message);
    }
  }

  private void giveBack(MessageQueue queue, LedTime time, SplittableRandom random) {
    List<Expected> held = inFlight(time);
    if (!held.isEmpty()) {
      Expected message = held.get(random.nextInt(held.size()));
      Duration timeout = Duration.ofSeconds(random.nextInt(4) * 10L);
      assertThat(queue.changeVisibility(String.valueOf(message.handle), timeout)).isTrue();
      message.hiddenUntil = time.instant().plus(timeout);
    }
  }

  private boolean isHidden(Expected message, LedTime time) {
    return message.hiddenUntil.isAfter(time.instant());
  }

  private List<Expected> inFlight(LedTime time) {
    return expected.stream().filter(message -> isHidden(message, time)).toList();
  }

  /** The messages of the groups of which none is in flight. */
  private Map<String, List<Expected>> free(LedTime time) {
    Map<String, List<Expected>> groups =
        expected.stream()
            .collect(
                Collectors.groupingBy(
                    message -> message.group, LinkedHashMap::new, Collectors.toList()));
    groups.values().removeIf(group -> group.stream().anyMatch(one -> isHidden(one, time)));
    return groups;
  }

  private MessageQueue.Counts counts(LedTime time) {
    int inFlight = inFlight(time).size();
    return new MessageQueue.Counts(expected.size() - inFlight, inFlight, 0);
  }
}
