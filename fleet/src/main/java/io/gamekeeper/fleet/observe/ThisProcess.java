package io.gamekeeper.fleet.observe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/** The kernel's figures about this process; without {@code /proc}, the best that the JVM knows. */
public final class ThisProcess {
  /** The launcher sets it to the cache that it asks the JVM to use, or would if it were there. */
  public static final String AOT_CACHE = "gamekeeper.aot.cache";

  /** USER_HZ, which is 100 on every architecture that has a JDK. */
  private static final int MILLIS_PER_TICK = 10;

  private static final int START_TIME = 19; // field 22 of stat, counted from the one after the name

  private ThisProcess() {}

  /** The state of the ahead-of-time cache. */
  public enum AotCache {
    USED("used"),
    /** It was expected, but is missing or does not fit this JDK, machine or class path. */
    MISSED("missed"),
    /** The launcher was told to go without, or did not start this process. */
    OFF("off");

    private final String label;

    AotCache(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  /** Returns the age of the process, including the launcher's part; exact to the kernel's 10 ms. */
  public static long millisSinceStart() {
    try {
      String stat = Files.readString(Path.of("/proc/self/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      String uptime = Files.readString(Path.of("/proc/uptime"));
      double upMillis = Double.parseDouble(uptime.substring(0, uptime.indexOf(' '))) * 1000;
      return Math.round(upMillis) - Long.parseLong(fields[START_TIME]) * MILLIS_PER_TICK;
    } catch (IOException e) {
      return ProcessHandle.current()
          .info()
          .startInstant()
          .map(start -> Duration.between(start, Instant.ofEpochMilli(System.currentTimeMillis())))
          .orElse(Duration.ZERO)
          .toMillis();
    }
  }

  /** Returns whether the JVM really uses the cache: then the file is part of its memory. */
  public static AotCache aotCache() {
    String expected = System.getProperty(AOT_CACHE, "");
    if (expected.isEmpty()) {
      return AotCache.OFF;
    }
    try {
      String name = Path.of(expected).getFileName().toString();
      return Files.readString(Path.of("/proc/self/maps")).contains(name)
          ? AotCache.USED
          : AotCache.MISSED;
    } catch (IOException e) {
      return Files.exists(Path.of(expected)) ? AotCache.USED : AotCache.MISSED;
    }
  }

  /** Returns the resident memory of the process. */
  public static OptionalLong residentKilobytes() {
    return kilobytes(Path.of("/proc/self/status"), "VmRSS:");
  }

  static OptionalLong kilobytes(Path file, String name) {
    try {
      List<String> lines = Files.readAllLines(file);
      return lines.stream()
          .filter(line -> line.startsWith(name))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
