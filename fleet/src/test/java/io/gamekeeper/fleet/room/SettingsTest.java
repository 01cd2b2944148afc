package io.gamekeeper.fleet.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SettingsTest {
  @Test
  void membersForOthersAreLeftAlone() {
    assertThat(
            Settings.parse("{\"other\":{\"a\":[1e99]},\"ticksPerSecond\":30,\"playersPerRoom\":8}"))
        .isEqualTo(new Settings(30, 8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "null | not a JSON object",
        "[] | ticksPerSecond is missing",
        "[1] | not a JSON object",
        "x | not a JSON object",
        "{\"ticksPerSecond\":30,\"playersPerRoom\":8}} | not a JSON object",
        "{\"ticksPerSecond\":30,\"ticksPerSecond\":30,\"playersPerRoom\":8} | not a JSON object",
        "{\"ticksPerSecond\":30} | playersPerRoom is missing",
        "{\"ticksPerSecond\":30.5,\"playersPerRoom\":8} | ticksPerSecond is missing or not a whole",
        "{\"ticksPerSecond\":\"30\",\"playersPerRoom\":8} | ticksPerSecond is missing or not a whole",
        "{\"ticksPerSecond\":4294967316,\"playersPerRoom\":8} | ticksPerSecond is missing or not a"
            + " whole",
        "{\"ticksPerSecond\":121,\"playersPerRoom\":8} | ticksPerSecond must be 1 to 120",
      })
  void whatIsNoSettingsDocumentIsRefusedWithTheReason(String document, String why) {
    assertThatThrownBy(() -> Settings.parse(document))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }
}
