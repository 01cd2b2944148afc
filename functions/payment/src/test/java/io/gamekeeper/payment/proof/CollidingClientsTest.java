package io.gamekeeper.payment.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.payment.testing.Payments;
import io.gamekeeper.payment.testing.TestDatabase;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Everything at a time on a few players: colliding keys and payments, wallets near zero, limits
 * near their edge, refunds while goods are spent, several servers with their workers.
 */
@Timeout(180)
final class CollidingClientsTest {
  private static final int SEED = 11;
  private static final int CLIENTS = 64;
  private static final int REQUESTS = 12;
  private static final int SERVERS = 3;

  @Test
  void theLedgerIsSoundAndNobodyIsTurnedAway() throws Exception {
    AtomicLong retries = new AtomicLong();
    try (TestDatabase database = TestDatabase.create(32)) {
      Lane lane = new Lane(database);
      Game game = Game.ofCrowds(lane, SEED);
      List<Payments> servers =
          Stream.generate(
                  () ->
                      game.server(
                          database.source(),
                          duration -> {
                            retries.incrementAndGet();
                            Payments.REAL_WAITING.sleep(duration);
                          }))
              .limit(SERVERS)
              .toList();

      try (Crowd crowd = new Crowd(game, servers, CLIENTS, REQUESTS, SEED).withWorkers()) {
        crowd.await();

        System.out.printf(
            "%d clients: %d answers, %d retries%n", CLIENTS, crowd.answers(), retries.get());
        assertThat(crowd.unknown()).as("answers by 503, as after a deadlock too many").isZero();
      }
      game.settle();
      game.repeatAll();
      game.settle();
      game.assertSound(true);
      lane.disconnect();
    }
  }
}
