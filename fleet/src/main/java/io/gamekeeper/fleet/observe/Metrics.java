package io.gamekeeper.fleet.observe;

import com.fasterxml.jackson.core.JsonGenerator;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.contract.TelemetryEnvironment;
import io.gamekeeper.fleet.room.Rooms;
import io.gamekeeper.fleet.system.Json;
import io.gamekeeper.fleet.system.Timing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A server's metrics in the embedded metric format. A minute's figures are sent in the middle of
 * the next minute; the kernel's early signals every {@link #EARLY}, in high resolution. Unknown
 * figures are not sent.
 */
public final class Metrics {
  static final Duration EARLY = Duration.ofSeconds(5);
  private static final Duration MIDDLE = Duration.ofSeconds(30);

  private final TelemetryEnvironment telemetry;
  private final String logGroup;
  private final Optional<String> release;
  private final Path proc;
  private final IntSupplier sessions;
  private final SessionFigures figures;
  private final Rooms rooms;
  private final Consumer<String> sink;
  private final Timing timing;
  private final Log log;
  private @Nullable KernelCounters last;
  private long lastNanos;

  /**
   * Creates the metrics of one server.
   *
   * @param release the second dimension of metrics that are told apart by release; empty if none is
   */
  public Metrics(
      TelemetryEnvironment telemetry,
      String logGroup,
      Optional<String> release,
      Path proc,
      IntSupplier sessions,
      SessionFigures figures,
      Rooms rooms,
      Consumer<String> sink,
      Timing timing,
      Log log) {
    this.telemetry = telemetry;
    this.logGroup = logGroup;
    this.release = release;
    this.proc = proc;
    this.sessions = sessions;
    this.figures = figures;
    this.rooms = rooms;
    this.sink = sink;
    this.timing = timing;
    this.log = log;
  }

  /** Waits for the middle of the next minute and sends the last one's figures. */
  public void sendMinute() throws InterruptedException {
    Instant now = timing.now();
    Instant next = now.truncatedTo(ChronoUnit.MINUTES).plus(MIDDLE);
    if (!next.isAfter(now)) {
      next = next.plus(1, ChronoUnit.MINUTES);
    }
    while (now.isBefore(next)) {
      timing.sleep(Duration.between(now, next));
      now = timing.now();
    }
    Rooms.Ticks ticks = rooms.takeTicks();
    Map<GameMetric, Double> values = new EnumMap<>(GameMetric.class);
    values.put(GameMetric.CONCURRENT_USERS, (double) sessions.getAsInt());
    put(values, GameMetric.AVERAGE_LATENCY, figures.takeMedianLatencyMillis());
    if (ticks.count() > 0) {
      values.put(GameMetric.SERVER_TICK_RATE, ticks.perSecond());
    }
    put(values, GameMetric.MEMORY_USAGE, memoryPercent());
    send(values, false);
    if (ticks.overruns() > 0) {
      log.warn("ticksSkipped", "overruns", ticks.overruns(), "ticks", ticks.count());
    }
  }

  /** Waits a little and sends what the kernel counted meanwhile. */
  public void sendEarly() throws InterruptedException {
    KernelCounters before = last;
    long beforeNanos = lastNanos;
    if (before != null) {
      timing.sleep(EARLY);
    }
    KernelCounters now = KernelCounters.read(proc.resolve("net")).orElse(null);
    last = now;
    lastNanos = timing.nanos();
    if (now == null) {
      timing.sleep(EARLY);
    } else if (before != null) {
      double seconds = (lastNanos - beforeNanos) / 1e9;
      Map<GameMetric, Double> values = new EnumMap<>(GameMetric.class);
      values.put(GameMetric.NEW_CONNECTIONS, now.connectionsPerSecond(before, seconds));
      values.put(GameMetric.SYN_RECEIVED, now.attemptsPerSecond(before, seconds));
      put(values, GameMetric.PACKET_LOSS_RATE, now.lossPercent(before));
      send(values, true);
    }
  }

  /** Says that the server started without its ahead-of-time cache. */
  public void aotCacheMissed() {
    send(Map.of(GameMetric.AOT_CACHE_MISSED, 1.0), false);
  }

  /** Returns the machine's memory use: a server has a machine for itself. */
  private OptionalDouble memoryPercent() {
    Path meminfo = proc.resolve("meminfo");
    OptionalLong total = ThisProcess.kilobytes(meminfo, "MemTotal:");
    OptionalLong available = ThisProcess.kilobytes(meminfo, "MemAvailable:");
    return total.isPresent() && available.isPresent()
        ? OptionalDouble.of(100.0 * (1 - (double) available.getAsLong() / total.getAsLong()))
        : OptionalDouble.empty();
  }

  private static void put(Map<GameMetric, Double> values, GameMetric metric, OptionalDouble value) {
    if (value.isPresent()) {
      values.put(metric, value.getAsDouble());
    }
  }

  private void send(Map<GameMetric, Double> values, boolean highResolution) {
    sink.accept(
        Json.object(
            json -> {
              json.writeObjectFieldStart("_aws");
              json.writeNumberField("Timestamp", timing.now().toEpochMilli());
              json.writeStringField("LogGroupName", logGroup);
              json.writeArrayFieldStart("CloudWatchMetrics");
              directive(json, values.keySet(), List.of(GameMetric.SERVICE), highResolution);
              boolean byRelease =
                  release.isPresent() && values.containsKey(GameMetric.AVERAGE_LATENCY);
              if (byRelease) {
                directive(
                    json,
                    Set.of(GameMetric.AVERAGE_LATENCY),
                    List.of(GameMetric.SERVICE, GameMetric.RELEASE),
                    highResolution);
              }
              json.writeEndArray();
              json.writeEndObject();
              json.writeStringField(GameMetric.SERVICE, telemetry.service());
              if (byRelease) {
                json.writeStringField(GameMetric.RELEASE, release.orElseThrow());
              }
              for (Map.Entry<GameMetric, Double> value : values.entrySet()) {
                json.writeNumberField(value.getKey().metricName(), value.getValue());
              }
            }));
  }

  /** Writes which members of the document are metrics, and their dimensions. */
  private void directive(
      JsonGenerator json, Set<GameMetric> metrics, List<String> dimensions, boolean highResolution)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("Namespace", telemetry.namespace());
    json.writeArrayFieldStart("Dimensions");
    json.writeStartArray();
    for (String dimension : dimensions) {
      json.writeString(dimension);
    }
    json.writeEndArray();
    json.writeEndArray();
    json.writeArrayFieldStart("Metrics");
    for (GameMetric metric : metrics) {
      json.writeStartObject();
      json.writeStringField("Name", metric.metricName());
      json.writeStringField("Unit", metric.unit().unitName());
      if (highResolution) {
        json.writeNumberField("StorageResolution", 1);
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
