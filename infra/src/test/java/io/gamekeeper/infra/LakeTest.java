package io.gamekeeper.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.contract.event.EventField;
import io.gamekeeper.contract.event.EventLimits;
import io.gamekeeper.contract.event.EventType;
import io.gamekeeper.contract.event.LakeQuery;
import io.gamekeeper.contract.event.LakeTable;
import io.gamekeeper.infra.config.LakeConfig;
import io.gamekeeper.infra.config.StageName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The lake of players' events: what fills it fits what is asked of it. */
final class LakeTest {
  private static final String STACK = "Lake";

  /** Firehose's quota of partitions that one stream gathers at once. */
  private static final int MOST_PARTITIONS = 500;

  private static JsonNode destination(StageName stage) {
    return Templates.only(stage, STACK, "AWS::KinesisFirehose::DeliveryStream")
        .at("/Properties/ExtendedS3DestinationConfiguration");
  }

  private static Map<String, JsonNode> tables(StageName stage) {
    return Templates.resources(stage, STACK, "AWS::Glue::Table").values().stream()
        .map(table -> table.at("/Properties/TableInput"))
        .collect(Collectors.toMap(table -> table.path("Name").asText(), table -> table));
  }

  private static SequencedMap<String, String> columns(JsonNode table) {
    SequencedMap<String, String> columns = new LinkedHashMap<>();
    table
        .at("/StorageDescriptor/Columns")
        .forEach(column -> columns.put(column.path("Name").asText(), column.path("Type").asText()));
    return columns;
  }

  /** Firehose guide, "Buffer data for dynamic partitioning", and its quotas. */
  @ParameterizedTest
  @EnumSource
  void theStreamGathersAsMuchAndAsLongAsFirehoseDemands(StageName stage) {
    JsonNode hints = destination(stage).path("BufferingHints");

    assertThat(hints.path("SizeInMBs").asInt()).isBetween(64, 128);
    assertThat(hints.path("IntervalInSeconds").asInt()).isBetween(60, 900);
    // A format of columns compresses by itself; CreateDeliveryStream refuses another compression.
    assertThat(destination(stage).path("CompressionFormat").asText()).isEqualTo("UNCOMPRESSED");
    assertThat(
            destination(stage)
                .at(
                    "/DataFormatConversionConfiguration/OutputFormatConfiguration/Serializer/ParquetSerDe/Compression")
                .asText())
        .isEqualTo("SNAPPY");
  }

  @Test
  void lateEventsOfAllTypesAreGatheredAtOnceWithinHalfOfTheQuota() {
    long days = EventLimits.AGE.toDays() + 2;

    assertThat(EventType.values().length * days).isLessThan(MOST_PARTITIONS / 2);
  }

  @ParameterizedTest
  @EnumSource
  void tablesHaveTheColumnsOfTheContractAndFindWhereTheStreamWrites(StageName stage) {
    Map<String, JsonNode> tables = tables(stage);
    TreeSet<String> names = new TreeSet<>(List.of(LakeTable.ALL));
    for (EventType type : EventType.values()) {
      JsonNode table = Objects.requireNonNull(tables.get(LakeTable.of(type)), type.typeName());
      names.add(LakeTable.of(type));
      assertThat(columns(table)).isEqualTo(LakeTable.columns(type));
      assertThat(folder(table)).isEqualTo("/events/type=" + type.typeName() + "/day=${day}/");
    }
    JsonNode all = Objects.requireNonNull(tables.get(LakeTable.ALL));

    assertThat(tables.keySet()).isEqualTo(names);
    assertThat(columns(all)).isEqualTo(LakeTable.columns());
    assertThat(folder(all)).isEqualTo("/events/type=${type}/day=${day}/");
    assertThat(folder(all).substring(1).replace("${", "!{partitionKeyFromQuery:"))
        .isEqualTo(destination(stage).path("Prefix").asText());
    assertThat(all.at("/Parameters/projection.type.values").asText().split(",", -1))
        .containsExactly(
            Stream.of(EventType.values()).map(EventType::typeName).toArray(String[]::new));
  }

  /** What is personal, or in no schema, has no column. */
  @Test
  void nothingPersonalHasAColumn() {
    List<String> personal = new ArrayList<>();
    for (EventType type : EventType.values()) {
      type.fields().stream().filter(EventField::personal).forEach(f -> personal.add(f.name()));
    }

    assertThat(personal).isNotEmpty();
    tables(StageName.PROD)
        .values()
        .forEach(
            table -> assertThat(columns(table).keySet()).doesNotContainAnyElementsOf(personal));
  }

  /** Returns the template of a table's folders below its bucket. */
  private static String folder(JsonNode table) {
    JsonNode parts = table.at("/Parameters/storage.location.template/Fn::Join/1");
    return parts.path(parts.size() - 1).asText();
  }

  @ParameterizedTest
  @EnumSource
  void queriesFindWhatIsKeptAndWhatIsKeptIsPaidForOnce(StageName stage) {
    LakeConfig lake = Templates.changed(stage, _ -> {}).lake();
    JsonNode bucket =
        Templates.resources(stage, STACK, "AWS::S3::Bucket").entrySet().stream()
            .filter(each -> each.getKey().startsWith("FilesEvents"))
            .findAny()
            .orElseThrow()
            .getValue()
            .path("Properties");
    JsonNode events =
        rules(bucket)
            .filter(rule -> rule.path("Prefix").asText().equals("events/"))
            .findAny()
            .orElseThrow();

    assertThat(events.path("ExpirationInDays").asInt()).isEqualTo(lake.eventDays());
    assertThat(events.at("/Transitions/0/TransitionInDays").asInt())
        .isEqualTo(lake.infrequentAfterDays());
    assertThat(events.at("/Transitions/0/StorageClass").asText()).isEqualTo("STANDARD_IA");
    assertThat(rules(bucket))
        .anySatisfy(
            rule ->
                assertThat(rule.at("/AbortIncompleteMultipartUpload/DaysAfterInitiation").asInt())
                    .isEqualTo(1));
    // A file is kept from its arrival on, and its events may be a week older.
    assertThat(tables(stage).values())
        .allSatisfy(
            table ->
                assertThat(table.at("/Parameters/projection.day.range").asText())
                    .isEqualTo("NOW-" + (lake.eventDays() + 8) + "DAYS,NOW+1DAYS"));
  }

