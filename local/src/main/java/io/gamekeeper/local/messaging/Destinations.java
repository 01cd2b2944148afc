package io.gamekeeper.local.messaging;

/** The queues and topics of a stage, where a service sends what it could not deliver. */
public record Destinations(Queues queues, Topics topics) {

  /** Whether a template declares that queue or topic. */
  public boolean exists(String arn) {
    return queues.find(arn).isPresent() || topics.exists(arn);
  }

  /**
   * Sends a text from a service of AWS.
   *
   * @throws IllegalArgumentException if no template has that queue or topic
   */
  public void send(String arn, String message) {
    if (topics.exists(arn)) {
      topics.publish(arn, message);
    } else {
      queues.require(arn).send(OutgoingMessage.of(message, arn.split(":", -1)[4]));
    }
  }
}
