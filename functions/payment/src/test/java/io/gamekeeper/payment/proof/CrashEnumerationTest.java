package io.gamekeeper.payment.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.payment.proof.Effects.Done;
import io.gamekeeper.payment.proof.Enumeration.Schedule;
import io.gamekeeper.testing.Proofs;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever fails at whichever effect: in the end everything is there exactly once. */
@Tag(Proofs.SAMPLED)
@Timeout(400)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CrashEnumerationTest {
  /** Of each scenario. */
  private static final int SAMPLE = 25;

  private final Lanes lanes = new Lanes(Lanes.COUNT);
  private long schedulesRun;

  @AfterAll
  void end() {
    System.out.printf("crash enumeration: %d schedules%n", schedulesRun);
    lanes.close();
  }

  @ParameterizedTest
  @EnumSource(Scenario.Kind.class)
  void everyFailureAtEveryEffectEndsWell(Scenario.Kind kind) {
    List<Done> effects = lanes.first(lane -> new Enumeration(lane, Sabotage.NONE).effects(kind));
    List<Schedule> schedules =
        Proofs.current().of(kind.toString(), Enumeration.schedules(kind, effects), SAMPLE);

    long start = System.nanoTime();
    lanes.forEach(
        schedules, (lane, schedule) -> new Enumeration(lane, Sabotage.NONE).run(schedule));

    schedulesRun += schedules.size();
    System.out.printf(
        "%-40s %3d effects %5d schedules %6d ms%n",
        kind, effects.size(), schedules.size(), (System.nanoTime() - start) / 1_000_000);
    assertThat(effects)
        .as("the effects of %s; if one more is meant to be, say so in its scenario", kind)
        .hasSize(kind.effects());
  }
}
