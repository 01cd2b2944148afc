package io.gamekeeper.event.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.contract.event.EventType;
import io.gamekeeper.event.EventMessage;
import io.gamekeeper.event.Events;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EventCodecTest {
  @Test
  void whatIsWrittenIsReadAgain() {
    EventMessage message =
        new EventMessage(
            List.of(
                Events.login("ann", "e1"),
                Events.event(EventType.CHAT_REPORT, "a:b", "ü", "{\"x\": [1.5, null, \"😀\"]}")),
            Optional.of(new EventMessage.Retry("lake", 3, "no \"answer\"")));

    assertThat(EventCodec.read(EventCodec.write(message))).isEqualTo(message);
    EventMessage fresh = EventMessage.of(List.of(Events.levelUp("ann", "e2", 7)));
    assertThat(EventCodec.read(EventCodec.write(fresh))).isEqualTo(fresh);
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
