package io.gamekeeper.local.aws.elb;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The lines of a head or a chunk, each ended by a line feed. Their length together is limited. */
final class HttpLines {
  private static final int MOST_BYTES = 64 * 1024;

  private final InputStream in;
  private int bytes;

  HttpLines(InputStream in) {
    this.in = in;
  }

  /** Returns the next line without its end; null if the connection ended before the line began. */
  @Nullable String next() throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      int next = in.read();
      if (next < 0) {
        if (line.isEmpty()) {
          return null;
        }
        throw new MalformedResponseException("a line breaks off");
      }
      if (++bytes > MOST_BYTES) {
        throw new MalformedResponseException("more than 64 kB of headers");
      }
      if (next == '\n') {
        int end = line.length();
        return !line.isEmpty() && line.charAt(end - 1) == '\r'
            ? line.substring(0, end - 1)
            : line.toString();
      }
      line.append((char) next);
    }
  }
}
