package io.gamekeeper.payment.storefront;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.contract.ProviderSwitch;
import io.gamekeeper.payment.Store;
import io.gamekeeper.platform.Platform;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ssm.SsmClient;

/**
 * The provider through which each store is to be asked: the parameter {@link ProviderSwitch}, read
 * at most every {@link #FRESH}. While it cannot be read or is malformed, its last good value holds;
 * before the first, every store's primary provider.
 */
final class ProviderChoice {
  private static final Logger LOG = LoggerFactory.getLogger(ProviderChoice.class);

  static final Duration FRESH = Duration.ofSeconds(15);

  /** The pause after a failure, which is shorter so that a change is still seen within 30 s. */
  static final Duration RETRY = Duration.ofSeconds(5);

  private static final Duration TIMEOUT = Duration.ofMillis(300);

  private final Platform platform;
  private final String parameter;
  private Map<Store, Provider> known =
      Map.of(Store.APPLE, Provider.PRIMARY, Store.GOOGLE, Provider.PRIMARY);
  private @Nullable Instant next;
  private String complaint = "";

  /** The ways to ask a store. */
  enum Provider {
    /** The store's own server interface. */
    PRIMARY,
    /** The store's signature on the receipt. */
    BACKUP;

    private static Optional<Provider> of(String word) {
      return switch (word) {
        case ProviderSwitch.PRIMARY -> Optional.of(PRIMARY);
        case ProviderSwitch.BACKUP -> Optional.of(BACKUP);
        default -> Optional.empty();
      };
    }
  }

  /**
   * Creates the reader of the choice in a parameter.
   *
   * @param parameter its name
   */
  ProviderChoice(Platform platform, String parameter) {
    this.platform = platform;
    this.parameter = parameter;
  }

  /** Returns the provider for a store. */
  synchronized Provider of(Store store) {
    Instant now = platform.clock().instant();
    Instant due = next;
    // Also when the clock went back, as after a snapshot it may.
    if (due == null || !now.isBefore(due) || now.isBefore(due.minus(FRESH))) {
      next = now.plus(read() ? FRESH : RETRY);
    }
    return known.getOrDefault(store, Provider.PRIMARY);
  }

  private boolean read() {
    String text;
    try {
      text =
          String.valueOf(
              platform
                  .client(SsmClient.class)
                  .getParameter(
                      request ->
                          request
                              .name(parameter)
                              .overrideConfiguration(limits -> limits.apiCallTimeout(TIMEOUT)))
                  .parameter()
                  .value());
    } catch (SdkException e) {
      complain("cannot be read: " + e.getClass().getSimpleName());
      return false;
    }
    Optional<Map<Store, Provider>> choice = Documents.object(text).flatMap(ProviderChoice::parse);
    choice.ifPresentOrElse(this::take, () -> complain("is not a choice: " + text));
    return choice.isPresent();
  }

  private void take(Map<Store, Provider> choice) {
    if (!choice.equals(known)) {
      LOG.warn("Providers of the stores from now on: {}", choice);
    }
    known = choice;
    complaint = "";
  }

  private void complain(String what) {
    if (!what.equals(complaint)) {
      LOG.error("The parameter {} {}; the providers stay {}", parameter, what, known);
      complaint = what;
    }
  }

  private static Optional<Map<Store, Provider>> parse(JsonNode object) {
    Optional<Provider> apple = Documents.text(object, Store.APPLE.id()).flatMap(Provider::of);
    Optional<Provider> google = Documents.text(object, Store.GOOGLE.id()).flatMap(Provider::of);
    return object.size() == 2 && apple.isPresent() && google.isPresent()
        ? Optional.of(Map.of(Store.APPLE, apple.get(), Store.GOOGLE, google.get()))
        : Optional.empty();
  }
}
