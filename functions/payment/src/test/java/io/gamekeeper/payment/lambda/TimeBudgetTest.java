package io.gamekeeper.payment.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.contract.TimeLimit;
import io.gamekeeper.payment.database.Migration;
import io.gamekeeper.platform.DatabaseLimits;
import io.gamekeeper.platform.telemetry.Telemetry;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Adds up what the functions that nobody waits for may wait for, against when Lambda ends them. The
 * templates' tests hold Lambda to the same {@link TimeLimit}s.
 *
 * <p>What waits for the database begins only if it can end in time, and ends then: see {@link
 * BoundedDatabase}. What is left to show is that there is time enough to begin.
 */
final class TimeBudgetTest {
  /** RDS Proxy waits so long for a connection, and then says so ({@code PaymentDatabase}). */
  private static final Duration PROXY_BORROWS = Duration.ofSeconds(5);

  /** {@code innodb_lock_wait_timeout} in the parameter group. */
  private static final Duration LOCK_WAIT = Duration.ofSeconds(2);

  /** What Powertools' client waits for CloudFormation's address: connecting and an answer. */
  private static final Duration LAST_WORD = Duration.ofSeconds(2 + 30);

  /** The SDK's clients give up then, whatever they call. */
  private static final Duration SECRET = Duration.ofMillis(2500);

  @ParameterizedTest(name = "{0}")
  @MethodSource("ticking")
  void aTickEndsInItsMinute(String function, Duration shift, Duration afterwards) {
    assertThat(shift.plus(afterwards)).isLessThanOrEqualTo(TimeLimit.TICK.duration());

    Duration lastStep =
        DatabaseLimits.BACKGROUND
            .borrowing()
            .plus(Telemetry.TIME_OF_A_CALL)
            .plus(BoundedDatabase.ANSWERING);
    assertThat(lastStep).isLessThanOrEqualTo(afterwards);
  }

  static Stream<Arguments> ticking() {
    return Stream.of(
        Arguments.of("outbox-relay", OutboxRelayHandler.SHIFT, OutboxRelayHandler.LAST_BATCH),
        Arguments.of(
            "payment-reconciler",
            PaymentReconcilerHandler.SHIFT,
            PaymentReconcilerHandler.LAST_STEP));
  }

  @Test
  void aCheckOfAllBooksMayTakeAsLongAsItsFunction() {
    Duration time = TimeLimit.LONGEST.duration().minus(BoundedDatabase.ANSWERING);

    assertThat(DatabaseLimits.LONG_WORK.silence()).isGreaterThanOrEqualTo(time);
  }

  @Test
  void aMigrationOutlastsAFailoverAndStillHasTimeForItsScriptsAndItsAnswer() {
    Duration failover = Duration.ofMinutes(2);
    Duration time = TimeLimit.LONGEST.duration();

    assertThat(Migration.PATIENCE).isGreaterThan(failover.multipliedBy(2));
    assertThat(DatabaseMigrationHandler.ANSWERING).isGreaterThan(LAST_WORD.plusSeconds(5));
    assertThat(
            time.minus(SECRET)
                .minus(Migration.PATIENCE)
                .minus(DatabaseLimits.LONG_WORK.borrowing())
                .minus(DatabaseMigrationHandler.ANSWERING))
        .isGreaterThan(Duration.ofMinutes(8));
    // As its message promises, where nothing had to be waited for.
    assertThat(time.minus(DatabaseMigrationHandler.ANSWERING).minus(SECRET))
        .isGreaterThan(Duration.ofMinutes(10));
  }

  @ParameterizedTest
  @MethodSource("inBackground")
  void nobodyGivesUpBeforeTheProxyAndTheServerDo(DatabaseLimits limits) {
    assertThat(limits.loggingIn()).isGreaterThan(PROXY_BORROWS);
    assertThat(limits.silence()).isGreaterThan(PROXY_BORROWS.plus(LOCK_WAIT));
  }

  static Stream<DatabaseLimits> inBackground() {
    return Stream.of(DatabaseLimits.BACKGROUND, DatabaseLimits.LONG_WORK);
  }

  @Test
  void playersWaitForTheDatabaseNoLongerThanBefore() {
    DatabaseLimits players = DatabaseLimits.PLAYERS;

    assertThat(players.silence()).isGreaterThan(LOCK_WAIT);
    assertThat(players.borrowing().plus(players.silence()))
        .isLessThanOrEqualTo(TimeLimit.PLAYER.duration().dividedBy(2));
  }
}
