package io.gamekeeper.payment.storefront;

import com.apple.itunes.storekit.model.Environment;
import com.apple.itunes.storekit.model.JWSTransactionDecodedPayload;
import com.apple.itunes.storekit.verification.SignedDataVerifier;
import com.apple.itunes.storekit.verification.VerificationException;
import com.apple.itunes.storekit.verification.VerificationStatus;
import io.gamekeeper.contract.StoreEnvironment;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Apple's library with the current keys; it is created anew when those change. */
final class AppleConnection {
  private final Credentials credentials;
  private final BoundedWeb web;
  private final InstantSource clock;
  private final String bundleId;
  private final long appId;
  private final Environment environment;
  private final boolean takesTests;
  private @Nullable Open open;

  /**
   * Client and verifier with these keys.
   *
   * @param tests checks what the sandbox has signed, where that may be a test purchase
   */
  private record Open(
      StoreKeys.Apple keys,
      SignedDataVerifier verifier,
      Optional<SignedDataVerifier> tests,
      AppleClient client) {

    /**
     * Decodes a transaction. What does not belong to the own environment may belong to the sandbox;
     * its messages name no app's id.
     */
    <T> T decode(Decoding<T> decoding) throws VerificationException {
      try {
        return decoding.run(verifier);
      } catch (VerificationException e) {
        boolean isOfAnother =
            e.getStatus() == VerificationStatus.INVALID_ENVIRONMENT
                || e.getStatus() == VerificationStatus.INVALID_APP_IDENTIFIER;
        if (tests.isEmpty() || !isOfAnother) {
          throw e;
        }
        try {
          return decoding.run(tests.get());
        } catch (VerificationException another) {
          throw e;
        }
      }
    }
  }

  /**
   * Creates a connection of the app that the environment names.
   *
   * @throws IllegalArgumentException if it names neither of Apple's two environments: the library
   *     checks no signature in others
   */
  AppleConnection(
      StoreEnvironment store, Credentials credentials, BoundedWeb web, InstantSource clock) {
    this.credentials = credentials;
    this.web = web;
    this.clock = clock;
    this.bundleId = store.appleBundleId();
    this.appId = store.appleAppId();
    this.takesTests = !store.testers().isEmpty() || store.testPurchasesPerDay() > 0;
    this.environment =
        switch (store.appleEnvironment()) {
          case "Production" -> Environment.PRODUCTION;
          case "Sandbox" -> Environment.SANDBOX;
          default ->
              throw new IllegalArgumentException(
                  StoreEnvironment.APPLE_ENVIRONMENT
                      + " is neither Production nor Sandbox: "
                      + store.appleEnvironment());
        };
  }

  /** Something that only Apple can have signed. */
  @FunctionalInterface
  interface Decoding<T> {
    T run(SignedDataVerifier verifier) throws VerificationException;
  }

  /**
   * Decodes something signed. When its certificates are unknown, the trusted ones may be old: they
   * are looked up again.
   *
   * @return empty without keys
   * @throws VerificationException if it is not genuine
   */
  <T> Optional<T> decode(Decoding<T> decoding) throws VerificationException {
    Optional<Open> before = open();
    if (before.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(before.get().decode(decoding));
    } catch (VerificationException e) {
      if (e.getStatus() != VerificationStatus.INVALID_CHAIN) {
        throw e;
      }
      credentials.renew();
      Optional<Open> after = open();
      if (after.equals(before)) {
        throw e;
      }
      return Optional.of(after.orElseThrow().decode(decoding));
    }
  }

  /**
   * Calls Apple's server, a second time if the key was rotated.
   *
   * @throws IOException if there was no good answer
   */
  <T> T call(AppleClient.Call<T> call) throws IOException {
    Open before = required();
    try {
      return before.client().run(call);
    } catch (UnauthorisedException e) {
      credentials.renew();
      Open after = required();
      if (after.equals(before)) {
        throw e;
      }
      return after.client().run(call);
    }
  }

  private Open required() throws IOException {
    return open().orElseThrow(() -> new IOException("there are no keys to the App Store"));
  }

  private synchronized Optional<Open> open() {
    Optional<StoreKeys.Apple> keys = credentials.apple();
    if (keys.isEmpty()) {
      return Optional.empty();
    }
    Open known = open;
    if (known == null || !known.keys().equals(keys.get())) {
      known = connect(keys.get());
      open = known;
    }
    return Optional.of(known);
  }

  /** Returns whether a transaction that was decoded here cost no money where others cost some. */
  boolean isTest(JWSTransactionDecodedPayload transaction) {
    return environment == Environment.PRODUCTION
        && transaction.getEnvironment() != Environment.PRODUCTION;
  }

  /**
   * Returns the id of a transaction in everything that we keep. The sandbox counts its transactions
   * by itself: an id that it gives must never hide a paid transaction with the same id.
   */
  String nameOf(JWSTransactionDecodedPayload transaction) {
    return (isTest(transaction) ? "sandbox:" : "") + transaction.getTransactionId();
  }

  private SignedDataVerifier verifier(StoreKeys.Apple keys, Environment of) {
    return new SignedDataVerifier(
        keys.roots().stream().map(ByteArrayInputStream::new).collect(Collectors.toSet()),
        bundleId,
        appId,
        of,
        false);
  }

  private Open connect(StoreKeys.Apple keys) {
    return new Open(
        keys,
        verifier(keys, environment),
        environment == Environment.PRODUCTION && takesTests
            ? Optional.of(verifier(keys, Environment.SANDBOX))
            : Optional.empty(),
        new AppleClient(web, clock, keys, bundleId, environment));
  }
}
