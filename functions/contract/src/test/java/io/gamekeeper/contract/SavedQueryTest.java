package io.gamekeeper.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class SavedQueryTest {
  @Test
  void namesAreThoseOfAStagesFolder() {
    assertThat(Stream.of(SavedQuery.values()).map(SavedQuery::queryName))
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("[a-z-]+"));
    assertThat(SavedQuery.ERRORS.nameIn("dev")).isEqualTo("gamekeeper-dev/errors");
  }

  @Test
  void aQueryNamesTheGroupsOfItsFunctionsAndServers() {
    assertThat(SavedQuery.STORE_TIMEOUTS.logGroups("dev"))
        .containsExactly(
            "/gamekeeper/dev/purchases",
            "/gamekeeper/dev/payment-reconciler",
            "/gamekeeper/dev/payment-operations");
    assertThat(SavedQuery.ERRORS.logGroups("dev"))
        .hasSize(GameFunction.values().length + 1)
        .contains(GameServerContract.logGroup("dev"));
  }

  @Test
  void aGroupLeadsBackToItsFunction() {
    assertThat(LogGroups.function("dev", "/gamekeeper/dev/scores")).contains(GameFunction.SCORES);
    assertThat(LogGroups.function("dev", "/gamekeeper/prod/scores")).isEmpty();
    assertThat(LogGroups.belongs("dev", "/gamekeeper/dev/game-server")).isTrue();
    assertThat(LogGroups.belongs("dev", "/gamekeeper/development/scores")).isFalse();
  }
}
