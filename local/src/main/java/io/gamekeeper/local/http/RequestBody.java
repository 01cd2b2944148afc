package io.gamekeeper.local.http;

import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** The body of a request, which may still be arriving; it can be read once. */
public interface RequestBody {
  /** An empty body. */
  RequestBody EMPTY = of(new byte[0]);

  /** Returns a body that is complete. */
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

  /** Returns the length in bytes; -1 if it is unknown. */
  long length();

  /**
   * Returns the whole body.
   *
   * @throws UnusableException if it is larger than the limit, breaks off or stops coming
   */
  byte[] whole(int limitBytes) throws UnusableException;

  /** Tells whether nothing of the body can still arrive: there is none, or all of it was read. */
  boolean isTaken();

  /** Returns the bytes as they arrive; reading fails if they break off or do not arrive in time. */
  InputStream stream();

  /** Thrown if a body cannot be used; the connection is of no use then either. */
  final class UnusableException extends Exception {
    private final int status;

    /**
     * Creates a refusal.
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
