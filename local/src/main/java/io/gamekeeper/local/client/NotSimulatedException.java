package io.gamekeeper.local.client;

/**
 * Thrown if a function uses a part of AWS that the stage does not simulate; the message names it.
 */
public final class NotSimulatedException extends UnsupportedOperationException {
  public NotSimulatedException(String what) {
    super(what + " is not simulated by the local stage");
  }
}
