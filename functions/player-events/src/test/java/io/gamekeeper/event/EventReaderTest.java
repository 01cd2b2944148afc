package io.gamekeeper.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.contract.event.EventLimits;
import io.gamekeeper.contract.event.EventType;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EventReaderTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2026-11-30T10:00:00.123456Z");

  @Test
  void anEventIsReadWithWhatItsSenderSaid() {
    PlayerEvent event =
        valid(
            """
            {"id": "e-1", "type": "level_up", "version": 1, "at": "2026-11-30T10:59:59.5+01:00",
             "data": {"level": 7, "mood": {"smile": [true, null]}}}""");

    assertThat(event.id()).isEqualTo("e-1");
    assertThat(event.type()).isEqualTo(EventType.LEVEL_UP);
    assertThat(event.version()).isEqualTo(1);
    assertThat(event.player()).isEqualTo("ann");
    assertThat(event.at()).isEqualTo("2026-11-30T09:59:59.500Z");
    assertThat(event.received()).isEqualTo("2026-11-30T10:00:00.123Z");
    assertThat(event.data())
        .as("fields that the schema does not know are kept")
        .isEqualTo(json("{\"level\": 7, \"mood\": {\"smile\": [true, null]}}"));
  }

  @Test
  void anEventWithoutAnIdGetsTheSameForTheSameContent() {
    String sent = "{\"type\": \"login\", \"at\": \"2026-11-30T10:00:00Z\", \"data\": {\"x\": 1}}";

    assertThat(valid(sent).id()).isEqualTo(valid(sent).id()).hasSize(32);
    assertThat(valid(sent.replace("1}", "2}")).id()).isNotEqualTo(valid(sent).id());
    assertThat(valid(sent.replace("00:00Z", "00:01Z")).id()).isNotEqualTo(valid(sent).id());
    assertThat(valid(sent.replace("login", "logout")).id()).isNotEqualTo(valid(sent).id());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          7 | an event must be an object
          null | an event must be an object
          {} | field 'type' must be a text
          {"type": 1} | field 'type' must be a text
          {"type": "dance"} | type 'dance' is unknown
          {"type": "LOGIN"} | type 'LOGIN' is unknown
          {"type": "login", "player": "bob"} | field 'player' is unknown: what happened belongs into 'data'
          {"type": "login"} | field 'at' must be a time such as "2026-11-30T10:00:00.000Z"
          {"type": "login", "at": 7} | field 'at' must be a time such as "2026-11-30T10:00:00.000Z"
          {"type": "login", "at": "2026-11-30T10:00:00"} | field 'at' must be a time such as "2026-11-30T10:00:00.000Z"
          {"type": "login", "at": "+999999999-01-01T00:00:00Z"} | field 'at' is more than 5 minutes in the future: check the sender's clock
          {"type": "login", "at": "2026-11-30T10:05:01Z"} | field 'at' is more than 5 minutes in the future: check the sender's clock
          {"type": "login", "at": "2026-11-23T09:59:59Z"} | field 'at' is more than 7 days ago
          {"type": "login", "version": 2, "at": "2026-11-30T10:00:00Z"} | field 'version' must be an integer from 1 to 1, the newest of login
          {"type": "login", "version": "1", "at": "2026-11-30T10:00:00Z"} | field 'version' must be an integer from 1 to 1, the newest of login
          {"type": "login", "id": "", "at": "2026-11-30T10:00:00Z"} | field 'id' must be 1 to 64 of letters, digits and . _ : -
          {"type": "login", "id": "a#b", "at": "2026-11-30T10:00:00Z"} | field 'id' must be 1 to 64 of letters, digits and . _ : -
          {"type": "login", "id": 5, "at": "2026-11-30T10:00:00Z"} | field 'id' must be 1 to 64 of letters, digits and . _ : -
          {"type": "login", "at": "2026-11-30T10:00:00Z", "data": []} | field 'data' must be an object
          {"type": "login", "at": "2026-11-30T10:00:00Z", "data": {"platform": "toaster"}} | 'data.platform' must be one of ios, android, web, windows, macos, linux, console
          {"type": "level_up", "at": "2026-11-30T10:00:00Z"} | 'data.level' is missing: integer from 1 to 100000
          {"type": "level_up", "at": "2026-11-30T10:00:00Z", "data": {"level": null}} | 'data.level' is missing: integer from 1 to 100000
          {"type": "level_up", "at": "2026-11-30T10:00:00Z", "data": {"level": 0}} | 'data.level' must be integer from 1 to 100000
          {"type": "level_up", "at": "2026-11-30T10:00:00Z", "data": {"level": 1.5}} | 'data.level' must be integer from 1 to 100000
          {"type": "level_up", "at": "2026-11-30T10:00:00Z", "data": {"level": "7"}} | 'data.level' must be integer from 1 to 100000
          {"type": "level_up", "at": "2026-11-30T10:00:00Z", "data": {"level": 99999999999999999999}} | 'data.level' must be integer from 1 to 100000
          {"type": "logout", "at": "2026-11-30T10:00:00Z", "data": {"duration_seconds": -1}} | 'data.duration_seconds' must be number from 0 to 100000000
          {"type": "login", "at": "2026-11-30T10:00:00Z", "data": {"a b": 1}} | 'data' has a field whose name is not 1 to 64 letters, digits and _ . $ -: 'a b'
          {"type": "login", "at": "2026-11-30T10:00:00Z", "data": {"x": "a\\u0000b"}} | 'data' has a text with a control character
          {"type": "login", "at": "2026-11-30T10:00:00Z", "data": {"x": "\\ud800"}} | 'data' has a text with a control character
          {"type": "login", "at": "2026-11-30T10:00:00Z", "data": {"x": [[[[[1]]]]]}} | 'data' is nested deeper than 5 levels
          """)
  void whatBreaksARuleIsRejectedWithTheRule(String sent, String reason) {
    assertThat(EventReader.read(json(sent), "ann", NOW))
        .isEqualTo(new EventReader.Result.Invalid(reason));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'; DROP TABLE player_events; --",
        "<script>alert(1)</script>",
        "${jndi:ldap://example}",
        "\\u202Eevil",
        "😀",
        "a\\nb"
      })
  void textsAreTakenAsTheyAre(String text) {
    PlayerEvent event =
        valid(
            "{\"type\": \"login\", \"at\": \"2026-11-30T10:00:00Z\", \"data\": {\"x\": \"%s\"}}"
                .formatted(text));

    assertThat(event.data().get("x")).isEqualTo(json("\"" + text + "\""));
  }

  @Test
  void theTimesAtTheBoundsAreTaken() {
    for (Duration distance : new Duration[] {EventLimits.AHEAD, EventLimits.AGE.negated()}) {
      Instant at = NOW.plus(distance);
      assertThat(valid("{\"type\": \"login\", \"at\": \"" + at + "\"}").type())
          .isEqualTo(EventType.LOGIN);
    }
  }

  @Test
  void dataHasBounds() {
    assertThat(reason(login("x", "\"" + "a".repeat(EventLimits.TEXT + 1) + "\"")))
        .isEqualTo("'data' has a text of 1001 characters; 1000 are allowed");
    StringBuilder many = new StringBuilder("\"x0\": 0");
    for (int i = 1; i <= EventLimits.FIELDS; i++) {
      many.append(", \"x").append(i).append("\": 0");
    }
    assertThat(
            reason(
                "{\"type\": \"login\", \"at\": \"2026-11-30T10:00:00Z\", \"data\": {"
                    + many
                    + "}}"))
        .isEqualTo("'data' has more than 50 fields: 51");
    String long8 = ("\"" + "a".repeat(900) + "\",").repeat(10);
    assertThat(reason(login("x", "[" + long8 + "1]"))).contains("bytes; 8192 are allowed");
  }

  @Test
  void aLongUnknownTypeIsEchoedInPart() {
    assertThat(reason("{\"type\": \"" + "x".repeat(5000) + "\"}")).hasSizeLessThan(80);
  }

  private static String login(String field, String value) {
    return "{\"type\": \"login\", \"at\": \"2026-11-30T10:00:00Z\", \"data\": {\"%s\": %s}}"
        .formatted(field, value);
  }

  private static PlayerEvent valid(String sent) {
    return switch (EventReader.read(json(sent), "ann", NOW)) {
      case EventReader.Result.Valid(PlayerEvent event) -> event;
      case EventReader.Result.Invalid(String reason) -> throw new AssertionError(reason);
    };
  }

  private static String reason(String sent) {
    return switch (EventReader.read(json(sent), "ann", NOW)) {
      case EventReader.Result.Valid(PlayerEvent event) -> throw new AssertionError(event);
      case EventReader.Result.Invalid(String reason) -> reason;
    };
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
