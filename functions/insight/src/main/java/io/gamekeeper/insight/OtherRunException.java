package io.gamekeeper.insight;

/** Another run of the collector has kept figures meanwhile; it goes on from there. */
public final class OtherRunException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public OtherRunException(Throwable cause) {
    super("another run counts at the same time", cause);
  }
}
