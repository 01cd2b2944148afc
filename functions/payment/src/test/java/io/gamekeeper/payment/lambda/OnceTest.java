package io.gamekeeper.payment.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.payment.Receipt;
import io.gamekeeper.payment.Store;
import io.gamekeeper.payment.StoreFront;
import io.gamekeeper.payment.StorePurchase;
import io.gamekeeper.payment.StoreUnavailableException;
import io.gamekeeper.payment.Verification;
import io.gamekeeper.platform.telemetry.Telemetry;
import io.gamekeeper.platform.testing.FakePlatform;
import io.gamekeeper.testing.FakeContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.lambda.powertools.idempotency.Idempotency;

/** What is woven around the idempotent methods, against DynamoDB. */
final class OnceTest {
  private static final StorePurchase PAYMENT =
      new StorePurchase(
          Store.APPLE, "1000", "gems-100", 1, Optional.empty(), Instant.EPOCH, "1000", false);

  private final FakePlatform platform = new FakePlatform();
  private final String table = Tables.once();
  private final RecordingStore store = new RecordingStore();
  private final Telemetry telemetry = new Telemetry(platform);
  private final OnceStoreFront once = new OnceStoreFront(store, telemetry);

  @BeforeEach
  void install() {
    install(table);
    Idempotency.registerLambdaContext(new FakeContext(10_000));
  }

  private void install(String name) {
    OnceStore.install(Tables.dynamo(), name, OnceStoreFront.WORK, platform.clock());
  }

  @Test
  void aStoreIsToldOfEachPaymentOnce() {
    once.acknowledge(PAYMENT);
    once.acknowledge(PAYMENT);
    new OnceStoreFront(store, telemetry).acknowledge(PAYMENT);

    assertThat(store.told).as("fails too where nothing is woven").containsExactly("1000");
  }

  @Test
  void whatFailedIsTriedAgain() {
    store.failure = new StoreUnavailableException("no answer", null);
    assertThatThrownBy(() -> once.acknowledge(PAYMENT)).isSameAs(store.failure);

    store.failure = null;
    once.acknowledge(PAYMENT);

    assertThat(store.told).containsExactly("1000", "1000");
  }

  @Test
  void twoAtATimeMakeOneCall() {
    store.meanwhile = () -> once.acknowledge(PAYMENT);

    assertThatThrownBy(() -> once.acknowledge(PAYMENT))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("another invocation");
    assertThat(store.told).containsExactly("1000");
  }

  @Test
  void theNextHasWhatWasBegunAndNotEndedInTime() {
    store.meanwhile =
        () -> {
          // The first invocation ends here without a word; Powertools' own store would stay locked.
          platform.time.advance(Duration.ofSeconds(11));
          store.meanwhile = null;
          once.acknowledge(PAYMENT);
        };

    once.acknowledge(PAYMENT);

    assertThat(store.told).containsExactly("1000", "1000");
  }

  @Test
  void whatWasDoneIsForgottenAfterAnHour() {
    once.acknowledge(PAYMENT);
    platform.time.advance(Duration.ofMinutes(59));
    once.acknowledge(PAYMENT);
    assertThat(store.told).hasSize(1);

    platform.time.advance(Duration.ofMinutes(2));
    once.acknowledge(PAYMENT);

    assertThat(store.told).hasSize(2);
  }

  @Test
  void withoutTheTableNoStoreIsToldAndTheReconcilerComesBack() {
    install("gone");

    assertThatThrownBy(() -> once.acknowledge(PAYMENT))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("cannot be written");
    assertThat(store.told).isEmpty();
  }

  private static final class RecordingStore implements StoreFront {
    final List<String> told = new ArrayList<>();
    @Nullable RuntimeException failure;
    @Nullable Runnable meanwhile;

    @Override
    public Store store() {
      return Store.APPLE;
    }

    @Override
    public Verification verify(Receipt receipt) {
      return new Verification.Unavailable("not asked here");
    }

    @Override
    public void acknowledge(StorePurchase purchase) {
      told.add(purchase.transactionId());
      if (meanwhile != null) {
        meanwhile.run();
      }
      if (failure != null) {
        throw failure;
      }
    }
  }
}
