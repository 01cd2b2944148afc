package io.gamekeeper.local.client;

/** A function uses something of AWS that the stage does not simulate; the message names it. */
public final class NotSimulatedException extends UnsupportedOperationException {
  public NotSimulatedException(String what) {
    super(what + " is not simulated by the local stage");
  }
}
