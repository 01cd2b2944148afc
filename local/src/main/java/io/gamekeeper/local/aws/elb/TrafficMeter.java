package io.gamekeeper.local.aws.elb;

import io.gamekeeper.local.target.Traffic;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.LongAdder;

/** Counts the bytes of all connections to a target. */
final class TrafficMeter {
  private final LongAdder in = new LongAdder();
  private final LongAdder out = new LongAdder();

  /** Returns what has been counted. */
  Traffic total() {
    return new Traffic(in.sum(), out.sum());
  }

  /** Returns the stream from the target, counted. */
  InputStream from(InputStream target) {
    return new FilterInputStream(target) {
      @Override
      public int read() throws IOException {
        int value = super.read();
        out.add(value < 0 ? 0 : 1);
        return value;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = super.read(bytes, offset, length);
        out.add(Math.max(count, 0));
        return count;
      }
    };
  }

  /** Returns the stream to the target, counted. */
  OutputStream to(OutputStream target) {
    return new FilterOutputStream(target) {
      @Override
      public void write(int value) throws IOException {
        super.out.write(value);
        in.increment();
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        super.out.write(bytes, offset, length);
        in.add(length);
      }
    };
  }
}
