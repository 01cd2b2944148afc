package io.gamekeeper.insight;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.contract.GameMetric;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A run that dies at any of its calls, before it has an effect or after, and the runs after it. */
final class CrashTest {
  private static final int PLAYERS = 120;
  private static final Duration LENGTH = Duration.ofSeconds(30);

  @Test
  void whereverARunDiesEachEventCountsOnceAndNoPointIsSentTwice() {
    int moments = 0;
    int lost = 0;
    boolean died;
    do {
      MemoryWorld world = afterABusyQuarterOfAnHour();
      world.lifetime = moments;
      died = diesIn(world);
      world.lifetime = Integer.MAX_VALUE;
      for (int i = 0; i < 5; i++) {
        world.pass(Duration.ofMinutes(1));
        world.run();
      }
      lost += missing(world);
      moments++;
    } while (died);

    assertThat(moments).as("moments at which a run can die").isGreaterThan(30);
    // Between the claim and the call. The claim holds all minutes that one call can take.
    assertThat(lost).as("runs that lost points").isPositive().isLessThan(moments / 4);
  }

  private static MemoryWorld afterABusyQuarterOfAnHour() {
    MemoryWorld world = new MemoryWorld();
    world.mostPoints = 20;
    world.run();
    for (int i = 0; i < PLAYERS; i++) {
      String player = "player" + i;
      world.joins(player);
      world.pass(Duration.ofSeconds(7));
      world.leaves(player, LENGTH);
      if (i % 3 == 0) {
        world.deliver(
            new PurchaseEvent(world.now + "#" + i, "purchase" + i, 0, "EUR", true, 100, world.now));
      }
    }
    return world;
  }

  private static boolean diesIn(MemoryWorld world) {
    try {
      world.run();
      return false;
    } catch (MemoryWorld.Died e) {
      return true;
    }
  }

  /** Checks what CloudWatch has; returns 1 if points are missing. */
  private static int missing(MemoryWorld world) {
    Map<List<Object>, Integer> points = new HashMap<>();
    world.taken.stream()
        .flatMap(List::stream)
        .forEach(point -> points.merge(List.of(point.metric(), point.at()), 1, Integer::sum));
    assertThat(points.values()).as("times each point was sent").allMatch(times -> times == 1);
    // What was counted is whole, whatever was sent.
    assertThat(world.players).hasSize(PLAYERS);
    assertThat(world.inbox).isEmpty();
    Day today =
        world.kept.orElseThrow().days().getOrDefault(LocalDate.parse("2026-06-01"), new Day());
    assertThat(today.active()).isEqualTo(PLAYERS);
    assertThat(today.revenue().get("EUR"))
        .isEqualTo(new Day.Revenue(PLAYERS / 3, PLAYERS / 3 * 100));
    double registrations = world.sum(GameMetric.NEW_PLAYER_REGISTRATIONS);
    double purchases = world.sum(GameMetric.TRANSACTION_VOLUME);
    double seconds = world.sum(GameMetric.AVERAGE_SESSION_DURATION);
    assertThat(registrations).isLessThanOrEqualTo(PLAYERS);
    assertThat(purchases).isLessThanOrEqualTo(PLAYERS / 3);
    assertThat(seconds).isLessThanOrEqualTo((double) PLAYERS * LENGTH.toSeconds());
    boolean whole =
        registrations == PLAYERS
            && purchases == PLAYERS / 3
            && seconds == (double) PLAYERS * LENGTH.toSeconds();
    Instant noon = Instant.parse("2026-06-01T12:00:00Z");
    assertThat(whole)
        .isEqualTo(
            world.points(GameMetric.TRANSACTION_VOLUME).size()
                == Duration.between(noon, world.kept.orElseThrow().open()).toMinutes());
    return whole ? 0 : 1;
  }
}
