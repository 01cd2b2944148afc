package io.gamekeeper.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gamekeeper.cli.Project;
import io.gamekeeper.cli.Synthesis;
import io.gamekeeper.local.Stage;
import io.gamekeeper.local.StageOptions;
import io.gamekeeper.local.aws.cloudwatch.AlarmViews;
import io.gamekeeper.local.target.SharedAlarms.State;
import io.gamekeeper.local.time.StageTime;
import io.gamekeeper.testing.Proofs;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the alarms say while the payment database is away, on a virtual clock: one message with the
 * cause, and none of what follows from it.
 */
@Tag(Proofs.WHOLE_ONLY)
final class OutageAlarmsTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration TOKEN_LIFE = Duration.ofDays(3);

  /** Fewer in a minute say nothing about a rate. */
  private static final int PURCHASES = 6;

  private static Stage stage;
  private static Api api;
  private static int keys;

  @BeforeAll
  static void start() throws InterruptedException {
    Project project = Project.current();
    new Synthesis(project).refresh();
    SplittableRandom random = new SplittableRandom(20261130);
    stage =
        Stage.start(
            new StageOptions(
                project.root(),
                project.assembly(),
                StageOptions.DEV,
                0,
                Optional.empty(),
                StageTime.virtual(
                    Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofDays(1)),
                    () -> {
                      synchronized (random) {
                        return random.nextLong();
                      }
                    })));
    api =
        new Api(
            URI.create("http://127.0.0.1:" + stage.port()),
            player -> stage.token(player, TOKEN_LIFE));
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  @Test
  void theCauseIsToldAndWhatFollowsFromItIsNot() throws Exception {
    pass(5, 0);
    Instant calm = now();
    assertThat(view("PaymentSystemFailure").state()).isEqualTo(State.OK);
    assertThat(view("DatabaseConnectionLost").state()).isEqualTo(State.OK);

    stage.parts().supervision().named("mariadb").engine().stop();
    pass(5, PURCHASES);
    assertThat(view("DatabaseConnectionLost").state()).isEqualTo(State.ALARM);
    assertThat(view("PaymentSystemFailure-SuccessRate").state()).isEqualTo(State.ALARM);
    assertThat(view("PaymentSystemFailure").state()).isEqualTo(State.ALARM);
    assertThat(view("PaymentSystemFailure").suppressedBy()).isEqualTo("Alarm");

    assertThat(told("PaymentDatabaseDown", calm)).isEqualTo(1);
    assertThat(told("PaymentSystemFailure", calm)).isZero();
    assertThat(told("PaymentsDelayed", calm)).isZero();
    assertThat(told("EventsDelayed", calm)).isZero();

    stage.parts().supervision().named("mariadb").engine().start();
    pass(20, 0);
    assertThat(view("PaymentDatabaseDown").state()).isEqualTo(State.OK);
    assertThat(view("PaymentSystemFailure").state()).isEqualTo(State.OK);
    assertThat(told("PaymentDatabaseDown", calm)).as("that it is over, too").isEqualTo(2);
    assertThat(told("PaymentSystemFailure", calm)).isZero();
  }

  /** Lets minutes pass, in each of which so many players buy. */
  private static void pass(int minutes, int purchases) throws InterruptedException {
    for (int minute = 0; minute < minutes; minute++) {
      for (int i = 0; i < purchases; i++) {
        buy("player-" + i);
      }
      stage.parts().ground().agenda().advance(MINUTE);
    }
  }

  private static void buy(String player) {
    HttpRequest.Builder request =
        api.request("/v1/purchases")
            .header("Authorization", api.bearer(player))
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", "key-" + keys++)
            .POST(
                BodyPublishers.ofString(
                    JsonNodeFactory.instance
                        .objectNode()
                        .put("sku", "sword")
                        .put("store", "wallet")
                        .toString()));
    api.send(request);
  }

  private static AlarmViews.View view(String alarm) {
    return stage.parts().alarms().find("gamekeeper-dev-" + alarm).orElseThrow();
  }

  /** How often an alarm has told somebody since then. */
  private static long told(String alarm, Instant since) {
    return stage.parts().alarms().history("gamekeeper-dev-" + alarm).stream()
        .filter(item -> item.type().equals("Action") && item.at().isAfter(since))
        .count();
  }

  private static Instant now() {
    return stage.parts().ground().time().clock().instant();
  }
}
