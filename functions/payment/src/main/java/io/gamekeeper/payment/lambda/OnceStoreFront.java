package io.gamekeeper.payment.lambda;

import io.gamekeeper.payment.Receipt;
import io.gamekeeper.payment.Store;
import io.gamekeeper.payment.StoreFront;
import io.gamekeeper.payment.StorePurchase;
import io.gamekeeper.payment.StoreUnavailableException;
import io.gamekeeper.payment.Verification;
import io.gamekeeper.platform.telemetry.Telemetry;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.lambda.powertools.idempotency.IdempotencyKey;
import software.amazon.lambda.powertools.idempotency.Idempotent;
import software.amazon.lambda.powertools.idempotency.exceptions.IdempotencyAlreadyInProgressException;
import software.amazon.lambda.powertools.idempotency.exceptions.IdempotencyInconsistentStateException;
import software.amazon.lambda.powertools.idempotency.exceptions.IdempotencyPersistenceLayerException;

/**
 * A store that is told of each payment once: two invocations at a time, or one after the other,
 * make one call. If the record of the call is lost, the store is told again, which changes nothing
 * there: no answer to a player and no amount depends on it. No call is begun that could outlive the
 * invocation.
 */
class OnceStoreFront implements StoreFront {
  /** The name of the records that all functions share. */
  static final String WORK = "acknowledge";

  private final StoreFront store;
  private final Telemetry telemetry;

  OnceStoreFront(StoreFront store, Telemetry telemetry) {
    this.store = store;
    this.telemetry = telemetry;
  }

  @Override
  public Store store() {
    return store.store();
  }

  @Override
  public Verification verify(Receipt receipt) {
    return telemetry.hasTimeForACall()
        ? store.verify(receipt)
        : new Verification.Unavailable("the invocation is about to end");
  }

  @Override
  public void acknowledge(StorePurchase purchase) {
    try {
      tell(purchase.store().id() + '#' + purchase.transactionId(), purchase);
    } catch (IdempotencyAlreadyInProgressException | IdempotencyInconsistentStateException e) {
      throw new StoreUnavailableException("another invocation is telling the store", e);
    } catch (IdempotencyPersistenceLayerException | SdkException e) {
      throw new StoreUnavailableException(
          "the record that the store was told cannot be written", e);
    }
  }

  /**
   * Tells the store.
   *
   * @param payment names the payment: one purchase of one player, by the ledger's unique keys
   * @return true, for Powertools to remember
   */
  @Idempotent
  boolean tell(@IdempotencyKey String payment, StorePurchase purchase) {
    if (!telemetry.hasTimeForACall()) {
      throw new StoreUnavailableException("the invocation is about to end", null);
    }
    store.acknowledge(purchase);
    return true;
  }
}
