package io.gamekeeper.event.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.contract.event.EventOperationsEnvironment;
import io.gamekeeper.contract.event.EventQueueEnvironment;
import io.gamekeeper.contract.event.EventRetryEnvironment;
import io.gamekeeper.event.DeadEvents.DeadEvent;
import io.gamekeeper.event.EventMessage;
import io.gamekeeper.event.EventMessage.Retry;
import io.gamekeeper.event.EventQueueException;
import io.gamekeeper.event.Events;
import io.gamekeeper.event.PlayerEvent;
import io.gamekeeper.platform.telemetry.Telemetry;
import io.gamekeeper.platform.testing.FakePlatform;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

final class SqsDeadEventsTest {
  private static final String DEAD = "https://sqs/dead";
  private static final String ORDERED_DEAD = "https://sqs/ordered-dead.fifo";

  private final FakeSqs sqs = new FakeSqs();
  private final SqsDeadEvents dead =
      new SqsDeadEvents(
          sqs,
          new EventOperationsEnvironment(
              new EventQueueEnvironment("https://sqs/arriving", "https://sqs/ordered.fifo", 10),
              new EventRetryEnvironment("https://sqs/failed", DEAD),
              ORDERED_DEAD),
          new Telemetry(new FakePlatform()));

  @Test
  void lookingShowsWhatThereIsAndTakesNothing() {
    givenUp("lake", Events.login("ann", "e1"));
    sqs.sendMessage(request(DEAD, "no json", null));
    sqs.sendMessage(request(ORDERED_DEAD, body(Events.levelUp("bob", "e2", 7)), "bob"));

    assertThat(dead.look(50)).extracting(DeadEvent::listener).containsExactly("lake", "", "");
    assertThat(dead.look(50).get(1).message()).isEmpty();
    assertThat(dead.look(2)).hasSize(2);
    assertThat(dead.waiting()).isEqualTo(3);
    assertThat(sqs.hidden()).isZero();
  }

  @Test
  void whatAListenerGaveUpGoesBackToItWithAllAttempts() {
    givenUp("lake", Events.login("ann", "e1"));
    givenUp("log", Events.login("ann", "e2"));

    assertThat(dead.redrive(event -> event.listener().equals("lake"))).isEqualTo(1);

    assertThat(sqs.bodies("https://sqs/failed"))
        .containsExactly(EventCodec.write(message("lake", 0, Events.login("ann", "e1"))));
    assertThat(dead.look(50)).extracting(DeadEvent::listener).containsExactly("log");
    assertThat(sqs.hidden()).isZero();
  }

  @Test
  void whatNobodyGaveUpGoesBackToAllListeners() {
    sqs.sendMessage(request(DEAD, body(Events.login("ann", "e1")), null));
    sqs.sendMessage(request(DEAD, "no json", null));

    assertThat(dead.redrive(_ -> true)).isEqualTo(2);

    assertThat(sqs.bodies("https://sqs/arriving"))
        .containsExactly(body(Events.login("ann", "e1")), "no json");
    assertThat(dead.waiting()).isZero();
  }

  @Test
  void whatNeedsItsOrderGoesBackInItsGroup() {
    sqs.sendMessage(request(ORDERED_DEAD, body(Events.levelUp("bob", "e2", 7)), "bob"));

    assertThat(dead.redrive(_ -> true)).isEqualTo(1);

    SendMessageRequest back = sqs.sent.getLast();
    assertThat(back.queueUrl()).isEqualTo("https://sqs/ordered.fifo");
    assertThat(back.messageGroupId()).isEqualTo("bob");
    assertThat(back.messageDeduplicationId()).isEqualTo("redriven-m1");
  }

  @Test
  void whatCannotBeBroughtBackStays() {
    givenUp("lake", Events.login("ann", "e1"));
    givenUp("lake", Events.login("ann", "e2"));
    sqs.away.add("/failed");

    assertThatThrownBy(() -> dead.redrive(_ -> true)).isInstanceOf(EventQueueException.class);

    assertThat(dead.waiting()).isEqualTo(2);
    assertThat(sqs.hidden()).isZero();
  }

  @Test
  void manyAreBroughtBackAtOnce() {
    for (int i = 0; i < 35; i++) {
      givenUp("lake", Events.login("ann", "e" + i));
    }

    assertThat(dead.redrive(_ -> true)).isEqualTo(35);
    assertThat(dead.waiting()).isZero();
  }

  private void givenUp(String listener, PlayerEvent event) {
    sqs.sendMessage(request(DEAD, EventCodec.write(message(listener, 3, event)), null));
  }

  private static EventMessage message(String listener, int failures, PlayerEvent event) {
    return EventMessage.again(List.of(event), new Retry(listener, failures, "no"));
  }

  private static String body(PlayerEvent event) {
    return EventCodec.write(EventMessage.of(List.of(event)));
  }

  private static SendMessageRequest request(String url, String body, @Nullable String group) {
    return SendMessageRequest.builder()
        .queueUrl(url)
        .messageBody(body)
        .messageGroupId(group)
        .build();
  }
}
