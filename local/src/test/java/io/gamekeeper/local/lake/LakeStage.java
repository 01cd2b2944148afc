package io.gamekeeper.local.lake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.contract.event.LakeQuery;
import io.gamekeeper.contract.event.LakeTable;
import io.gamekeeper.local.LedTime;
import io.gamekeeper.local.aws.athena.Athena;
import io.gamekeeper.local.aws.firehose.Firehose;
import io.gamekeeper.local.aws.glue.Glue;
import io.gamekeeper.local.aws.iam.Iam;
import io.gamekeeper.local.aws.kms.Kms;
import io.gamekeeper.local.aws.logs.Logs;
import io.gamekeeper.local.aws.s3.S3;
import io.gamekeeper.local.client.FunctionIdentity;
import io.gamekeeper.local.engine.Engines;
import io.gamekeeper.local.service.Services;
import io.gamekeeper.local.template.AwsEnvironment;
import io.gamekeeper.local.template.CloudAssembly;
import io.gamekeeper.local.template.Provisioner;
import io.gamekeeper.local.template.Resources;
import io.gamekeeper.local.template.Template;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.Datum;
import software.amazon.awssdk.services.athena.model.QueryExecution;
import software.amazon.awssdk.services.athena.model.QueryExecutionState;
import software.amazon.awssdk.services.athena.model.StartQueryExecutionRequest;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchRequest;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponse;
import software.amazon.awssdk.services.firehose.model.Record;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The stage's services with prod's lake, by a time that tests let pass. */
final class LakeStage implements AutoCloseable {
  static final String DATABASE = LakeTable.database("prod");
  static final String WORKGROUP = LakeTable.workgroup("prod");
  static final String STREAM = LakeTable.stream("prod");

  /** What the longest gathering takes. */
  static final Duration GATHERED = Duration.ofMinutes(6);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final AwsEnvironment ENVIRONMENT =
      new AwsEnvironment("000000000000", "eu-central-1");
  private static final Path TEMPLATE =
      Path.of(
          System.getProperty("gamekeeper.root", ".."),
          "infra/src/test/resources/snapshots/Prod/Lake.json");

  private final LedTime time;
  private final Outages objects;
  private final Resources resources;
  private final Services services;
  private final S3Client s3;
  private final String bucket;

  private LakeStage(LedTime time, Engines engines, String template) {
    this.time = time;
    this.services = new Services(time.ground());
    services.add(new Iam(time.ground()));
    services.add(new Kms(time.ground(), engines.folder()));
    S3 buckets = services.add(new S3(time.ground(), engines));
    services.add(new Logs(time.ground()));
    this.objects = new Outages(buckets.buckets());
    Catalogue catalogue = new Catalogue();
    ParquetEngine parquet = new ParquetEngine(time.ground().folder().resolve("queries"));
    services.add(new Glue(catalogue));
    services.add(new Firehose(time.ground(), objects, catalogue, parquet));
    services.add(new Athena(time.ground(), objects, catalogue, parquet));
    this.resources =
        new Provisioner(services.resourceTypes())
            .provision(
                CloudAssembly.of(
                    List.of(Template.parse("Lake", "Prod-Lake", ENVIRONMENT, template)), Map.of()));
    services.start();
    this.s3 = engines.s3().client();
    this.bucket = catalogue.table(DATABASE, LakeTable.ALL).orElseThrow().location().bucket();
  }

  /** Starts in a folder; buckets are found again by the one who starts in it again. */
  static LakeStage start(Path folder, Engines engines) {
    return start(folder, engines, _ -> {});
  }

  /** The same with something changed in the template. */
  static LakeStage start(Path folder, Engines engines, Consumer<ObjectNode> change) {
    return new LakeStage(new LedTime(folder), engines, template(folder, change));
  }

