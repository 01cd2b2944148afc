package io.gamekeeper.load;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Shows how calls are doing: on a terminal in one line that is rewritten each second, elsewhere as
 * plain lines a few seconds apart.
 */
public final class LiveLine implements AutoCloseable {
  private static final Duration ON_TERMINAL = Duration.ofSeconds(1);
  private static final Duration ELSEWHERE = Duration.ofSeconds(5);

  private final PrintWriter out;
  private final boolean terminal;
  private final Measurements measurements;
  private final Supplier<String> more;
  private final Thread painter;

  /**
   * Starts showing what is recorded from now on.
   *
   * @param more further text for each line; may be empty
   */
  public LiveLine(
      PrintWriter out, boolean terminal, Measurements measurements, Supplier<String> more) {
    this(out, terminal, measurements, more, terminal ? ON_TERMINAL : ELSEWHERE);
  }

  LiveLine(
      PrintWriter out,
      boolean terminal,
      Measurements measurements,
      Supplier<String> more,
      Duration every) {
    this.out = out;
    this.terminal = terminal;
    this.measurements = measurements;
    this.more = more;
    this.painter = Thread.ofVirtual().name("live-line").start(() -> paint(every));
  }

  private void paint(Duration every) {
    long started = System.nanoTime();
    long last = started;
    try {
      while (true) {
        Thread.sleep(every);
        long now = System.nanoTime();
        String line =
            line(
                Duration.ofNanos(now - started), Duration.ofNanos(now - last), measurements.take());
        last = now;
        String also = more.get();
        line += also.isEmpty() ? "" : "  " + also;
        out.print(terminal ? "\r" + line + "\033[K" : line + "\n");
        out.flush();
      }
    } catch (InterruptedException stopped) {
      if (terminal) {
        out.println();
      }
    }
  }

  static String line(Duration elapsed, Duration covered, Measurements.Interval interval) {
    double rate = interval.calls() * 1e9 / Math.max(1, covered.toNanos());
    String line =
        String.format(
            Locale.ROOT,
            "%4d s  %6.0f calls/s  p50 %6.1f ms  p99 %6.1f ms  errors %d",
            elapsed.toSeconds(),
            rate,
            interval.millisAt(50),
            interval.millisAt(99),
            interval.errors());
    return interval.errors() == 0
        ? line
        : line
            + String.format(
                Locale.ROOT,
                " (refused %d, 5xx %d, unanswered %d)",
                interval.refused(),
                interval.failed(),
                interval.unreachable());
  }

  @Override
  public void close() {
    painter.interrupt();
    try {
      painter.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
