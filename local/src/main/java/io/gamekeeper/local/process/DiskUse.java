package io.gamekeeper.local.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Measures what some processes read from disks and wrote to them since the last look, as Linux
 * counts it: what its page cache has costs nothing.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_io.5.html">proc_pid_io(5)</a>
 */
public final class DiskUse {
  private static final String READ = "read_bytes: ";
  private static final String WRITTEN = "write_bytes: ";

  private Map<Long, Bytes> counted = new HashMap<>();

  /** Bytes that were read and written. */
  public record Bytes(long read, long written) {

    private Bytes plus(Bytes other) {
      return new Bytes(read + other.read, written + other.written);
    }

    private Bytes since(Bytes before) {
      return new Bytes(Math.max(0, read - before.read), Math.max(0, written - before.written));
    }
  }

  /**
   * Returns the bytes since the last look, at the first one since the processes began; empty if
   * none of them lives, and where the system does not tell.
   */
  public synchronized Optional<Bytes> look(Collection<ProcessHandle> processes) {
    Map<Long, Bytes> now = new HashMap<>();
    Bytes more = new Bytes(0, 0);
    for (ProcessHandle process : processes) {
      Optional<Bytes> total = total(process.pid());
      if (total.isPresent()) {
        now.put(process.pid(), total.get());
        more = more.plus(total.get().since(counted.getOrDefault(process.pid(), new Bytes(0, 0))));
      }
    }
    counted = now;
    return now.isEmpty() ? Optional.empty() : Optional.of(more);
  }

  private static Optional<Bytes> total(long pid) {
    long read = 0;
    long written = 0;
    try {
      for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "io"))) {
        if (line.startsWith(READ)) {
          read = Long.parseLong(line.substring(READ.length()));
        } else if (line.startsWith(WRITTEN)) {
          written = Long.parseLong(line.substring(WRITTEN.length()));
        }
      }
      return Optional.of(new Bytes(read, written));
    } catch (IOException e) {
      return Optional.empty(); // it has ended, or this is no Linux
    }
  }
}
