package io.gamekeeper.payment.storefront;

import static io.gamekeeper.payment.storefront.World.receipt;
import static io.gamekeeper.payment.storefront.World.refused;
import static io.gamekeeper.payment.storefront.World.verified;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.payment.Refusal;
import io.gamekeeper.payment.StoreFront;
import io.gamekeeper.payment.StorePurchase;
import io.gamekeeper.payment.StoreUnavailableException;
import io.gamekeeper.payment.Verification;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which provider is asked: the switch, and what the breakers make of failures. */
final class SwitchingStoreFrontTest {
  private static final String BACKUP = "{\"apple\":\"backup\",\"google\":\"backup\"}";

  private final World world = new World();
  private final StoreFront apple = world.appleFront();
  private final StoreFront google = world.googleFront();

  @Test
  void theSwitchTakesEffectWithinThirtySecondsAndBack() {
    String receipt = world.apple.sold(world.apple.transaction());
    verified(apple.verify(receipt(receipt)));
    assertThat(world.requests).hasSize(1);

    world.parameter = BACKUP;
    world.clock.advance(Duration.ofSeconds(15));
    verified(apple.verify(receipt(receipt)));
    assertThat(world.requests).hasSize(1);

    world.parameter = "{\"apple\":\"primary\",\"google\":\"backup\"}";
    world.clock.advance(Duration.ofSeconds(15));
    verified(apple.verify(receipt(receipt)));
    assertThat(world.requests).hasSize(2);
  }

  @Test
  void theParameterIsNotReadForEveryReceipt() {
    String receipt = world.apple.sold(world.apple.transaction());

    for (int i = 0; i < 14; i++) {
      verified(apple.verify(receipt(receipt)));
      world.clock.advance(Duration.ofSeconds(1));
    }

    assertThat(world.parameterReads).isEqualTo(1);
  }

