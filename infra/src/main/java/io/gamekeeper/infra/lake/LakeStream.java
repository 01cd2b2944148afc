package io.gamekeeper.infra.lake;

import io.gamekeeper.contract.LogGroups;
import io.gamekeeper.contract.event.LakeTable;
import io.gamekeeper.infra.config.Findings;
import io.gamekeeper.infra.config.StageConfig;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.ArnFormat;
import software.amazon.awscdk.CfnElement;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.kinesisfirehose.CfnDeliveryStream;
import software.amazon.awscdk.services.kinesisfirehose.CfnDeliveryStream.BufferingHintsProperty;
import software.amazon.awscdk.services.kinesisfirehose.CfnDeliveryStream.CloudWatchLoggingOptionsProperty;
import software.amazon.awscdk.services.kinesisfirehose.CfnDeliveryStream.DataFormatConversionConfigurationProperty;
import software.amazon.awscdk.services.kinesisfirehose.CfnDeliveryStream.DeliveryStreamEncryptionConfigurationInputProperty;
import software.amazon.awscdk.services.kinesisfirehose.CfnDeliveryStream.DeserializerProperty;
import software.amazon.awscdk.services.kinesisfirehose.CfnDeliveryStream.DynamicPartitioningConfigurationProperty;
import software.amazon.awscdk.services.kinesisfirehose.CfnDeliveryStream.ExtendedS3DestinationConfigurationProperty;
import software.amazon.awscdk.services.kinesisfirehose.CfnDeliveryStream.HiveJsonSerDeProperty;
import software.amazon.awscdk.services.kinesisfirehose.CfnDeliveryStream.InputFormatConfigurationProperty;
import software.amazon.awscdk.services.kinesisfirehose.CfnDeliveryStream.OutputFormatConfigurationProperty;
import software.amazon.awscdk.services.kinesisfirehose.CfnDeliveryStream.ParquetSerDeProperty;
import software.amazon.awscdk.services.kinesisfirehose.CfnDeliveryStream.ProcessingConfigurationProperty;
import software.amazon.awscdk.services.kinesisfirehose.CfnDeliveryStream.ProcessorParameterProperty;
import software.amazon.awscdk.services.kinesisfirehose.CfnDeliveryStream.ProcessorProperty;
import software.amazon.awscdk.services.kinesisfirehose.CfnDeliveryStream.RetryOptionsProperty;
import software.amazon.awscdk.services.kinesisfirehose.CfnDeliveryStream.SchemaConfigurationProperty;
import software.amazon.awscdk.services.kinesisfirehose.CfnDeliveryStream.SerializerProperty;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.LogStream;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.IBucket;
import software.constructs.Construct;

/**
 * The Firehose stream that fills the lake: it gathers records by type and day, and writes each
 * gathering as one Parquet file.
 */
final class LakeStream extends Construct {
  /**
   * The least that a stream may gather that converts to Parquet or partitions by what is in its
   * records.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/firehose/latest/dev/create-destination.html">Configure
   *     destination settings</a>
   */
  private static final int BUFFER_MEBIBYTES = 64;

  /** How long it tries again to write into a partition before it counts as failed. */
  private static final int RETRY_SECONDS = 300;

  private final CfnDeliveryStream stream;
  private final StageConfig config;

  /** What the stream needs. */
  record Props(StageConfig config, IKey key, IBucket events, LakeCatalogue catalogue) {
    Props {
      Objects.requireNonNull(config);
      Objects.requireNonNull(key);
      Objects.requireNonNull(events);
      Objects.requireNonNull(catalogue);
    }
  }

  LakeStream(Construct scope, String id, Props props) {
    super(scope, id);
    config = props.config();
    LogGroup log =
        LogGroup.Builder.create(this, "Log")
            .logGroupName(LogGroups.prefix(config.name().key()) + "lake")
            .retention(config.logRetention().retention())
            .removalPolicy(config.protection().removalPolicy())
            .build();
    LogStream errors =
        LogStream.Builder.create(this, "Errors")
            .logGroup(log)
            .logStreamName("errors")
            .removalPolicy(config.protection().removalPolicy())
            .build();
    Role role = role(props, log);
    stream =
        CfnDeliveryStream.Builder.create(this, "Stream")
            .deliveryStreamName(LakeTable.stream(config.name().key()))
            .deliveryStreamType("DirectPut")
            .deliveryStreamEncryptionConfigurationInput(
                DeliveryStreamEncryptionConfigurationInputProperty.builder()
                    .keyType("CUSTOMER_MANAGED_CMK")
                    .keyArn(props.key().getKeyArn())
                    .build())
            .extendedS3DestinationConfiguration(
                ExtendedS3DestinationConfigurationProperty.builder()
                    .bucketArn(props.events().getBucketArn())
                    .roleArn(role.getRoleArn())
                    .bufferingHints(
                        BufferingHintsProperty.builder()
                            .intervalInSeconds(config.lake().bufferSeconds())
                            .sizeInMBs(BUFFER_MEBIBYTES)
                            .build())
                    // The files compress their columns themselves.
                    .compressionFormat("UNCOMPRESSED")
                    .prefix(LakeFiles.EVENTS + byQuery(LakeTable.TYPE) + byQuery(LakeTable.DAY))
                    .errorOutputPrefix(
                        LakeFiles.ERRORS
                            + "!{firehose:error-output-type}/day=!{timestamp:yyyy-MM-dd}/")
                    .dynamicPartitioningConfiguration(
                        DynamicPartitioningConfigurationProperty.builder()
                            .enabled(true)
                            .retryOptions(
                                RetryOptionsProperty.builder()
                                    .durationInSeconds(RETRY_SECONDS)
                                    .build())
                            .build())
                    .processingConfiguration(partitioning())
                    .dataFormatConversionConfiguration(conversion(props.catalogue(), role))
                    .cloudWatchLoggingOptions(
                        CloudWatchLoggingOptionsProperty.builder()
                            .enabled(true)
                            .logGroupName(log.getLogGroupName())
                            .logStreamName(errors.getLogStreamName())
                            .build())
                    .build())
            .build();
    // Firehose looks at once whether the role may do what it has to.
    stream.getNode().addDependency(role);
  }

