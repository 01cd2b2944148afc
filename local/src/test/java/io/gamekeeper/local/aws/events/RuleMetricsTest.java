package io.gamekeeper.local.aws.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gamekeeper.local.LedTime;
import io.gamekeeper.local.Measured;
import io.gamekeeper.local.target.Call;
import io.gamekeeper.local.target.NotTakenException;
import io.gamekeeper.local.target.Target;
import io.gamekeeper.local.template.AwsEnvironment;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RuleMetricsTest {
  private static final AwsEnvironment EU = new AwsEnvironment("000000000000", "eu-central-1");
  private static final String DEAD = EU.arn("sqs", "dead");
  private static final Map<String, String> CUSTOM =
      Map.of("EventBusName", "game", "RuleName", "sold");

  private final LedTime time = new LedTime();
  private final Measured measured = new Measured(time.ground(), "AWS/Events");
  private final EventBuses buses = new EventBuses(time.ground());
  private int refusals;

  RuleMetricsTest() {
    time.ground().targets().add("lambda", _ -> Optional.of(target(true)));
    time.ground().targets().add("sqs", _ -> Optional.of(target(false)));
    buses.create("game", EU);
  }

  @AfterEach
  void close() {
    time.close();
  }

  @Test
  void theRuleOfACustomBusIsCountedWithItsBusAndMatchesOnlyItsEvents() {
    rule("game", "rule/game/sold", Optional.empty());
    publish("game", "shop", 3);
    publish("game", "other", 2);
    refusals = 1;
    publish("game", "shop", 1);
    time.advance(Duration.ofMinutes(1));

    assertThat(measured.sum("MatchedEvents", CUSTOM)).isEqualTo(4);
    assertThat(measured.sum("TriggeredRules", CUSTOM)).isEqualTo(4);
    assertThat(measured.sum("Invocations", CUSTOM)).isEqualTo(4);
    assertThat(measured.sum("Invocations", Map.of())).isEqualTo(4);
    assertThat(measured.sum("InvocationAttempts", CUSTOM)).isEqualTo(5);
    assertThat(measured.sum("InvocationAttempts", Map.of("EventBusName", "game"))).isEqualTo(5);
    assertThat(measured.samples("MatchedEvents", Map.of("RuleName", "sold"))).isZero();
    assertThat(measured.names()).doesNotContain("FailedInvocations", "InvocationsSentToDlq");
  }

  @Test
  void whatFailsForGoodIsCountedAsFailedOrAsADeadLetter() {
    rule(EventBuses.DEFAULT, "rule/lost", Optional.empty());
    rule(EventBuses.DEFAULT, "rule/kept", Optional.of(DEAD));
    refusals = Integer.MAX_VALUE;
    publish(EventBuses.DEFAULT, "shop", 2);
    time.advance(Duration.ofMinutes(5));

    Map<String, String> lost = Map.of("RuleName", "lost");
    Map<String, String> kept = Map.of("RuleName", "kept");
    assertThat(measured.sum("FailedInvocations", lost)).isEqualTo(2);
    assertThat(measured.sum("Invocations", lost)).isEqualTo(2);
    assertThat(measured.samples("FailedInvocations", kept)).isZero();
    assertThat(measured.samples("Invocations", kept)).isZero();
    assertThat(measured.sum("InvocationsSentToDlq", kept)).isEqualTo(2);
  }

  private void rule(String bus, String arn, Optional<String> deadLetters) {
    buses.add(
        bus,
        new EventRule(
            "Rule",
            EU.arn("events", arn),
            "{\"source\":[\"shop\"]}",
            List.of(
                new RuleTarget(
                    "t", EU.arn("lambda", "function:f"), 2, Duration.ofHours(1), deadLetters))));
  }

  private void publish(String bus, String source, int times) {
    for (int i = 0; i < times; i++) {
      buses.publish(
          bus,
          new EventBuses.NewEvent(
              source,
              "Sold",
              JsonNodeFactory.instance.objectNode(),
              List.of(),
              Optional.empty(),
              Optional.empty()));
    }
  }

  private Target target(boolean refuses) {
    return new Target() {
      @Override
      public String action() {
        return "any";
      }

      @Override
      public Optional<String> refusal(String principal, String sourceArn) {
        return Optional.empty();
      }

      @Override
      public void take(Call call) throws NotTakenException {
        if (refuses && refusals > 0) {
          refusals--;
          throw new NotTakenException("AWAY", "away");
        }
      }
    };
  }
}
