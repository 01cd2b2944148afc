package io.gamekeeper.local.aws.cloudfront;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The body of an answer. */
public sealed interface Body {
  /** An empty body. */
  Body EMPTY = new Kept(new byte[0]);

  /** Returns the length in bytes. */
  long length();

  /**
   * Opens a part of the body; the caller closes it.
   *
   * @param first counted from 0
   * @param last the last byte that belongs to it
   * @throws IOException if it is not there any more
   */
  InputStream open(long first, long last) throws IOException;

  /** A body in memory, which caches may keep. */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  record Kept(byte[] bytes) implements Body {
    @Override
    public long length() {
      return bytes.length;
    }

    @Override
    public InputStream open(long first, long last) {
      return new ByteArrayInputStream(bytes, (int) first, (int) (last - first + 1));
    }
  }

  /** A body that is too large for memory, and read from its origin for each request. */
  record Remote(long length, Source source) implements Body {
    @Override
    public InputStream open(long first, long last) throws IOException {
      return source.open(first, last);
    }
  }

  /** Reads a part from the origin. */
  @FunctionalInterface
  interface Source {
    /** Opens a part, as {@link Body#open} does. */
    InputStream open(long first, long last) throws IOException;
  }
}
