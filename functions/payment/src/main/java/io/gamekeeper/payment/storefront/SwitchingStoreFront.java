package io.gamekeeper.payment.storefront;

import io.gamekeeper.payment.Receipt;
import io.gamekeeper.payment.Refusal;
import io.gamekeeper.payment.Store;
import io.gamekeeper.payment.StoreFront;
import io.gamekeeper.payment.StorePurchase;
import io.gamekeeper.payment.StoreUnavailableException;
import io.gamekeeper.payment.Verification;
import io.gamekeeper.payment.storefront.ProviderBreaker.Permission;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store that can be asked in two ways. The backup provider is the store's signature on the
 * receipt, which is checked first in any case: a forged receipt never causes a request. The primary
 * provider is the store's server, which knows what has happened since. When the server is switched
 * off, broken or slow, the signature decides; where there is none, the receipt cannot be judged.
 */
abstract class SwitchingStoreFront implements StoreFront {
  private static final Logger LOG = LoggerFactory.getLogger(SwitchingStoreFront.class);

  /** The longest receipt, in characters. */
  static final int LONGEST_RECEIPT = 32 * 1024;

  /**
   * The time for all requests of one verification or acknowledgement together: a step of the saga.
   */
  static final Duration TIMEOUT = Duration.ofMillis(300);

  /** The refusals of a signed receipt that the server may have lifted since. */
  private static final Set<Refusal> MAY_HAVE_CHANGED =
      EnumSet.of(Refusal.NOT_PAID, Refusal.PAYMENT_TAKEN_BACK);

  private final Store store;
  private final BoundedWeb web;
  private final ProviderChoice choice;
  private final ProviderBreaker breaker;

  SwitchingStoreFront(Store store, BoundedWeb web, ProviderChoice choice, ProviderBreaker breaker) {
    this.store = store;
    this.web = web;
    this.choice = choice;
    this.breaker = breaker;
  }

  /**
   * The result of reading a receipt without the server.
   *
   * @param verification with the store's signature as the only witness
   * @param handle what to ask the server about; empty if it need not be asked
   */
  record Reading(Verification verification, Optional<String> handle) {
    static Reading refused(Refusal reason) {
      return new Reading(new Verification.Refused(reason), Optional.empty());
    }

    static Reading unavailable(String why) {
      return new Reading(new Verification.Unavailable(why), Optional.empty());
    }
  }

  /** The server's answer. */
  sealed interface Answer {
    record Told(Verification verification) implements Answer {}

    /** The server works, but knows no such payment. */
    record Unknown(Refusal meaning) implements Answer {}
  }

  /** Checks the receipt's signature and content. */
  abstract Reading read(Receipt receipt);

  /**
   * Asks the server.
   *
   * @throws IOException if it did not say anything that can be understood
   */
  abstract Answer ask(Receipt receipt, String handle) throws IOException;

  /**
   * Tells the server.
   *
   * @throws IOException if it did not confirm
   */
  abstract void tell(StorePurchase purchase) throws IOException;

  @Override
  public final Store store() {
    return store;
  }

  @Override
  public final Verification verify(Receipt receipt) {
    if (receipt.content().length() > LONGEST_RECEIPT) {
      return new Verification.Refused(Refusal.RECEIPT_TOO_LARGE);
    }
    Reading reading = read(receipt);
    Verification signed = reading.verification();
    boolean isFinal =
        signed instanceof Verification.Refused(Refusal reason)
            && !MAY_HAVE_CHANGED.contains(reason);
    if (isFinal
        || reading.handle().isEmpty()
        || choice.of(store) == ProviderChoice.Provider.BACKUP) {
      return signed;
    }
    boolean replaceable = !(signed instanceof Verification.Unavailable);
    Optional<Permission> permission = breaker.ask(replaceable);
    if (permission.isEmpty()) {
      return replaceable ? signed : new Verification.Unavailable("its circuit breaker is open");
    }
    return ask(receipt, reading.handle().get(), signed, permission.get());
  }

  private Verification ask(
      Receipt receipt, String handle, Verification signed, Permission permission) {
    try {
      Answer answer = web.within(TIMEOUT, () -> ask(receipt, handle));
      permission.succeeded();
      return switch (answer) {
        case Answer.Told(Verification verification) -> verification;
        // A store's signature weighs more than its index, which may lag behind.
        case Answer.Unknown(Refusal meaning) ->
            signed instanceof Verification.Unavailable ? new Verification.Refused(meaning) : signed;
      };
    } catch (IOException e) {
      permission.failed(e);
      LOG.warn("The server of {} did not answer: {}", store.id(), e.toString());
      return signed instanceof Verification.Unavailable
          ? new Verification.Unavailable(e.toString())
          : signed;
    } catch (RuntimeException e) {
      permission.failed(e); // a bug of ours or of a library: it goes on, but leave was used up
      throw e;
    }
  }

  @Override
  public final void acknowledge(StorePurchase purchase) {
    Permission permission =
        breaker
            .ask(false)
            .orElseThrow(
                () ->
                    new StoreUnavailableException(
                        "the circuit breaker of " + store.id() + " is open", null));
    try {
      web.within(
          TIMEOUT,
          () -> {
            tell(purchase);
            return purchase;
          });
      permission.succeeded();
    } catch (IOException e) {
      permission.failed(e);
      throw new StoreUnavailableException(
          store.id() + " did not confirm " + purchase.transactionId(), e);
    } catch (RuntimeException e) {
      permission.failed(e);
      throw e;
    }
  }
}