  private static Stream<JsonNode> rules(JsonNode bucket) {
    return StreamSupport.stream(bucket.at("/LifecycleConfiguration/Rules").spliterator(), false);
  }

  @ParameterizedTest
  @EnumSource
  void bothBucketsAreEncryptedByTheLakesKey(StageName stage) {
    assertThat(
            Templates.resources(stage, STACK, "AWS::S3::Bucket").entrySet().stream()
                .filter(bucket -> !bucket.getKey().contains("AccessLog"))
                .map(
                    bucket ->
                        bucket
                            .getValue()
                            .at(
                                "/Properties/BucketEncryption/ServerSideEncryptionConfiguration/0/ServerSideEncryptionByDefault/KMSMasterKeyID/Fn::GetAtt/0")
                            .asText()))
        .hasSize(2)
        .allMatch(key -> key.startsWith("LakeKey"));
  }

  @ParameterizedTest
  @EnumSource
  void noCallerOverridesWhatAQueryMayRead(StageName stage) {
    JsonNode workgroup = Templates.only(stage, STACK, "AWS::Athena::WorkGroup").path("Properties");
    JsonNode configuration = workgroup.path("WorkGroupConfiguration");

    assertThat(configuration.path("EnforceWorkGroupConfiguration").asBoolean()).isTrue();
    assertThat(configuration.path("PublishCloudWatchMetricsEnabled").asBoolean()).isTrue();
    // API reference, WorkGroupConfiguration: at least 10 MB.
    assertThat(configuration.path("BytesScannedCutoffPerQuery").asLong())
        .isEqualTo(1_000_000_000L * Templates.changed(stage, _ -> {}).lake().queryLimitGigabytes());
    // Its history would keep it from being deleted.
    assertThat(workgroup.path("RecursiveDeleteOption").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void eachNamedQueryOfTheContractIsSaved(StageName stage) {
    Map<String, JsonNode> saved = new LinkedHashMap<>();
    Templates.resources(stage, STACK, "AWS::Athena::NamedQuery")
        .values()
        .forEach(
            query -> saved.put(query.at("/Properties/Name").asText(), query.path("Properties")));

    assertThat(saved).hasSize(LakeQuery.values().length);
    for (LakeQuery query : LakeQuery.values()) {
      JsonNode found =
          Objects.requireNonNull(saved.get(query.nameIn(stage.key())), query.queryName());
      assertThat(found.path("QueryString").asText()).isEqualTo(query.text());
      // API reference, CreateNamedQuery.
      assertThat(found.path("Name").asText()).hasSizeLessThanOrEqualTo(128);
      assertThat(found.path("Description").asText())
          .isEqualTo(query.question())
          .hasSizeLessThanOrEqualTo(1024);
    }
  }

  /** Firehose guide, "Controlling access": the role exists with its policy before the stream. */
  @ParameterizedTest
  @EnumSource
  void theStreamComesAfterWhatItsRoleMayDo(StageName stage) {
    JsonNode template = Templates.template(stage, STACK);
    String role = destination(stage).at("/RoleARN/Fn::GetAtt/0").asText();

    assertThat(
            Resources.dependencies(
                Templates.only(stage, STACK, "AWS::KinesisFirehose::DeliveryStream")))
        .containsAll(Resources.policiesOf(template, role));
  }

  /** Who asks for operators reads and writes what lies in the lake's folders, by name. */
  @ParameterizedTest
  @EnumSource
  void whoAsksForOperatorsMayAskThisLakeAndNothingElse(StageName stage) {
    DeployedFunction asking = new DeployedFunction(stage, GameFunction.EVENT_OPERATIONS);
    Map<String, String> resources = new TreeMap<>();
    for (JsonNode statement : asking.statements()) {
      for (String action : DeployedFunction.texts(statement.path("Action"))) {
        resources.merge(action, statement.path("Resource").toString(), String::concat);
      }
      if (statement.path("Action").toString().contains("kms:GenerateDataKey")
          && statement.path("Resource").toString().contains("LakeKey")) {
        assertThat(statement.at("/Condition/StringEquals/kms:ViaService").asText())
            .startsWith("s3.");
      }
    }

    assertThat(resources.get("athena:StartQueryExecution"))
        .contains("workgroup/" + LakeTable.workgroup(stage.key()) + "\"")
        .doesNotContain("*");
    assertThat(resources.get("glue:GetTable"))
        .contains("table/" + LakeTable.database(stage.key()) + "/" + LakeTable.ALL)
        .doesNotContain("*");
    assertThat(resources.get("s3:PutObject"))
        .contains("FilesResults", "/results/*")
        .doesNotContain("/events/*");
    assertThat(resources.get("s3:GetObject")).contains("FilesEvents", "/events/*");
    assertThat(resources).doesNotContainKeys("s3:DeleteObject", "athena:CreateNamedQuery");
  }
}
