package io.gamekeeper.oncall.message;

import java.time.Duration;
import java.util.Optional;

/** A channel by which a person is told. */
public interface Messenger {

  /**
   * Sends a notification to a contact, once. Whoever calls decides about another try; the receiver
   * may get the notification twice if the answer to the first was lost.
   *
   * @param contact the person's address on this channel
   */
  Result send(String contact, Notification notification);

  /** What came of it. */
  sealed interface Result {}

  /**
   * The service has taken it on.
   *
   * @param reference by which the service knows it
   */
  record Accepted(String reference) implements Result {}

  /**
   * It was not sent, and another try may succeed.
   *
   * @param why in a sentence, without secrets
   * @param after how long the service asks to wait; empty if it says nothing
   */
  record Failed(String why, Optional<Duration> after) implements Result {}

  /**
   * It was not sent, and will not be while nobody changes anything.
   *
   * @param why in a sentence, without secrets
   */
  record Refused(String why) implements Result {}
}
