package io.gamekeeper.local.observe;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The standard output of functions, which goes to their log groups, as on Lambda. Output belongs to
 * the invocation in whose scope the thread is, else to the function whose class loader the thread
 * has, else to the stage itself.
 */
public final class Console {
  /** A class loader that belongs to one function. */
  public interface Owner {

    /** Returns the sink for the function's output outside of invocations. */
    LogSink output();
  }

  private static final ScopedValue<LineBuffer> INVOCATION = ScopedValue.newInstance();

  /**
   * The unfinished line of a thread; standard output and error share it, as they share Lambda's
   * log.
   */
  private static final ThreadLocal<@Nullable Pending> PENDING = new ThreadLocal<>();

  private Console() {}

  /** Replaces {@code System.out} and {@code System.err} of this JVM; later calls do nothing. */
  public static synchronized void install() {
    if (!(System.out instanceof Dispatching)) {
      System.setOut(new Dispatching(System.out));
    }
    if (!(System.err instanceof Dispatching)) {
      System.setErr(new Dispatching(System.err));
    }
  }

  /** Adds an invocation's output to the values that are bound while it runs. */
  public static ScopedValue.Carrier bind(ScopedValue.Carrier carrier, LineBuffer output) {
    return carrier.where(INVOCATION, output);
  }

  /**
   * Does something of which nobody wants the output, which would be a function's or the stage's.
   */
  public static void discarding(Runnable work) {
    ScopedValue.where(INVOCATION, new LineBuffer(_ -> {})).run(work);
  }

  private static final class Dispatching extends PrintStream {
    Dispatching(PrintStream stage) {
      super(new Dispatcher(stage), true, StandardCharsets.UTF_8);
    }
  }

  private static final class Dispatcher extends OutputStream {
    private final PrintStream stage;

    Dispatcher(PrintStream stage) {
      this.stage = stage;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      LineBuffer lines = target();
      if (lines == null) {
        stage.write(bytes, offset, length);
      } else {
        lines.write(bytes, offset, length);
      }
    }

    @Override
    public void flush() {
      if (target() == null) {
        stage.flush();
      }
    }

    private @Nullable LineBuffer target() {
      if (INVOCATION.isBound()) {
        return INVOCATION.get();
      }
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      if (!(loader instanceof Owner owner)) {
        return null;
      }
      Pending line = PENDING.get();
      if (line == null || line.owner != owner) {
        line = new Pending(owner, new LineBuffer(owner.output()));
        PENDING.set(line);
      }
      return line.lines;
    }
  }

  /** An unfinished line of a thread outside of invocations. */
  private record Pending(Owner owner, LineBuffer lines) {}
}
