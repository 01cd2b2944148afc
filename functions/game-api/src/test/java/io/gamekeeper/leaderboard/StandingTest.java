package io.gamekeeper.leaderboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StandingTest {
  private final Random random = new Random(7);
  private final List<ScoreEntry> entries = new ArrayList<>();

  @Test
  void bestKeepsTheFirstEntryOfTheBestScore() {
    add(5);
    ScoreEntry first = add(9);
    add(9);
    add(1);

    Standing standing = fold(Policy.BEST, Order.DESCENDING);

    assertThat(standing.score()).isEqualTo(9);
    assertThat(standing.reached()).isEqualTo(first.stamp());
    assertThat(standing.improved()).isTrue();
  }

  @Test
  void bestOfAnAscendingBoardIsTheLowest() {
    add(5);
    ScoreEntry lowest = add(-2);
    add(9);

    assertThat(fold(Policy.BEST, Order.ASCENDING).reached()).isEqualTo(lowest.stamp());
  }

  @Test
  void lastKeepsTheStampOfTheRunOfEqualScores() {
    add(7);
    add(3);
    ScoreEntry runStart = add(4);
    ScoreEntry newest = add(4);

    Standing standing = fold(Policy.LAST, Order.DESCENDING);

    assertThat(standing.score()).isEqualTo(4);
    assertThat(standing.reached()).isEqualTo(runStart.stamp());
    assertThat(standing.latest()).isEqualTo(newest.stamp());
    assertThat(standing.improved()).isTrue();
  }

  @Test
  void lastHasNotImprovedWhereTheNewScoreIsWorse() {
    add(7);
    add(3);

    assertThat(fold(Policy.LAST, Order.DESCENDING).improved()).isFalse();
    assertThat(fold(Policy.LAST, Order.ASCENDING).improved()).isTrue();
  }

  @Test
  void sumAddsAndIgnoresZeroForTheReachedStamp() {
    add(10);
    ScoreEntry spent = add(-4);
    add(0);

    Standing standing = fold(Policy.SUM, Order.DESCENDING);

    assertThat(standing.score()).isEqualTo(6);
    assertThat(standing.reached()).isEqualTo(spent.stamp());
    assertThat(standing.improved()).isFalse();
  }

  @Test
  void sumIsExactBeyondTheLimitThatIsShown() {
    add(ScoreBounds.MAX);
    add(ScoreBounds.MAX);
    assertThat(fold(Policy.SUM, Order.DESCENDING).score()).isEqualTo(ScoreBounds.MAX);

    add(-ScoreBounds.MAX);
    add(-1);

    assertThat(fold(Policy.SUM, Order.DESCENDING).score()).isEqualTo(ScoreBounds.MAX - 1);
  }

  @Test
  void sumSaturatesBelowToo() {
    add(-ScoreBounds.MAX);
    assertThat(fold(Policy.SUM, Order.DESCENDING).score()).isEqualTo(-ScoreBounds.MAX);

    add(-1);

    assertThat(fold(Policy.SUM, Order.DESCENDING).score()).isEqualTo(-ScoreBounds.MAX);
    assertThat(fold(Policy.SUM, Order.DESCENDING).total())
        .isEqualTo(Total.of(-ScoreBounds.MAX).plus(Total.of(-1)));
  }

  @Test
  void nothingMakesNoStanding() {
    assertThat(Standing.fold(Worlds.board(Policy.BEST, Order.ASCENDING, 10), List.of())).isEmpty();
  }

  @Test
  void stampsSortAsTheirEncodedForms() {
    for (int i = 0; i < 1000; i++) {
      Stamp one = Worlds.stamp(random.nextInt(3), random);
      Stamp other = Worlds.stamp(random.nextInt(3), random);

      assertThat(Integer.signum(one.encode().compareTo(other.encode())))
          .isEqualTo(Integer.signum(one.compareTo(other)));
      assertThat(Stamp.decode(one.encode())).isEqualTo(one);
      assertThat(Stamp.startOf(bytes(one.encode() + ":player"))).isEqualTo(one);
    }
  }

  private ScoreEntry add(long score) {
    ScoreEntry entry = new ScoreEntry("p", score, Worlds.stamp(entries.size(), random));
    entries.add(entry);
    return entry;
  }

  private Standing fold(Policy policy, Order order) {
    return Standing.fold(Worlds.board(policy, order, 10), entries).orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0000000000000001:too-short",
        "00000000000000001a-request-of-23-chars:player",
        "000000000000000x:a-request-of-23-charact:player",
        "-000000000000001:a-request-of-23-charact:player",
      })
  void textThatBeginsWithNoStampIsRefused(String text) {
    assertThatThrownBy(() -> Stamp.startOf(bytes(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(text);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
