package io.gamekeeper.payment.storefront;

import com.apple.itunes.storekit.model.JWSTransactionDecodedPayload;
import com.apple.itunes.storekit.model.NotificationTypeV2;
import com.apple.itunes.storekit.model.ResponseBodyV2DecodedPayload;
import com.apple.itunes.storekit.verification.VerificationException;
import io.gamekeeper.payment.Share;
import io.gamekeeper.payment.Store;
import io.gamekeeper.payment.StoreNotice;
import io.gamekeeper.payment.StoreNotice.Meaning;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads Apple's Server Notifications, version 2: a signed message with a signed transaction inside,
 * each checked for its certificates, the app and the environment.
 */
public final class AppleNotices {
  private final AppleConnection apple;
  private final InstantSource clock;

  AppleNotices(AppleConnection apple, InstantSource clock) {
    this.apple = apple;
    this.clock = clock;
  }

  /**
   * Reads a request.
   *
   * @param body {@code {"signedPayload": "…"}}
   */
  public NoticeReading read(String body) {
    Optional<String> signed =
        Documents.object(body).flatMap(object -> Documents.text(object, "signedPayload"));
    if (signed.isEmpty()) {
      return new NoticeReading.Refused("the body has no signedPayload");
    }
    Optional<ResponseBodyV2DecodedPayload> message;
    try {
      message = apple.decode(verifier -> verifier.verifyAndDecodeNotification(signed.get()));
    } catch (VerificationException e) {
      return new NoticeReading.Refused("Apple's signature: " + e.getStatus());
    }
    return message.isEmpty()
        ? new NoticeReading.Unverifiable("there are no keys to the App Store")
        : read(message.get(), body);
  }

  /** Reads what Apple signed for this app. */
  private NoticeReading read(ResponseBodyV2DecodedPayload message, String body) {
    @Nullable String id = message.getNotificationUUID();
    @Nullable String kind = message.getRawNotificationType();
    @Nullable Long sentAt = message.getSignedDate();
    Instant at = sentAt == null ? clock.instant() : Instant.ofEpochMilli(sentAt);
    if (id == null || id.isBlank() || kind == null || sentAt == null) {
      return unusable(id, body, at, "the message has no id, type or time");
    }
    try {
      return meaning(message, at)
          .<NoticeReading>map(
              meaning ->
                  new NoticeReading.Genuine(new StoreNotice(Store.APPLE, id, kind, at, meaning)))
          .orElseGet(
              () -> unusable(id, body, at, "a message of type " + kind + " has no transaction"));
    } catch (VerificationException e) {
      return unusable(id, body, at, "its transaction's signature: " + e.getStatus());
    }
  }

  private static NoticeReading unusable(@Nullable String id, String body, Instant at, String why) {
    return NoticeReading.Unusable.of(Store.APPLE, Optional.ofNullable(id), body, at, why);
  }

  private Optional<Meaning> meaning(ResponseBodyV2DecodedPayload message, Instant at)
      throws VerificationException {
    @Nullable NotificationTypeV2 type = message.getNotificationType();
    return switch (type) {
      case REFUND, REVOKE -> transaction(message).map(transaction -> takenBack(transaction, at));
      case REFUND_REVERSED ->
          transaction(message)
              .map(transaction -> new StoreNotice.Reinstated(apple.nameOf(transaction), at));
      case null, default -> Optional.of(new StoreNotice.Nothing()); // also types yet to come
    };
  }

  private Meaning takenBack(JWSTransactionDecodedPayload transaction, Instant at) {
    Share share = AppleStoreFront.revoked(transaction);
    return share.equals(Share.NONE)
        ? new StoreNotice.Nothing()
        : new StoreNotice.TakenBack(
            apple.nameOf(transaction),
            share,
            Optional.ofNullable(transaction.getRevocationDate())
                .map(Instant::ofEpochMilli)
                .orElse(at));
  }

  private Optional<JWSTransactionDecodedPayload> transaction(ResponseBodyV2DecodedPayload message)
      throws VerificationException {
    if (message.getData() == null || message.getData().getSignedTransactionInfo() == null) {
      return Optional.empty();
    }
    String signed = message.getData().getSignedTransactionInfo();
    return apple
        .decode(verifier -> verifier.verifyAndDecodeTransaction(signed))
        .filter(transaction -> Objects.nonNull(transaction.getTransactionId()));
  }
}
