package io.gamekeeper.local.observe;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A buffer that cuts UTF-8 output into lines. Not thread-safe: each invocation has its own. */
public final class LineBuffer {
  private static final int INITIAL_BYTES = 512;

  private final LogSink sink;
  private final ByteArrayOutputStream partial = new ByteArrayOutputStream(INITIAL_BYTES);

  public LineBuffer(LogSink sink) {
    this.sink = sink;
  }

  /** Takes output; passes on the lines that are complete. */
  public void write(byte[] bytes, int offset, int length) {
    int start = offset;
    int end = offset + length;
    for (int i = offset; i < end; i++) {
      if (bytes[i] == '\n') {
        partial.write(bytes, start, i - start);
        flush();
        start = i + 1;
      }
    }
    partial.write(bytes, start, end - start);
  }

  /** Passes on the last, unfinished line. */
  public void flush() {
    if (partial.size() == 0) {
      return;
    }
    String line = partial.toString(StandardCharsets.UTF_8);
    partial.reset();
    sink.line(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
  }
}
