package io.gamekeeper.event.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.contract.event.EventType;
import io.gamekeeper.event.EventMessage;
import io.gamekeeper.event.Events;
import io.gamekeeper.event.PlayerEvent;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EventCodecTest {
  @Test
  void whatIsWrittenIsReadAgain() {
    EventMessage message =
        EventMessage.again(
            List.of(
                Events.login("ann", "e1"),
                Events.event(EventType.CHAT_REPORT, "a:b", "ü", "{\"x\": [1.5, null, \"😀\"]}")),
            new EventMessage.Retry("lake", 3, "no \"answer\""));

    assertThat(EventCodec.read(EventCodec.write(message))).isEqualTo(message);
    List<PlayerEvent> events = List.of(Events.levelUp("ann", "e2", 7));
    EventMessage fresh = EventMessage.of(events);
    assertThat(EventCodec.read(EventCodec.write(fresh))).isEqualTo(fresh);
    EventMessage queued = EventMessage.queued(events, Events.AT.plusSeconds(60));
    assertThat(EventCodec.read(EventCodec.write(queued))).isEqualTo(queued);
  }

  @Test
  void whatALaterReleaseAddsIsIgnored() {
    EventMessage message = EventMessage.of(List.of(Events.login("ann", "e1")));
    String later = EventCodec.write(message).replace("\"id\":", "\"new\":{},\"id\":");

    assertThat(EventCodec.read(later)).isEqualTo(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          no json | the message is not JSON
          {} | the message lacks 'events'
          {"events": []} | the message has no events
          {"events": [{}]} | the message lacks 'type'
          {"events": [{"id": "e", "type": "dance", "data": {}}]} | type dance is unknown
          {"events": [{"type": "login", "data": 7}]} | the data of an event is no object
          """)
  void whatWasNotWrittenHereIsRefused(String body, String message) {
    assertThatThrownBy(() -> EventCodec.read(body))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
