package io.gamekeeper.local.aws.cloudfront;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** What an answer consists of: bytes in memory, or too many for that. */
public sealed interface Body {
  /** Nothing. */
  Body EMPTY = new Kept(new byte[0]);

  /** In bytes. */
  long length();

  /**
   * A part of it; to be closed.
   *
   * @param first counted from 0
   * @param last the last byte that belongs to it
   * @throws IOException if it is not there any more
   */
  InputStream open(long first, long last) throws IOException;

  /** Bytes in memory, which caches may keep. */
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

  /** What is read from its origin each time somebody wants it. */
  record Remote(long length, Source source) implements Body {
    @Override
    public InputStream open(long first, long last) throws IOException {
      return source.open(first, last);
    }
  }

  /** Reads a part from the origin. */
  @FunctionalInterface
  interface Source {
    /** As {@link Body#open}. */
    InputStream open(long first, long last) throws IOException;
  }
}
