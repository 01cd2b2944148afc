package io.gamekeeper.local.aws.rds;

import io.gamekeeper.local.observe.ErrorLog;
import io.gamekeeper.local.observe.LogStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;

/**
 * Brings the server's log of slow statements to the log groups to which RDS exports it, line by
 * line. Each whole line arrives once; what was written before the stage started does not.
 */
final class SlowQueryLog {
  /** As an instance's exports name it. */
  static final String EXPORT = "slowquery";

  private static final int MOST_BYTES = 1 << 20;
  private static final char LINE_END = '\n';

  private final Path file;
  private final LogStore logs;
  private final ErrorLog errors;
  private final Set<String> groups = new CopyOnWriteArraySet<>();
  private long read;

  SlowQueryLog(Path file, LogStore logs, ErrorLog errors) {
    this.file = file;
    this.logs = logs;
    this.errors = errors;
  }

  /** Adds a log group of an instance. */
  void exportTo(String group) {
    groups.add(group);
  }

  /** Skips what is there already. */
  void begin() {
    read = file.toFile().length();
  }

  /** Brings what has come since. */
  void bring() {
    if (groups.isEmpty() || !Files.exists(file)) {
      return;
    }
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      if (channel.size() < read) {
        read = 0; // begun anew
      }
      ByteBuffer bytes =
          ByteBuffer.allocate(Math.toIntExact(Math.min(MOST_BYTES, channel.size() - read)));
      channel.position(read);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // until all is there
      }
      String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
      int whole = text.lastIndexOf(LINE_END) + 1;
      read += whole;
      text.substring(0, whole)
          .lines()
          .forEach(line -> groups.forEach(group -> logs.append(group, "mysql-slowquery", line)));
    } catch (IOException e) {
      errors.note("RDS", "the log of slow statements cannot be read: " + e.getMessage());
    }
  }
}
