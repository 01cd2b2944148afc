package io.gamekeeper.local.aws.firehose;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.local.file.PrivateFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.SdkBytes;

/**
 * Records that will be one object, in a file that outlives a crash: what {@link #append} returned
 * for is on disk. The object's key is settled when the first record comes, so that a delivery that
 * is repeated after a crash overwrites its own object.
 */
final class Gathering {
  static final String SUFFIX = ".gathering";

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
    Optional<String> head = lines(file).stream().findFirst();
    try {
      return new Gathering(file, JSON.readValue(head.orElse(""), Head.class));
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

  /** Returns all records; a line that a crash cut off was never accepted. */
  List<Line> read() throws IOException {
    List<Line> records = new ArrayList<>();
    List<String> lines = lines(file);
    for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
      int space = line.indexOf(' ');
      records.add(
          new Line(
              Long.parseLong(line.substring(0, space)),
              SdkBytes.fromByteArray(Base64.getDecoder().decode(line.substring(space + 1)))));
    }
    return records;
  }

  /** Returns the lines that have an end. */
  private static List<String> lines(Path file) throws IOException {
    String text = Files.readString(file);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
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