  private static String byQuery(String key) {
    return key + "=!{partitionKeyFromQuery:" + key + "}/";
  }

  /**
   * Takes records apart that hold several lines, as each record is paid for as 5 KB, and finds the
   * partition of each line.
   */
  private static ProcessingConfigurationProperty partitioning() {
    return ProcessingConfigurationProperty.builder()
        .enabled(true)
        .processors(
            List.of(
                processor("RecordDeAggregation", parameter("SubRecordType", "JSON")),
                processor(
                    "MetadataExtraction",
                    parameter(
                        "MetadataExtractionQuery",
                        "{%s:.%s,%s:.%s}"
                            .formatted(
                                LakeTable.TYPE, LakeTable.TYPE, LakeTable.DAY, LakeTable.DAY)),
                    parameter("JsonParsingEngine", "JQ-1.6"))))
        .build();
  }

  private static ProcessorProperty processor(
      String type, ProcessorParameterProperty... parameters) {
    return ProcessorProperty.builder().type(type).parameters(List.of(parameters)).build();
  }

  private static ProcessorParameterProperty parameter(String name, String value) {
    return ProcessorParameterProperty.builder().parameterName(name).parameterValue(value).build();
  }

  /**
   * The Hive SerDe, as what it takes for a timestamp without being told is what {@link
   * LakeTable#TIMESTAMP_FORMAT} is.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/firehose/latest/APIReference/API_HiveJsonSerDe.html">HiveJsonSerDe</a>
   */
  private DataFormatConversionConfigurationProperty conversion(LakeCatalogue catalogue, Role role) {
    return DataFormatConversionConfigurationProperty.builder()
        .enabled(true)
        .inputFormatConfiguration(
            InputFormatConfigurationProperty.builder()
                .deserializer(
                    DeserializerProperty.builder()
                        .hiveJsonSerDe(HiveJsonSerDeProperty.builder().build())
                        .build())
                .build())
        .outputFormatConfiguration(
            OutputFormatConfigurationProperty.builder()
                .serializer(
                    SerializerProperty.builder()
                        .parquetSerDe(ParquetSerDeProperty.builder().compression("SNAPPY").build())
                        .build())
                .build())
        .schemaConfiguration(
            SchemaConfigurationProperty.builder()
                .catalogId(Stack.of(this).getAccount())
                .region(Stack.of(this).getRegion())
                .databaseName(catalogue.databaseName())
                .tableName(catalogue.all().getRef())
                .versionId("LATEST")
                .roleArn(role.getRoleArn())
                .build())
        .build();
  }

  /**
   * Returns the role of the stream.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html">Controlling
   *     access with Amazon Data Firehose</a>
   */
  private Role role(Props props, LogGroup log) {
    Stack stack = Stack.of(this);
    Role role =
        Role.Builder.create(this, "Role")
            .description("Writes players' events into the lake")
            .assumedBy(
                ServicePrincipal.Builder.create("firehose.amazonaws.com")
                    .conditions(
                        Map.of("StringEquals", Map.of("aws:SourceAccount", stack.getAccount())))
                    .build())
            .build();
    IBucket events = props.events();
    allow(
        role,
        List.of("s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"),
        events.arnForObjects(LakeFiles.EVENTS + "*"),
        events.arnForObjects(LakeFiles.ERRORS + "*"));
    allow(
        role,
        List.of("s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"),
        events.getBucketArn());
    allow(role, List.of("kms:Decrypt", "kms:GenerateDataKey"), props.key().getKeyArn());
    allow(
        role,
        List.of("glue:GetTable", "glue:GetTableVersion", "glue:GetTableVersions"),
        glue("catalog", ""),
        glue("database", props.catalogue().databaseName()),
        glue("table", props.catalogue().databaseName() + "/" + props.catalogue().all().getRef()));
    allow(role, List.of("logs:PutLogEvents"), log.getLogGroupArn());
    for (String folder : List.of(LakeFiles.EVENTS, LakeFiles.ERRORS)) {
      Findings.acknowledge(
          role,
          "AwsSolutions-IAM5[Resource::<" + logicalId(events) + ".Arn>/" + folder + "*]",
          "Files are named by Firehose: the policy can name their folder only");
    }
    return role;
  }

  private String glue(String resource, String name) {
    ArnComponents.Builder arn = ArnComponents.builder().service("glue").resource(resource);
    return Stack.of(this)
        .formatArn(
            name.isEmpty()
                ? arn.arnFormat(ArnFormat.NO_RESOURCE_NAME).build()
                : arn.resourceName(name).build());
  }

  private static void allow(Role role, List<String> actions, String... resources) {
    role.addToPolicy(
        PolicyStatement.Builder.create().actions(actions).resources(List.of(resources)).build());
  }

  private static String logicalId(IBucket bucket) {
    Bucket declared = (Bucket) bucket;
    return Stack.of(declared)
        .getLogicalId((CfnElement) Objects.requireNonNull(declared.getNode().getDefaultChild()));
  }

  String name() {
    return stream.getRef();
  }

  String arn() {
    return stream.getAttrArn();
  }
}
