package io.gamekeeper.local.aws.firehose;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.local.aws.firehose.Gathering.Head;
import io.gamekeeper.local.aws.firehose.Gathering.Line;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.time.Redelivery;
import io.gamekeeper.local.time.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkBytes;

/**
 * A stream: gathers what is put into it by partition, and has each gathering delivered when it is
 * large or old enough. What was accepted stays on disk until it is in the bucket.
 *
 * @see <a href="https://docs.aws.amazon.com/firehose/latest/dev/buffering.html">Buffer data for
 *     dynamic partitioning</a>
 */
final class DeliveryStream {
  /** Firehose's quota of partitions that are gathered at once. */
  static final int MOST_PARTITIONS = 500;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NO_PARTITION = "processing-failed";
  private static final String NO_ROOM = "activePartitionExceeded";

  /** Firehose tries for so long; the stage keeps what is left then, until it starts again. */
  private static final Duration LONGEST = Duration.ofHours(24);

  private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
  private static final Duration LONGEST_DELAY = Duration.ofMinutes(1);

  private final StreamSettings settings;
  private final Ground ground;
  private final Delivery delivery;
  private final StreamMetrics metrics;
  private final Path folder;

  /** What is gathered, by the prefix of its object. */
  private final Map<String, Gathering> open = new LinkedHashMap<>();

  /** What is being delivered. */
  private final Set<Gathering> closed = ConcurrentHashMap.newKeySet();

  private boolean ended;

  DeliveryStream(
      StreamSettings settings,
      Ground ground,
      Delivery delivery,
      StreamMetrics metrics,
      Path folder) {
    this.settings = settings;
    this.ground = ground;
    this.delivery = delivery;
    this.metrics = metrics;
    this.folder = folder;
  }

  StreamSettings settings() {
    return settings;
  }

  /** Counts a request. */
  void put(int records, long bytes) {
    metrics.put(records, bytes);
  }

  /**
   * Accepts a record: it is on disk when this returns.
   *
   * @return its id
   * @throws IOException if it is not accepted
   */
  synchronized String accept(SdkBytes data) throws IOException {
    if (ended) {
      throw new IOException("the stage ends");
    }
    Instant now = ground.time().clock().instant();
    Map<Head, List<Line>> parts = new LinkedHashMap<>();
    for (Sorted each : sorted(data)) {
      Head head = head(each, now);
      parts
          .computeIfAbsent(head, _ -> new ArrayList<>())
          .add(new Line(now.toEpochMilli(), each.data()));
    }
    for (Map.Entry<Head, List<Line>> part : parts.entrySet()) {
      gather(part.getKey(), part.getValue());
    }
    return ground.ids().requestId();
  }

  /** A document of a record with its partition; without one, why. */
  private record Sorted(SdkBytes data, Optional<Map<String, String>> partition) {}

  private List<Sorted> sorted(SdkBytes data) throws IOException {
    List<Sorted> all = new ArrayList<>();
    try (MappingIterator<JsonNode> documents =
        JSON.readerFor(JsonNode.class).readValues(data.asByteArrayUnsafe())) {
      while (documents.hasNextValue()) {
        JsonNode document = documents.nextValue();
        all.add(
            new Sorted(
                SdkBytes.fromByteArray(JSON.writeValueAsBytes(document)),
                settings.query().partition(document)));
      }
    } catch (JsonProcessingException e) {
      return List.of(new Sorted(data, Optional.empty()));
    }
    return all.isEmpty() || (all.size() > 1 && !settings.deaggregated())
        ? List.of(new Sorted(data, Optional.empty()))
        : all;
  }

