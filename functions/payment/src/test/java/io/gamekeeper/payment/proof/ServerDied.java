package io.gamekeeper.payment.proof;

/** Thrown to end whatever a server was doing; nothing of the domain catches it. */
final class ServerDied extends Error {
  private static final long serialVersionUID = 1;

  ServerDied() {
    super("the schedule ends this server here", null, false, false);
  }
}
