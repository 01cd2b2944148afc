package io.gamekeeper.local.aws.firehose;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.local.aws.firehose.Conversion.UnconvertibleException;
import io.gamekeeper.local.aws.firehose.Gathering.Line;
import io.gamekeeper.local.client.StoredObjects;
import io.gamekeeper.local.engine.EngineException;
import io.gamekeeper.local.iam.Arns;
import io.gamekeeper.local.lake.CatalogueTable;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.StageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * Writes gatherings into the bucket: rows as a Parquet file, and what is no row beside it. Whoever
 * repeats a delivery writes the same objects again.
 */
final class Delivery implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NO_PARTITION = "DynamicPartitioning.MetadataExtractionFailed";
  private static final String NO_PARTITION_MEANS =
      "The partition keys could not be extracted, or there was no room for the partition.";
  private static final String NOT_CONVERTED = "format-conversion-failed";
  private static final DateTimeFormatter NAMED =
      DateTimeFormatter.ofPattern("yyyy-MM-dd-HH-mm-ss").withZone(ZoneOffset.UTC);

  private final StreamSettings settings;
  private final Ground ground;
  private final StoredObjects objects;
  private final Conversion conversion;
  private final ParquetFile parquet;
  private final StreamMetrics metrics;

  Delivery(
      StreamSettings settings,
      Ground ground,
      StoredObjects objects,
      ParquetFile parquet,
      StreamMetrics metrics) {
    this.settings = settings;
    this.ground = ground;
    this.objects = objects;
    this.conversion = new Conversion(settings.table().columns());
    this.parquet = parquet;
    this.metrics = metrics;
  }

  /** A record that is not part of a file, and why. */
  private record Failure(Line line, String code, String message) {}

  /**
   * Delivers a gathering once.
   *
   * @return why it is not delivered; empty if it is
   */
  Optional<String> attempt(Gathering gathering) {
    // The end of the stage may meet an attempt that is under way.
    synchronized (gathering) {
      if (gathering.isDelivered()) {
        return Optional.empty();
      }
      try {
        if (gathering.head().isOfErrors()) {
          List<Failure> failures = new ArrayList<>();
          gathering.read(line -> failures.add(new Failure(line, NO_PARTITION, NO_PARTITION_MEANS)));
          writeErrors(gathering, gathering.head().prefix(), failures);
        } else {
          writeRows(gathering);
        }
        gathering.delivered();
        return Optional.empty();
      } catch (SdkException | EngineException | StageException | SQLException | IOException e) {
        metrics.attempted(false);
        tell(String.valueOf(e.getMessage()));
        return Optional.of(String.valueOf(e.getMessage()));
      }
    }
  }

  private void writeRows(Gathering gathering) throws IOException, SQLException {
    AtomicInteger rows = new AtomicInteger();
    List<Failure> failures = new ArrayList<>();
    byte[] content =
        parquet.of(
            file ->
                gathering.read(
                    line -> {
                      try {
                        file.add(conversion.row(line.data().asByteArrayUnsafe()));
                        rows.incrementAndGet();
                      } catch (UnconvertibleException e) {
                        failures.add(
                            new Failure(
                                line,
                                "DataFormatConversion.MalformedData",
                                String.valueOf(e.getMessage())));
                      }
                    }));
    if (rows.get() > 0) {
      write(gathering.head().prefix() + name(gathering) + ".parquet", content, rows.get());
    }
    if (!failures.isEmpty()) {
      writeErrors(
          gathering, settings.errorPrefix().ofErrors(NOT_CONVERTED, gathering.arrival()), failures);
    }
    metrics.converted(rows.get(), failures.size());
  }

  /**
   * Writes records with the reason, one document a line.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/firehose/latest/dev/record-format-conversion-error-handling.html">Handling
   *     errors for data format conversion</a>
   */
  private void writeErrors(Gathering gathering, String prefix, List<Failure> failures) {
    StringBuilder lines = new StringBuilder();
    CatalogueTable table = settings.table();
    for (Failure failure : failures) {
      ObjectNode line = JSON.createObjectNode();
      line.put("attemptsMade", 1);
      line.put("arrivalTimestamp", failure.line().arrival());
      line.put("errorCode", failure.code());
      line.put("errorMessage", failure.message());
      line.put("attemptEndingTimestamp", ground.time().clock().millis());
      line.put("rawData", Base64.getEncoder().encodeToString(failure.line().data().asByteArray()));
      line.putNull("sequenceNumber");
      line.putNull("subSequenceNumber");
      line.putObject("dataCatalogTable")
          .put("catalogId", Arns.account(settings.arn()))
          .put("databaseName", table.database())
          .put("tableName", table.name())
          .put("region", Arns.region(settings.arn()))
          .put("versionId", "LATEST");
      lines.append(line).append('\n');
    }
    write(
        prefix + name(gathering),
        lines.toString().getBytes(StandardCharsets.UTF_8),
        failures.size());
    tell(failures.size() + " records are no rows: " + failures.getFirst().message());
  }

  private void write(String key, byte[] content, int records) {
    objects
        .client(settings.bucket())
        .putObject(
            request -> request.bucket(settings.bucket()).key(key), RequestBody.fromBytes(content));
    metrics.attempted(true);
    metrics.delivered(records, content.length);
  }

  /** Returns an object's name: stream, version of the stream, time, something random. */
  private String name(Gathering gathering) {
    Instant arrival = gathering.arrival();
    return settings.name() + "-1-" + NAMED.format(arrival) + "-" + gathering.head().id();
  }

  private void tell(String message) {
    settings
        .log()
        .ifPresent(
            log ->
                ground
                    .logs()
                    .append(
                        log.group(),
                        log.stream(),
                        JSON.createObjectNode()
                            .put("deliveryStreamARN", settings.arn())
                            .put("destination", "arn:aws:s3:::" + settings.bucket())
                            .put("message", message)
                            .toString()));
  }

  @Override
  public void close() {
    parquet.close();
  }
}
