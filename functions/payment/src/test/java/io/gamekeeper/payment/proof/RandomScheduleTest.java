package io.gamekeeper.payment.proof;

import io.gamekeeper.testing.Proofs;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * Schedules nobody thought of. {@code -Dproofs.schedules} says how many there are, {@code
 * -Dproofs.first} which is the first; each is determined by its number.
 */
@Tag(Proofs.SAMPLED)
@Timeout(400)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RandomScheduleTest {
  private static final int SAMPLE = 300;
  private static final int SCHEDULES = Integer.getInteger("proofs.schedules", 2_000);
  private static final long FIRST = Long.getLong("proofs.first", 20_261_121);

  private final Lanes lanes = new Lanes(Lanes.COUNT);

  @AfterAll
  void end() {
    lanes.close();
  }

  @Test
  void everyScheduleEndsWell() {
    List<Long> schedules =
        Proofs.current()
            .of(
                "random schedules",
                LongStream.range(FIRST, FIRST + SCHEDULES).boxed().toList(),
                SAMPLE);
    long start = System.nanoTime();

    lanes.forEach(schedules, RandomScheduleTest::run);

    System.out.printf(
        "%d random schedules: %d ms%n", schedules.size(), (System.nanoTime() - start) / 1_000_000);
  }

  private static void run(Lane lane, long number) {
    try {
      new RandomSchedule(lane, Sabotage.NONE, number).run();
    } catch (AssertionError e) {
      throw new AssertionError(
          """
          schedule %d; to run it alone:
            ./mvnw -pl functions/payment -am test -Dtest=RandomScheduleTest \
          -Dsurefire.failIfNoSpecifiedTests=false -Dproofs.schedules=1 -Dproofs.first=%d
          %s\
          """
              .formatted(number, number, e.getMessage()),
          e);
    }
  }
}
