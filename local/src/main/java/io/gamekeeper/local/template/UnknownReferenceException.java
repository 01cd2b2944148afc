package io.gamekeeper.local.template;

/** A reference leads nowhere; the message reads on after "refers to …, ". */
public final class UnknownReferenceException extends Exception {
  public UnknownReferenceException(String message) {
    super(message);
  }
}
