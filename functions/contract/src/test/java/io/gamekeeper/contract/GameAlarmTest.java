package io.gamekeeper.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class GameAlarmTest {

  @Test
  void namesDifferAndHoldNoSeparator() {
    assertThat(Stream.of(GameAlarm.values()).map(GameAlarm::alarmName))
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("[A-Z][A-Za-z]+"));
  }

  @Test
  void anAlarmInAStageNamesTheStageAndWhatItWatches() {
    assertThat(GameAlarm.LEDGER_VIOLATIONS.nameIn("prod"))
        .isEqualTo("gamekeeper-prod-LedgerViolations");
    assertThat(GameAlarm.DEAD_LETTERS.nameIn("dev", "FailedRebuilds"))
        .isEqualTo("gamekeeper-dev-DeadLetters-FailedRebuilds");
  }
}
