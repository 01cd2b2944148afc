package io.gamekeeper.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.testing.VirtualTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class IntakeTest {
  private final VirtualTime time = new VirtualTime();
  private final List<EventMessage> sent = new ArrayList<>();
  private final List<EventMessage> ordered = new ArrayList<>();
  private int depth;
  private boolean refuses;
  private boolean refusesOrdered;

  private final EventQueue queue =
      new EventQueue() {
        @Override
        public int depth() {
          return depth;
        }

        @Override
        public void send(EventMessage message) {
          answer(refuses);
          sent.add(message);
        }

        @Override
        public void sendInOrder(String player, EventMessage message) {
          answer(refusesOrdered);
          assertThat(message.events()).extracting(PlayerEvent::player).containsOnly(player);
          ordered.add(message);
        }

        private static void answer(boolean refuses) {
          if (refuses) {
            throw new EventQueueException(new IllegalStateException("away"));
          }
        }
      };

  private final Intake intake =
      new Intake(
          ListenersFile.packaged(), queue, new QueueGauge(queue::depth, 10, time, _ -> {}), time);

  @Test
  void whatIsRightIsTakenAndWhatIsWrongIsNamed() {
    assertThat(take(login(1), "{}", login(2), "7"))
        .isEqualTo(
            new Intake.Outcome.Taken(
                2,
                List.of(
                    new Intake.Rejected(1, "field 'type' must be a text"),
                    new Intake.Rejected(3, "an event must be an object"))));

    assertThat(sent).singleElement().satisfies(message -> assertThat(message.events()).hasSize(2));
    assertThat(ordered).isEmpty();
  }

  @Test
  void eventsWhoseListenerNeedsTheirOrderGoToItsQueueToo() {
    take(login(1), levelUp(2), login(3), levelUp(4));

    assertThat(sent).singleElement().satisfies(message -> assertThat(message.events()).hasSize(4));
    assertThat(ordered)
        .singleElement()
        .satisfies(
            message ->
                assertThat(message.events()).extracting(PlayerEvent::id).containsExactly("2", "4"));
  }

  @Test
  void whatAQueueDoesNotConfirmIsNotAccepted() {
    refuses = true;
    assertThat(take(login(1))).isInstanceOf(Intake.Outcome.NotConfirmed.class);
    refuses = false;
    refusesOrdered = true;
    assertThat(take(levelUp(1))).isInstanceOf(Intake.Outcome.NotConfirmed.class);
    assertThat(take(login(1))).isInstanceOf(Intake.Outcome.Taken.class);
  }

  @Test
  void nothingIsTakenWhileTheQueueIsFull() {
    depth = 10;
    assertThat(take(login(1))).isEqualTo(new Intake.Outcome.Full());
    assertThat(sent).isEmpty();

    depth = 9;
    time.advance(QueueGauge.BETWEEN);
    assertThat(take(login(1))).isInstanceOf(Intake.Outcome.Taken.class);
  }

  @Test
  void aRequestHasOneToAHundredEvents() {
    assertThat(intake.take("ann", null)).isInstanceOf(Intake.Outcome.Unreadable.class);
    assertThat(take()).isInstanceOf(Intake.Outcome.Unreadable.class);
    assertThat(take(Collections.nCopies(101, login(1)).toArray(String[]::new)))
        .isEqualTo(new Intake.Outcome.Unreadable("field 'events' must have 1 to 100 events"));
    assertThat(take(Collections.nCopies(100, login(1)).toArray(String[]::new)))
        .isEqualTo(new Intake.Outcome.Taken(100, List.of()));
  }

  @Test
  void aRequestWithoutAnyRightEventSendsNothing() {
    assertThat(take("{}"))
        .isEqualTo(
            new Intake.Outcome.Taken(
                0, List.of(new Intake.Rejected(0, "field 'type' must be a text"))));
    assertThat(sent).isEmpty();
  }

  private Intake.Outcome take(String... events) {
    List<JsonNode> nodes = new ArrayList<>();
    for (String event : events) {
      try {
        nodes.add(new ObjectMapper().readTree(event));
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException(e);
      }
    }
    return intake.take("ann", nodes);
  }

  private String login(int id) {
    return "{\"id\": \"%d\", \"type\": \"login\", \"at\": \"%s\"}".formatted(id, time.instant());
  }

  private String levelUp(int id) {
    return "{\"id\": \"%d\", \"type\": \"level_up\", \"at\": \"%s\", \"data\": {\"level\": 2}}"
        .formatted(id, time.instant());
  }
}
