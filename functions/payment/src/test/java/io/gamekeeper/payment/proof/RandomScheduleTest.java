package io.gamekeeper.payment.proof;

import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * Schedules nobody thought of. {@code -Dproofs.schedules} says how many, {@code -Dproofs.seed}
 * which is the first; each is determined by its seed.
 */
@Timeout(400)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RandomScheduleTest {
  private static final int SCHEDULES = Integer.getInteger("proofs.schedules", 2_000);
  private static final long FIRST = Long.getLong("proofs.seed", 20_261_121);

  private final Lanes lanes = new Lanes(Lanes.COUNT);

  @AfterAll
  void end() {
    lanes.close();
  }

  @Test
  void everyScheduleEndsWell() {
    long start = System.nanoTime();

    lanes.forEach(
        LongStream.range(FIRST, FIRST + SCHEDULES).boxed().toList(), RandomScheduleTest::run);

    System.out.printf(
        "%d random schedules from seed %d: %d ms%n",
        SCHEDULES, FIRST, (System.nanoTime() - start) / 1_000_000);
  }

  private static void run(Lane lane, long seed) {
    try {
      new RandomSchedule(lane, Sabotage.NONE, seed).run();
    } catch (AssertionError e) {
      throw new AssertionError(
          """
          seed %d; to run it alone:
            ./mvnw -pl functions/payment -am test -Dtest=RandomScheduleTest \
          -Dsurefire.failIfNoSpecifiedTests=false -Dproofs.schedules=1 -Dproofs.seed=%d
          %s\
          """
              .formatted(seed, seed, e.getMessage()),
          e);
    }
  }
}