  /** Returns prod's template without alarms, with callers, and with buckets of the folder's own. */
  private static String template(Path folder, Consumer<ObjectNode> change) {
    ObjectNode template;
    try {
      template = (ObjectNode) JSON.readTree(Files.readString(TEMPLATE));
      ObjectNode resources = (ObjectNode) template.path("Resources");
      List<String> alarms = new ArrayList<>();
      resources
          .properties()
          .forEach(
              resource -> {
                JsonNode declared = resource.getValue();
                switch (declared.path("Type").asText()) {
                  case "AWS::CloudWatch::Alarm" -> alarms.add(resource.getKey());
                  case "AWS::S3::Bucket" ->
                      ((ObjectNode) declared.path("Properties"))
                          .put(
                              "BucketName",
                              (resource.getKey() + "-" + folder.getFileName())
                                  .toLowerCase(Locale.ROOT));
                  default -> {} // as it is
                }
              });
      resources.remove(alarms);
      resources.set("Filler", role("Filler", "firehose:Put*", "firehose:Describe*"));
      resources.set("Asker", role("Asker", "athena:*", "glue:Get*", "s3:*", "kms:*"));
      resources.set(
          "Reader", role("Reader", "athena:*", "glue:Get*", "s3:Get*", "s3:List*", "kms:Decrypt"));
      resources.set("Nobody", role("Nobody", "athena:*"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    change.accept(template);
    return template.toString();
  }

  private static JsonNode role(String name, String... actions) throws IOException {
    return JSON.readTree(
        """
        {'Type': 'AWS::IAM::Role', 'Properties': {'RoleName': '%s',
          'AssumeRolePolicyDocument': {'Statement': {'Effect': 'Allow',
            'Action': 'sts:AssumeRole', 'Principal': {'Service': 'lambda.amazonaws.com'}}},
          'Policies': [{'PolicyName': 'p', 'PolicyDocument': {'Statement': {
            'Effect': 'Allow', 'Action': %s, 'Resource': '*'}}}]}}"""
            .replace('\'', '"')
            .formatted(name, JSON.writeValueAsString(actions)));
  }

  private <C> C client(String role, Class<C> type) {
    return time.ground()
        .world()
        .client(
            new FunctionIdentity(
                role, role, time.ground().roles().roleNamed(role).orElseThrow(), List.of()),
            type);
  }

  /**
   * The properties of the template that the stage neither reads nor declares to be without effect.
   */
  List<String> notSimulated() {
    return resources.status().stream().flatMap(each -> each.notSimulated().stream()).toList();
  }

  LedTime time() {
    return time;
  }

  /** The bucket's way, which can be away. */
  Outages objects() {
    return objects;
  }

  FirehoseClient firehose() {
    return client("Filler", FirehoseClient.class);
  }

  AthenaClient athena() {
    return client("Asker", AthenaClient.class);
  }

  /** A caller who may ask, and may not read the tables. */
  AthenaClient athenaOfNobody() {
    return client("Nobody", AthenaClient.class);
  }

  /** A caller who may ask and read, and may not keep what a query returned. */
  AthenaClient athenaOfReader() {
    return client("Reader", AthenaClient.class);
  }

  // ---------------------------------------------------------------- filling

  /** Puts records that are all accepted. */
  void put(List<String> records) {
    for (int from = 0; from < records.size(); from += 500) {
      PutRecordBatchResponse answer =
          firehose()
              .putRecordBatch(batch(records.subList(from, Math.min(records.size(), from + 500))));
      if (answer.failedPutCount() != 0) {
        throw new AssertionError(answer);
      }
    }
  }

  static Consumer<PutRecordBatchRequest.Builder> batch(List<String> records) {
    return request ->
        request
            .deliveryStreamName(STREAM)
            .records(
                records.stream()
                    .map(each -> Record.builder().data(SdkBytes.fromUtf8String(each)).build())
                    .toList());
  }

  /** The keys of all objects of the events' bucket that begin so. */
  List<String> keys(String prefix) {
    return s3.listObjectsV2(request -> request.bucket(bucket).prefix(prefix)).contents().stream()
        .map(S3Object::key)
        .toList();
  }

  long bytes(String prefix) {
    return s3.listObjectsV2(request -> request.bucket(bucket).prefix(prefix)).contents().stream()
        .mapToLong(S3Object::size)
        .sum();
  }

  /** The lines of an object. */
  List<String> lines(String key) {
    return s3.getObjectAsBytes(request -> request.bucket(bucket).key(key))
        .asUtf8String()
        .lines()
        .toList();
  }

  void store(String key, byte[] content) {
    s3.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromBytes(content));
  }

  // ---------------------------------------------------------------- asking

  /** Runs a query to its end. */
  QueryExecution run(AthenaClient athena, String query, List<String> literals) {
    StartQueryExecutionRequest.Builder request =
        StartQueryExecutionRequest.builder()
            .queryString(query)
            .workGroup(WORKGROUP)
            .queryExecutionContext(context -> context.database(DATABASE));
    if (!literals.isEmpty()) {
      request.executionParameters(literals);
    }
    String id = athena.startQueryExecution(request.build()).queryExecutionId();
    time.advance(Duration.ofSeconds(1));
    return athena.getQueryExecution(asked -> asked.queryExecutionId(id)).queryExecution();
  }

  /** Returns the rows of a query that succeeds, the names of the columns first. */
  List<List<String>> ask(String query, String... literals) {
    QueryExecution ended = run(athena(), query, List.of(literals));
    if (ended.status().state() != QueryExecutionState.SUCCEEDED) {
      throw new AssertionError(ended.status());
    }
    return athena()
        .getQueryResultsPaginator(asked -> asked.queryExecutionId(ended.queryExecutionId()))
        .stream()
        .flatMap(page -> page.resultSet().rows().stream())
        .map(row -> row.data().stream().map(LakeStage::text).toList())
        .toList();
  }

  List<List<String>> ask(LakeQuery query, Map<String, String> values) {
    return ask(query.text(), query.literals(values).toArray(String[]::new));
  }

  /** Returns why a query does not succeed. */
  String refusal(String query, String... literals) {
    QueryExecution ended = run(athena(), query, List.of(literals));
    return ended.status().state() + ": " + ended.status().stateChangeReason();
  }

  private static String text(Datum datum) {
    return datum.varCharValue() == null ? "null" : datum.varCharValue();
  }

  /** Ends as a crash does: nothing is delivered any more. */
  void crash() {
    time.close();
  }

  @Override
  public void close() {
    time.close();
    resources.close();
    services.close();
  }
}
