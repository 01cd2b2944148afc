package io.gamekeeper.infra.lake;

import io.gamekeeper.contract.event.EventLimits;
import io.gamekeeper.contract.event.EventType;
import io.gamekeeper.contract.event.LakeTable;
import io.gamekeeper.infra.config.ConstructId;
import io.gamekeeper.infra.config.StageConfig;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.glue.CfnDatabase;
import software.amazon.awscdk.services.glue.CfnTable;
import software.amazon.awscdk.services.glue.CfnTable.ColumnProperty;
import software.amazon.awscdk.services.s3.IBucket;
import software.constructs.Construct;

/**
 * The tables of the lake. Athena computes which partitions there are, so that no crawler and no
 * function has to add each day's.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/ug/partition-projection.html">Partition
 *     projection</a>
 */
final class LakeCatalogue extends Construct {
  private static final String FORMAT = "org.apache.hadoop.hive.ql.io.parquet.";

  /**
   * A file is kept from its arrival on, and its events may be older than it; a day for the rest.
   */
  private static final int OLDER_DAYS = (int) EventLimits.AGE.toDays() + 1;

  private final CfnDatabase database;
  private final CfnTable all;
  private final StageConfig config;
  private final IBucket events;

  LakeCatalogue(Construct scope, String id, StageConfig config, IBucket events) {
    super(scope, id);
    this.config = config;
    this.events = events;
    database =
        CfnDatabase.Builder.create(this, "Database")
            .catalogId(Stack.of(this).getAccount())
            .databaseInput(
                CfnDatabase.DatabaseInputProperty.builder()
                    .name(LakeTable.database(config.name().key()))
                    .description("What players did")
                    .build())
            .build();
    Map<String, String> byTypeAndDay = projectionByDay();
    byTypeAndDay.put("projection.type.type", "enum");
    byTypeAndDay.put(
        "projection.type.values",
        Stream.of(EventType.values()).map(EventType::typeName).collect(Collectors.joining(",")));
    all =
        table(
            "AllEvents",
            LakeTable.ALL,
            "Events of all types",
            LakeTable.columns(),
            List.of(LakeTable.TYPE, LakeTable.DAY),
            LakeFiles.EVENTS,
            byTypeAndDay);
    for (EventType type : EventType.values()) {
      table(
          ConstructId.of(type.typeName().replace('_', '-')),
          LakeTable.of(type),
          "Events of type " + type.typeName(),
          LakeTable.columns(type),
          List.of(LakeTable.DAY),
          LakeFiles.EVENTS + LakeTable.TYPE + "=" + type.typeName() + "/",
          projectionByDay());
    }
  }

  private Map<String, String> projectionByDay() {
    Map<String, String> projection = new TreeMap<>();
    projection.put("projection.enabled", "true");
    projection.put("projection.day.type", "date");
    projection.put("projection.day.format", "yyyy-MM-dd");
    projection.put("projection.day.interval", "1");
    projection.put("projection.day.interval.unit", "DAYS");
    // Senders' clocks may be ahead of the day.
    projection.put(
        "projection.day.range",
        "NOW-" + (config.lake().eventDays() + OLDER_DAYS) + "DAYS,NOW+1DAYS");
    return projection;
  }

  private CfnTable table(
      String id,
      String name,
      String description,
      SequencedMap<String, String> columns,
      List<String> partitions,
      String folder,
      Map<String, String> projection) {
    String location = "s3://" + events.getBucketName() + "/" + folder;
    StringBuilder template = new StringBuilder(location);
    for (String partition : partitions) {
      template.append(partition).append("=${").append(partition).append("}/");
    }
    Map<String, String> parameters = new TreeMap<>(projection);
    parameters.put("EXTERNAL", "TRUE");
    parameters.put("classification", "parquet");
    parameters.put("storage.location.template", template.toString());
    return CfnTable.Builder.create(this, id)
        .catalogId(Stack.of(this).getAccount())
        .databaseName(database.getRef())
        .tableInput(
            CfnTable.TableInputProperty.builder()
                .name(name)
                .description(description)
                .tableType("EXTERNAL_TABLE")
                .parameters(parameters)
                .partitionKeys(partitions.stream().map(key -> column(key, "string")).toList())
                .storageDescriptor(
                    CfnTable.StorageDescriptorProperty.builder()
                        .columns(
                            columns.entrySet().stream()
                                .map(column -> column(column.getKey(), column.getValue()))
                                .toList())
                        .location(location)
                        .inputFormat(FORMAT + "MapredParquetInputFormat")
                        .outputFormat(FORMAT + "MapredParquetOutputFormat")
                        .serdeInfo(
                            CfnTable.SerdeInfoProperty.builder()
                                .serializationLibrary(FORMAT + "serde.ParquetHiveSerDe")
                                .build())
                        .build())
                .build())
        .build();
  }

  private static ColumnProperty column(String name, String type) {
    return ColumnProperty.builder().name(name).type(type).build();
  }

  String databaseName() {
    return database.getRef();
  }

  /** Returns the table whose columns the stream's files have. */
  CfnTable all() {
    return all;
  }
}
