package io.gamekeeper.operations;

import java.io.IOException;

/** A way to the operations API of one stage, as one operator. */
public interface Door extends AutoCloseable {

  /**
   * Sends a request once.
   *
   * @throws IOException if the API cannot be reached or breaks off
   * @throws OperationsException if the operator cannot go through this door
   */
  Answer send(Request request) throws IOException;

  /** Returns which API this leads to, as a message names it: "the stage on port 8080". */
  String leadsTo();

  /** Returns what an operator does whom the API does not know. */
  String signIn();

  @Override
  void close();
}
