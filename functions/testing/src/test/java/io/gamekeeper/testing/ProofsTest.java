package io.gamekeeper.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ProofsTest {
  private static final List<Integer> CASES = IntStream.range(0, 100).boxed().toList();

  @Test
  void aSampleHasSoManyCasesInTheirOrder() {
    List<Integer> sample = new Proofs(false, 1).of("cases", CASES, 10);

    assertThat(sample).hasSize(10).isSorted().doesNotHaveDuplicates().isSubsetOf(CASES);
  }

  @Test
  void theSameSeedGivesTheSameSampleAndOthersReachEveryCase() {
    Set<Integer> seen = new HashSet<>();
    for (int seed = 0; seed < 200; seed++) {
      List<Integer> sample = new Proofs(false, seed).of("cases", CASES, 10);

      assertThat(new Proofs(false, seed).of("cases", CASES, 10)).isEqualTo(sample);
      seen.addAll(sample);
    }

    assertThat(seen).containsAll(CASES);
  }

  @Test
  void theWholeIsEveryCase() {
    assertThat(new Proofs(true, 1).of("cases", CASES, 10)).isEqualTo(CASES);
    assertThat(new Proofs(true, 1).of("cases", CASES, 10, 20)).hasSize(20);
    assertThat(new Proofs(false, 1).of("cases", CASES, 10, 20)).hasSize(10);
  }

  @Test
  void fewCasesAreNeverSampled() {
    assertThat(new Proofs(false, 1).of("cases", CASES, 100)).isEqualTo(CASES);
  }
}
