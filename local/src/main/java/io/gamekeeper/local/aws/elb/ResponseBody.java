package io.gamekeeper.local.aws.elb;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Pattern;

/** The body of a target's response. */
abstract sealed class ResponseBody extends InputStream {
  private static final String BROKEN_OFF = "the target closed the connection within its answer";

  private final boolean keepsAlive;

  private ResponseBody(boolean keepsAlive) {
    this.keepsAlive = keepsAlive;
  }

  /** Tells whether the whole body was read. */
  abstract boolean ended();

  /** Tells whether the connection can carry another request: all was read, and it stays open. */
  boolean reusable() {
    return keepsAlive && ended();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public abstract int read(byte[] bytes, int offset, int length) throws IOException;

  /** A body of the length that the head states, or of all bytes until the target closes. */
  static final class Sized extends ResponseBody {
    private final InputStream in;
    private long left;

    /**
     * Creates a body.
     *
     * @param length in bytes; {@code Long.MAX_VALUE}: until the target closes
     */
    Sized(InputStream in, long length, boolean keepsAlive) {
      super(keepsAlive);
      this.in = in;
      this.left = length;
    }

    @Override
    boolean ended() {
      return left == 0;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int count = in.read(bytes, offset, (int) Math.min(length, left));
      if (count < 0) {
        if (left == Long.MAX_VALUE) {
          left = 0;
          return -1;
        }
        throw new EOFException(BROKEN_OFF);
      }
      if (left != Long.MAX_VALUE) {
        left -= count;
      }
      return count;
    }
  }

  /** A body in chunks, each with its length. */
  static final class Chunked extends ResponseBody {
    private static final Pattern SIZE = Pattern.compile("[0-9a-fA-F]{1,7}");

    private final InputStream in;
    private int chunkLeft;
    private boolean first = true;
    private boolean ended;

    Chunked(InputStream in, boolean keepsAlive) {
      super(keepsAlive);
      this.in = in;
    }

    @Override
    boolean ended() {
      return ended;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (ended || length == 0) {
        return ended ? -1 : 0;
      }
      if (chunkLeft == 0 && !nextChunk()) {
        return -1;
      }
      int count = in.read(bytes, offset, Math.min(length, chunkLeft));
      if (count < 0) {
        throw new EOFException(BROKEN_OFF);
      }
      chunkLeft -= count;
      return count;
    }

    private boolean nextChunk() throws IOException {
      HttpLines lines = new HttpLines(in);
      if (!first && !"".equals(lines.next())) {
        throw new MalformedResponseException("a chunk is longer than it says");
      }
      first = false;
      String line = lines.next();
      if (line == null) {
        throw new EOFException(BROKEN_OFF);
      }
      int extension = line.indexOf(';');
      chunkLeft = size((extension < 0 ? line : line.substring(0, extension)).strip());
      if (chunkLeft > 0) {
        return true;
      }
      String trailer = lines.next();
      while (trailer != null && !trailer.isEmpty()) {
        trailer = lines.next();
      }
      ended = true;
      return false;
    }

    private static int size(String text) throws MalformedResponseException {
      // The parser of integers takes signs and the digits of every script.
      if (!SIZE.matcher(text).matches()) {
        throw new MalformedResponseException("not the size of a chunk: " + text);
      }
      return Integer.parseInt(text, 16);
    }
  }
}
