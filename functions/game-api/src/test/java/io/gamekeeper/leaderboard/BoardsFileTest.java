package io.gamekeeper.leaderboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BoardsFileTest {
  private static final String GOOD =
      """
      boards:
        - id: arena
          order: descending
          policy: sum
          scoreMin: -5
          scoreMax: 10
          season: daily
          zone: Asia/Seoul
          size: 100
      """;

  @Test
  void thePackagedBoardsCoverPoliciesOrdersAndSeasons() {
    Set<Policy> policies = EnumSet.noneOf(Policy.class);
    Set<Order> orders = EnumSet.noneOf(Order.class);
    Set<SeasonCalendar.Kind> seasons = EnumSet.noneOf(SeasonCalendar.Kind.class);

    for (Board board : BoardsFile.packaged().all()) {
      policies.add(board.policy());
      orders.add(board.order());
      seasons.add(board.seasons().kind());
    }

    assertThat(policies).containsExactlyInAnyOrder(Policy.values());
    assertThat(orders).containsExactlyInAnyOrder(Order.values());
    assertThat(seasons).containsExactlyInAnyOrder(SeasonCalendar.Kind.values());
  }

  @Test
  void readsAllProperties() {
    Board board = BoardsFile.parse(GOOD).find("arena").orElseThrow();

    assertThat(board.order()).isEqualTo(Order.DESCENDING);
    assertThat(board.policy()).isEqualTo(Policy.SUM);
    assertThat(board.bounds()).isEqualTo(new ScoreBounds(-5, 10));
    assertThat(board.seasons().zone().getId()).isEqualTo("Asia/Seoul");
    assertThat(board.size()).isEqualTo(100);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id: arena           | id: Arena!                | boards[0].id must be 1 to 40 of a-z",
        "order: descending   | order: down               | boards[0].order must be one of descending, ascending, not 'down'",
        "policy: sum         | policy: average           | boards[0].policy must be one of best, last, sum, increment",
        "policy: sum         | policy: increment         | boards[0].scoreMin must be 0 or more where policy is increment",
        "scoreMin: -5        | scoreMin: 11              | boards[0].scoreMin must not be above scoreMax (10)",
        "scoreMin: -5        | scoreMin: '-5'            | boards[0].scoreMin is required and must be an integer",
        "scoreMax: 10        | scoreMax: 9007199254740993 | boards[0].scoreMax must be within",
        "scoreMax: 10        | scoreMax: 1.5             | boards[0].scoreMax is required and must be an integer",
        "season: daily       | season: yearly            | boards[0].season must be one of none, daily, weekly, monthly",
        "season: daily       | season: none              | boards[0].zone means nothing where season is none",
        "zone: Asia/Seoul    | zone: Mars/Olympus        | boards[0].zone must be an IANA zone",
        "zone: Asia/Seoul    | colour: red               | boards[0] has the unknown key 'colour'",
        "size: 100           | size: 0                   | boards[0].size must be 1 to",
        "size: 100           | order: ascending          | duplicate key order",
        "boards:             | bords:                    | the file has the unknown key 'bords'",
        "'  - id: arena'     | '  - !!java.net.URL [x]'  | boards.yaml:",
      })
  void saysWhichKeyIsWrongAndWhatIsAllowed(String good, String bad, String message) {
    String text = GOOD.replace(good, bad);
    assertThat(text).isNotEqualTo(GOOD);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> BoardsFile.parse(text))
        .withMessageContaining(message);
  }

  @Test
  void refusesAnIdThatIsDeclaredTwice() {
    String twice = GOOD + GOOD.substring(GOOD.indexOf('\n') + 1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> BoardsFile.parse(twice))
        .withMessageContaining("boards[1].id 'arena' is declared twice");
  }
}