  /** Returns what names the gathering of a document; its id is that of one that begins. */
  private Head head(Sorted document, Instant now) {
    String id = ground.ids().requestId();
    if (document.partition().isEmpty()) {
      return errors(id, NO_PARTITION, now);
    }
    String prefix = settings.prefix().of(document.partition().get(), now);
    long partitions = open.values().stream().filter(each -> !each.head().isOfErrors()).count();
    if (partitions >= MOST_PARTITIONS && !open.containsKey(prefix)) {
      metrics.exceeded();
      return errors(id, NO_ROOM, now);
    }
    return existing(prefix).orElseGet(() -> new Head(id, now.toEpochMilli(), prefix, ""));
  }

  private Head errors(String id, String type, Instant now) {
    String prefix = settings.errorPrefix().ofErrors(type, now);
    return existing(prefix).orElseGet(() -> new Head(id, now.toEpochMilli(), prefix, type));
  }

  private Optional<Head> existing(String prefix) {
    return Optional.ofNullable(open.get(prefix)).map(Gathering::head);
  }

  private void gather(Head head, List<Line> lines) throws IOException {
    Gathering gathering = open.get(head.prefix());
    if (gathering == null) {
      gathering = begin(head);
    }
    gathering.append(lines);
    if (gathering.bytes() >= settings.bytes()) {
      close(gathering);
    }
  }

  private Gathering begin(Head head) throws IOException {
    Gathering gathering = Gathering.begin(folder, head);
    open.put(head.prefix(), gathering);
    Task _ =
        ground
            .agenda()
            .after(
                "firehose " + settings.name(),
                settings.interval(),
                () -> {
                  synchronized (this) {
                    close(gathering);
                  }
                });
    return gathering;
  }

  /** Has a gathering delivered, if that has not begun. */
  private void close(Gathering gathering) {
    if (open.remove(gathering.head().prefix(), gathering)) {
      deliver(gathering);
    }
  }

  private void deliver(Gathering gathering) {
    closed.add(gathering);
    new Redelivery<String>(
            ground.agenda(),
            "firehose delivery " + settings.name(),
            new Redelivery.Limits(Integer.MAX_VALUE, LONGEST),
            () -> attempt(gathering),
            Redelivery.doubling(FIRST_DELAY, LONGEST_DELAY),
            (failure, _, attempts) ->
                ground
                    .errors()
                    .note(
                        settings.name(),
                        "was not delivered in "
                            + attempts
                            + " attempts and stays in "
                            + gathering
                            + ": "
                            + failure))
        .start();
  }

  private Redelivery.Outcome<String> attempt(Gathering gathering) {
    Optional<String> failure = delivery.attempt(gathering);
    if (failure.isPresent()) {
      return new Redelivery.Outcome.Refused<>(failure.get());
    }
    closed.remove(gathering);
    return new Redelivery.Outcome.Taken<>();
  }

  /** Delivers what a stage before left in the folder. */
  synchronized void deliverWhatWasLeft() {
    Set<String> known = ConcurrentHashMap.newKeySet();
    open.values().forEach(each -> known.add(each.head().id()));
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(Gathering.SUFFIX)
            && !known.contains(name.replace(Gathering.SUFFIX, ""))) {
          deliver(Gathering.left(file));
        }
      }
    } catch (IOException e) {
      ground.errors().note(settings.name(), "what was left cannot be delivered: " + e);
    }
  }

  /** Sends how old the oldest record is that is not in the bucket yet. */
  synchronized void measureFreshness() {
    Instant now = ground.time().clock().instant();
    Stream.concat(open.values().stream(), closed.stream())
        .map(Gathering::arrival)
        .min(Instant::compareTo)
        .ifPresent(oldest -> metrics.oldest(Duration.between(oldest, now)));
    if (!open.isEmpty()) {
      metrics.active(open.size());
    }
  }

  /** Accepts nothing any more, and tries once to deliver what there is. */
  void end() {
    List<Gathering> left = new ArrayList<>();
    synchronized (this) {
      ended = true;
      left.addAll(open.values());
      left.addAll(closed);
      open.clear();
    }
    left.forEach(delivery::attempt);
    delivery.close();
  }
}
