package io.gamekeeper.local.aws.firehose;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.local.file.PrivateFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import software.amazon.awssdk.core.SdkBytes;

/**
 * Records that will be one object, in a file that outlives a crash: what {@link #append} returned
 * for is on disk. The object's key is settled when the first record comes, so that a delivery that
 * is repeated after a crash overwrites its own object.
 */
final class Gathering {
  static final String SUFFIX = ".gathering";

  private static final int CHUNK = 64 * 1024;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final Head head;
  private long bytes;
  private long end;
  private boolean delivered;

  /**
   * What a gathering is.
   *
   * @param id random
   * @param arrival of the first record, in epoch milliseconds
   * @param prefix of the object
   * @param errorType why the records can not be part of a file; empty if they can
   */
  record Head(String id, long arrival, String prefix, String errorType) {
    boolean isOfErrors() {
      return !errorType.isEmpty();
    }
  }

  /** A record. */
  record Line(long arrival, SdkBytes data) {}

  private Gathering(Path file, Head head) {
    this.file = file;
    this.head = head;
  }

  /** Begins a gathering in a folder that is there. */
  static Gathering begin(Path folder, Head head) throws IOException {
    Path file = folder.resolve(head.id() + SUFFIX);
    Gathering gathering = new Gathering(file, head);
    PrivateFiles.write(file, JSON.writeValueAsString(head) + "\n");
    gathering.end = Files.size(file);
    return gathering;
  }

  /** Reads a gathering that a stage before left. */
  static Gathering left(Path file) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.US_ASCII)) {
      return new Gathering(file, JSON.readValue(lines.readLine(), Head.class));
    } catch (JsonProcessingException e) {
      throw new IOException(file + " is damaged", e);
    }
  }

  Head head() {
    return head;
  }

  Instant arrival() {
    return Instant.ofEpochMilli(head.arrival());
  }

  /** Returns the bytes of its records. */
  synchronized long bytes() {
    return bytes;
  }

  /**
   * Adds records; they are on disk when this returns.
   *
   * @throws IOException if they cannot be written; then none of them is added
   */
  synchronized void append(List<Line> lines) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Line line : lines) {
      text.append(line.arrival())
          .append(' ')
          .append(Base64.getEncoder().encodeToString(line.data().asByteArray()))
          .append('\n');
    }
    ByteBuffer buffer = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.US_ASCII));
    int length = buffer.remaining();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      // What is beyond the end is left of an attempt that failed.
      channel.truncate(end);
      channel.position(end);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
    end += length;
    bytes += lines.stream().mapToLong(line -> line.data().asByteArrayUnsafe().length).sum();
  }

  /** Takes the records of a gathering. */
  @FunctionalInterface
  interface Reader {
    void take(Line line) throws IOException, SQLException;
  }

  /** Hands out all records, one after the other; a line that a crash cut off was never accepted. */
  void read(Reader reader) throws IOException, SQLException {
    long left = completeBytes(file);
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.US_ASCII)) {
      left -= lines.readLine().length() + 1;
      while (left > 0) {
        String line = lines.readLine();
        left -= line.length() + 1;
        int space = line.indexOf(' ');
        reader.take(
            new Line(
                Long.parseLong(line.substring(0, space)),
                SdkBytes.fromByteArray(Base64.getDecoder().decode(line.substring(space + 1)))));
      }
    }
  }

  /** Returns the length up to the last end of a line. */
  private static long completeBytes(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
      for (long end = channel.size(); end > 0; end -= CHUNK) {
        long start = Math.max(0, end - CHUNK);
        chunk.clear().limit((int) (end - start));
        channel.read(chunk, start);
        for (int i = chunk.position() - 1; i >= 0; i--) {
          if (chunk.get(i) == '\n') {
            return start + i + 1;
          }
        }
      }
      return 0;
    }
  }

  /** Forgets the records: they are in the bucket. */
  synchronized void delivered() throws IOException {
    Files.deleteIfExists(file);
    delivered = true;
  }

  synchronized boolean isDelivered() {
    return delivered;
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