  @Test
  void theLastChoiceStaysWhileTheParameterCannotBeReadAndAChangeIsSeenSoonAfter() {
    world.parameter = BACKUP;
    String receipt = world.apple.sold(world.apple.transaction());
    verified(apple.verify(receipt(receipt)));
    world.parametersDown = true;
    world.clock.advance(Duration.ofMinutes(10));
    verified(apple.verify(receipt(receipt)));
    assertThat(world.requests).isEmpty();

    world.parametersDown = false;
    world.parameter = "{\"apple\":\"primary\",\"google\":\"primary\"}";
    world.clock.advance(Duration.ofSeconds(5));
    verified(apple.verify(receipt(receipt)));
    assertThat(world.requests).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "backup",
        "{}",
        "{\"apple\":\"primary\"}",
        "{\"apple\":\"primary\",\"google\":\"third\"}",
        "{\"apple\":\"primary\",\"google\":1}",
        "{\"apple\":\"primary\",\"google\":\"primary\",\"aple\":\"backup\"}",
        "{\"apple\":\"primary\",\"google\":\"primary\"} {}"
      })
  void aParameterThatIsNoChoiceChangesNothing(String parameter) {
    world.parameter = BACKUP;
    String receipt = world.apple.sold(world.apple.transaction());
    verified(apple.verify(receipt(receipt)));
    world.parameter = parameter;
    world.clock.advance(Duration.ofSeconds(15));

    verified(apple.verify(receipt(receipt)));

    assertThat(world.requests).isEmpty();
  }

  @Test
  void whatCanBeCheckedOfflineGoesToTheBackupWhileTheServerIsDown() {
    String receipt = world.apple.sold(world.apple.transaction());
    world.networkDown = true;

    verified(apple.verify(receipt(receipt)));
    verified(google.verify(receipt(world.google.receipt(world.google.data()))));
    assertThat(google.verify(receipt(GoogleSide.TOKEN)))
        .isInstanceOf(Verification.Unavailable.class);
  }

  @Test
  void aReceiptThatTheBackupCanCheckStopsGoingToTheServerAtFivePercentFailures() {
    String receipt = world.apple.sold(world.apple.transaction());
    for (int i = 0; i < 19; i++) {
      verified(apple.verify(receipt(receipt)));
    }
    world.networkDown = true;
    verified(apple.verify(receipt(receipt))); // one of twenty
    int calls = world.requests.size();

    world.apple.onServer().put("revocationDate", 1);
    world.networkDown = false;
    verified(apple.verify(receipt(receipt)));
    assertThat(world.requests).hasSize(calls);

    world.clock.advance(ProviderBreaker.PAUSE.plusMillis(1));
    assertThat(apple.verify(receipt(receipt))).isEqualTo(refused(Refusal.PAYMENT_TAKEN_BACK));
  }

  @Test
  void whatNothingCanStandInForIsTriedUntilMoreThanHalfFail() {
    world.google.purchases.put(GoogleSide.TOKEN, world.google.purchase());
    for (int i = 0; i < 10; i++) {
      verified(google.verify(receipt(GoogleSide.TOKEN)));
    }
    world.networkDown = true;
    for (int i = 0; i < 10; i++) {
      assertUnavailable();
    }
    int calls = world.requests.size(); // ten of twenty: half, not more
    assertUnavailable();
    assertThat(world.requests).hasSizeGreaterThan(calls);

    calls = world.requests.size(); // eleven of twenty-one
    assertUnavailable();
    assertThat(world.requests).hasSize(calls);
  }

  @Test
  void fewerThanTwentyCallsOpenNothing() {
    world.networkDown = true;
    for (int i = 0; i < 19; i++) {
      assertUnavailable();
    }
    int calls = world.requests.size();

    assertUnavailable();

    assertThat(world.requests).hasSizeGreaterThan(calls);
  }

  @Test
  void afterAPauseProbesFindOutWhetherTheServerIsBack() {
    world.google.purchases.put(GoogleSide.TOKEN, world.google.purchase());
    world.networkDown = true;
    for (int i = 0; i < 20; i++) {
      assertUnavailable();
    }
    world.clock.advance(ProviderBreaker.PAUSE.plusMillis(1));
    for (int i = 0; i < 3; i++) {
      assertUnavailable(); // probes that fail
    }
    world.networkDown = false;
    assertUnavailable(); // open again

    world.clock.advance(ProviderBreaker.PAUSE.plusMillis(1));
    for (int i = 0; i < 30; i++) {
      verified(google.verify(receipt(GoogleSide.TOKEN)));
    }
  }

  @Test
  void oneStoresFailuresAreNotTheOthers() {
    world.networkDown = true;
    for (int i = 0; i < 40; i++) {
      assertUnavailable();
    }
    world.networkDown = false;
    String receipt = world.apple.sold(world.apple.transaction());
    int calls = world.requests.size();

    verified(apple.verify(receipt(receipt)));

    assertThat(world.requests).hasSize(calls + 1);
  }

  @Test
  void whatGoogleRefusesIsNoFailureOfGoogle() {
    world.google.purchases.put(GoogleSide.TOKEN, world.google.purchase());
    for (int i = 0; i < 100; i++) {
      assertThat(google.verify(receipt("unknown-" + i))).isEqualTo(refused(Refusal.RECEIPT_FORGED));
    }

    verified(google.verify(receipt(GoogleSide.TOKEN)));
  }

  @Test
  void anOpenBreakerKeepsAcknowledgementsForLater() {
    world.google.purchases.put(GoogleSide.TOKEN, world.google.purchase());
    StorePurchase purchase = verified(google.verify(receipt(GoogleSide.TOKEN)));
    world.networkDown = true;
    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(() -> google.acknowledge(purchase))
          .isInstanceOf(StoreUnavailableException.class);
    }
    world.networkDown = false;

    assertThatThrownBy(() -> google.acknowledge(purchase))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("open");

    world.clock.advance(ProviderBreaker.PAUSE.plusMillis(1));
    google.acknowledge(purchase);
    assertThat(world.google.acknowledged).containsExactly(GoogleSide.TOKEN);
  }

  @Test
  void afterARestoreTheKeysAreReadAgain() throws Exception {
    verified(apple.verify(receipt(world.apple.sold(world.apple.transaction()))));
    int reads = world.secretReads;

    for (var hook : world.platform.hooks) {
      hook.beforeSnapshot();
      hook.afterRestore();
    }
    verified(apple.verify(receipt(world.apple.sold(world.apple.transaction()))));

    assertThat(world.secretReads).isEqualTo(reads + 1);
  }

  private void assertUnavailable() {
    assertThat(google.verify(receipt(GoogleSide.TOKEN)))
        .isInstanceOf(Verification.Unavailable.class);
  }
}
