package io.gamekeeper.fleet.observe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * The kernel's TCP counters since it started, from {@code /proc/net/snmp} (RFC 4022's names) and
 * {@code /proc/net/netstat}; of the whole machine, or of the network namespace.
 *
 * @param connections that others opened to this machine
 * @param attempts to open one, answered or not: those that succeeded without a SYN cookie, SYN
 *     cookies sent, those that failed half-way, and those dropped because a queue was full
 * @param segmentsSent without those sent again
 * @param segmentsSentAgain retransmissions
 */
public record KernelCounters(
    long connections, long attempts, long segmentsSent, long segmentsSentAgain) {
  /**
   * The fewest segments for a rate; with fewer, one lost segment would be a rate that means
   * nothing.
   */
  static final long LEAST_SEGMENTS = 100;

  private static final Pattern SPACES = Pattern.compile("\\s+");

  /**
   * Reads the counters; empty where the kernel has none.
   *
   * @param proc {@code /proc/net}, or a folder like it
   */
  public static Optional<KernelCounters> read(Path proc) {
    try {
      Map<String, Long> tcp = section(proc.resolve("snmp"), "Tcp:");
      Map<String, Long> extended = section(proc.resolve("netstat"), "TcpExt:");
      if (!tcp.containsKey("PassiveOpens") || !tcp.containsKey("OutSegs")) {
        return Optional.empty();
      }
      long opened = count(tcp, "PassiveOpens");
      long attempts =
          opened
              - count(extended, "SyncookiesRecv")
              + count(extended, "SyncookiesSent")
              + count(tcp, "AttemptFails")
              + count(extended, "ListenDrops");
      return Optional.of(
          new KernelCounters(opened, attempts, count(tcp, "OutSegs"), count(tcp, "RetransSegs")));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty(); // no Linux, or none that we know: what is not known is not sent
    }
  }

  /** Returns new connections per second since that earlier reading. */
  public double connectionsPerSecond(KernelCounters earlier, double seconds) {
    return Math.max(0, connections - earlier.connections) / seconds;
  }

  /** Returns attempts per second since that earlier reading. */
  public double attemptsPerSecond(KernelCounters earlier, double seconds) {
    return Math.max(0, attempts - earlier.attempts) / seconds;
  }

  /**
   * Returns the percentage of segments that were sent again since that earlier reading; empty if
   * there were too few.
   */
  public OptionalDouble lossPercent(KernelCounters earlier) {
    long sent = segmentsSent - earlier.segmentsSent;
    long again = Math.max(0, segmentsSentAgain - earlier.segmentsSentAgain);
    return sent < LEAST_SEGMENTS
        ? OptionalDouble.empty()
        : OptionalDouble.of(Math.min(100, 100.0 * again / (sent + again)));
  }

  private static long count(Map<String, Long> section, String name) {
    return section.getOrDefault(name, 0L);
  }

  /** Reads two lines of one prefix: names, then values. */
  private static Map<String, Long> section(Path file, String prefix) throws IOException {
    List<String> lines =
        Files.readAllLines(file).stream().filter(line -> line.startsWith(prefix)).toList();
    if (lines.size() != 2) {
      return Map.of();
    }
    String[] names = SPACES.split(lines.getFirst(), -1);
    String[] values = SPACES.split(lines.getLast(), -1);
    Map<String, Long> section = new HashMap<>();
    for (int i = 1; i < Math.min(names.length, values.length); i++) {
      section.put(names[i], Long.parseLong(values[i]));
    }
    return section;
  }
}
