package io.gamekeeper.local.lambda;

/** Takes what Lambda or the Scheduler could not deliver. */
@FunctionalInterface
public interface FailureDestination {

  /**
   * Keeps an undeliverable event.
   *
   * @param targetArn the queue or topic that the template names
   * @param document JSON
   */
  void send(String targetArn, String document);
}
