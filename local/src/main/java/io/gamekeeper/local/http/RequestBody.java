package io.gamekeeper.local.http;

import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** A request's body while it still comes in; it can be read once. */
public interface RequestBody {
  /** No body. */
  RequestBody EMPTY = of(new byte[0]);

  /** A body that is there as a whole. */
  static RequestBody of(byte[] bytes) {
    return new RequestBody() {
      @Override
      public long length() {
        return bytes.length;
      }

      @Override
      public byte[] whole(int limitBytes) throws UnusableException {
        if (bytes.length > limitBytes) {
          throw new UnusableException(413);
        }
        return bytes;
      }

      @Override
      public boolean isTaken() {
        return true;
      }

      @Override
      public InputStream stream() {
        return new ByteArrayInputStream(bytes);
      }
    };
  }

  /** In bytes; -1 if the client did not say. */
  long length();

  /**
   * All of it.
   *
   * @throws UnusableException if it is larger than the limit, breaks off or stops coming
   */
  byte[] whole(int limitBytes) throws UnusableException;

  /** Whether nothing of it can still be on its way: there is none, or it was taken as a whole. */
  boolean isTaken();

  /** The bytes as they come; reading fails if they break off or stop coming. */
  InputStream stream();

  /** There is no body that could be used; the connection is of no use either. */
  final class UnusableException extends Exception {
    private final int status;

    /**
     * A refusal.
     *
     * @param status what the client is told
     */
    public UnusableException(int status) {
      super("answered with " + status);
      this.status = status;
    }

    public int status() {
      return status;
    }
  }
}
