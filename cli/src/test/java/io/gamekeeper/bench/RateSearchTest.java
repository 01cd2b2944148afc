package io.gamekeeper.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RateSearchTest {
  private final List<Integer> tried = new ArrayList<>();

  @Test
  void doublesUntilARateDoesNotHoldAndThenLooksBetween() throws Exception {
    assertThat(highest(new RateSearch(250, 16_000, 3), 1_700)).contains(1_625);
    assertThat(tried).containsExactly(250, 500, 1_000, 2_000, 1_500, 1_750, 1_625);
  }

  @Test
  void looksBelowTheFirstRateIfNotEvenThatHolds() throws Exception {
    assertThat(highest(new RateSearch(250, 16_000, 3), 100)).contains(93);
    assertThat(tried).containsExactly(250, 125, 62, 93);
  }

  @Test
  void endsAtTheHighestRateThatIsAllowed() throws Exception {
    assertThat(highest(new RateSearch(250, 900, 3), 5_000)).contains(900);
    assertThat(tried).containsExactly(250, 500, 900);
  }

  @Test
  void tellsIfNoRateHolds() throws Exception {
    assertThat(highest(new RateSearch(2, 900, 3), 0)).isEmpty();
    assertThat(tried).containsExactly(2, 1);
  }

  private Optional<Integer> highest(RateSearch search, int holding) throws InterruptedException {
    return search.highest(
        rate -> {
          tried.add(rate);
          return rate <= holding ? Optional.of(rate) : Optional.empty();
        });
  }
}
