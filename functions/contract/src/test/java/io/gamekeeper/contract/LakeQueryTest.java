package io.gamekeeper.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.contract.event.LakeParameter;
import io.gamekeeper.contract.event.LakeParameter.Kind;
import io.gamekeeper.contract.event.LakeQuery;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class LakeQueryTest {
  @ParameterizedTest
  @EnumSource
  void eachQuestionMarkHasItsParameterAndEachQueryNamesTheDays(LakeQuery query) {
    assertThat(query.text().chars().filter(sign -> sign == '?').count())
        .isEqualTo(query.parameters().size());
    assertThat(query.text()).contains("day BETWEEN ? AND ?").doesNotContain(";");
    assertThat(query.queryName()).matches("[a-z]+(-[a-z]+)*");
    assertThat(query.question()).contains("?");
    assertThat(LakeQuery.named(query.queryName())).contains(query);
  }

  @Test
  void valuesBecomeLiteralsInTheOrderOfTheQuestionMarks() {
    assertThat(
            LakeQuery.PLAYER_TIMELINE.literals(
                Map.of("from", "2026-11-30T10:00:00.5Z", "to", "2026-12-01", "player", "o'neill")))
        .containsExactly(
            "'2026-11-30'",
            "'2026-12-01'",
            "'2026-11-30 10:00:00.500'",
            "'2026-12-01 00:00:00.000'",
            "'o''neill'");
  }

  @Test
  void whatIsUsedAsDayAndAsTimeIsATime() {
    assertThat(LakeQuery.PLAYER_TIMELINE.needs())
        .containsExactly(
            Map.entry("from", Kind.TIME),
            Map.entry("to", Kind.TIME),
            Map.entry("player", Kind.TEXT));
    assertThat(LakeQuery.TOP_ITEMS.needs())
        .containsExactly(Map.entry("from", Kind.DAY), Map.entry("to", Kind.DAY));
  }

  /** API reference, StartQueryExecution: an execution parameter has up to 1024 characters. */
  @Test
  void aTextIsNotLongerThanAthenaTakes() {
    assertThat(new LakeParameter("player", Kind.TEXT).literal("x".repeat(1022))).hasSize(1024);
    assertThatThrownBy(() -> new LakeParameter("player", Kind.TEXT).literal("'".repeat(512)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("player is longer than Athena takes");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          from=2026-11-30                        | players-by-day needs to
          from=2026-11-30 to=2026-11-31          | to is 2026-11-31 instead of a day such as 2026-11-30 or a time such as 2026-11-30T10:00:00Z
          from=2026-11-30 to=x'                  | to is x' instead of a day such as 2026-11-30 or a time such as 2026-11-30T10:00:00Z
          from=2026-11-30 to=2026-11-30T25:00Z   | to is 2026-11-30T25:00Z instead of a day such as 2026-11-30 or a time such as 2026-11-30T10:00:00Z
          from=2026-11-30 to=2026-11-30 player=p | players-by-day has no parameter player; it has from, to
          """)
  void aMistakeNamesItsValue(String values, String problem) {
    Map<String, String> given = new HashMap<>();
    for (String each : values.split(" ", -1)) {
      given.put(each.substring(0, each.indexOf('=')), each.substring(each.indexOf('=') + 1));
    }

    assertThatThrownBy(() -> LakeQuery.PLAYERS_BY_DAY.literals(given)).hasMessage(problem);
  }
}
