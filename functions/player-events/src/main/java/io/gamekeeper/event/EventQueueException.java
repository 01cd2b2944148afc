package io.gamekeeper.event;

/** A queue did not answer, or refused. */
public final class EventQueueException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public EventQueueException(Throwable cause) {
    super(cause);
  }
}
