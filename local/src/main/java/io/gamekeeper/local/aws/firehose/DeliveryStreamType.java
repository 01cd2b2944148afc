package io.gamekeeper.local.aws.firehose;

import io.gamekeeper.local.aws.firehose.StreamSettings.ErrorStream;
import io.gamekeeper.local.client.Access;
import io.gamekeeper.local.client.StoredObjects;
import io.gamekeeper.local.file.PrivateFiles;
import io.gamekeeper.local.iam.RequestContext;
import io.gamekeeper.local.iam.ServiceRole;
import io.gamekeeper.local.lake.Catalogue;
import io.gamekeeper.local.lake.CatalogueTable;
import io.gamekeeper.local.lake.ParquetEngine;
import io.gamekeeper.local.observe.ServiceMetrics;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Streams that are put into directly, partition by what is in the records, and write Parquet into a
 * bucket.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/firehose/latest/APIReference/API_ExtendedS3DestinationConfiguration.html">ExtendedS3DestinationConfiguration</a>
 */
record DeliveryStreamType(
    Ground ground,
    StoredObjects objects,
    Catalogue catalogue,
    ParquetEngine engine,
    ServiceMetrics metrics,
    Streams streams)
    implements ResourceType {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]{1,64}");
  private static final String BUCKET = "arn:aws:s3:::";
  private static final long MEBIBYTE = 1024 * 1024;
  private static final int LONGEST_RETRY_SECONDS = 7200;

  @Override
  public String type() {
    return "AWS::KinesisFirehose::DeliveryStream";
  }

  @Override
  public Provisioned create(ResourceContext context) throws IOException {
    ResourceProperties properties = context.properties();
    properties.inert(
        "nothing is encrypted on a laptop", "DeliveryStreamEncryptionConfigurationInput");
    only(properties, "DeliveryStreamType", "DirectPut");
    String name = properties.string("DeliveryStreamName", context.generatedName(64));
    if (!NAME.matcher(name).matches()) {
      throw new TemplateException(
          properties.where("DeliveryStreamName"),
          "is " + name + " instead of up to 64 letters, digits, underscores, dots, hyphens");
    }
    String arn = context.environment().arn("firehose", "deliverystream/" + name);
    ResourceProperties destination = properties.object("ExtendedS3DestinationConfiguration");
    StreamSettings settings = settings(context, name, arn, destination);
    rights(context, destination, settings);
    Path folder = PrivateFiles.createFolder(ground.folder().resolve("firehose").resolve(name));
    StreamMetrics measured = new StreamMetrics(metrics, name);
    Delivery delivery =
        new Delivery(
            settings,
            ground,
            objects,
            new ParquetFile(engine, settings.table().columns()),
            measured);
    DeliveryStream stream = new DeliveryStream(settings, ground, delivery, measured, folder);
    if (!streams.add(stream)) {
      throw new TemplateException(
          properties.where("DeliveryStreamName"), "is " + name + ", as another is named");
    }
    context.onClose("deliver " + name, stream::end);
    return Provisioned.running(
            name, "writes Parquet into " + settings.bucket() + " after " + settings.interval())
        .with("Arn", arn);
  }

  private StreamSettings settings(
      ResourceContext context, String name, String arn, ResourceProperties destination) {
    String bucketArn = destination.string("BucketARN");
    String bucket = bucketArn.startsWith(BUCKET) ? bucketArn.substring(BUCKET.length()) : "";
    if (!objects.hasBucket(bucket)) {
      throw new TemplateException(
          destination.where("BucketARN"), "is " + bucketArn + ", which no template declares");
    }
    // Formats of columns compress by themselves: CreateDeliveryStream refuses another compression.
    if (!destination.string("CompressionFormat", "UNCOMPRESSED").equals("UNCOMPRESSED")) {
      throw new TemplateException(
          destination.where("CompressionFormat"), "must be UNCOMPRESSED where Parquet is written");
    }
    partitioned(destination);
    Processing processing = Processing.of(destination.object("ProcessingConfiguration"));
    Prefix prefix = parsed(destination, "Prefix", Prefix::parse);
    if (!prefix.keys().equals(Set.copyOf(processing.query().keys()))) {
      throw new TemplateException(
          destination.where("Prefix"),
          "uses the keys "
              + prefix.keys()
              + ", while the query finds "
              + processing.query().keys()
              + ": each must be used");
    }
    Prefix errorPrefix = parsed(destination, "ErrorOutputPrefix", Prefix::parse);
    if (!errorPrefix.keys().isEmpty() || !errorPrefix.saysWhy()) {
      throw new TemplateException(
          destination.where("ErrorOutputPrefix"),
          "must have !{firehose:error-output-type} and no key of a partition");
    }
    ResourceProperties hints = destination.object("BufferingHints");
    // https://docs.aws.amazon.com/firehose/latest/dev/buffering.html and the quotas: at least 64
    // MiB, and no delivery at once, where partitions come from records or Parquet is written.
    int mebibytes = between(hints, "SizeInMBs", 64, 128);
    int seconds = between(hints, "IntervalInSeconds", 60, 900);
    return new StreamSettings(
        name,
        arn,
        bucket,
        prefix,
        errorPrefix,
        mebibytes * MEBIBYTE,
        Duration.ofSeconds(seconds),
        processing.query(),
        processing.deaggregated(),
        table(context, destination),
        log(context, destination));
  }

  private static void partitioned(ResourceProperties destination) {
    ResourceProperties partitioning = destination.object("DynamicPartitioningConfiguration");
    only(partitioning, "Enabled", "true");
    partitioning
        .optionalObject("RetryOptions")
        .ifPresent(retry -> between(retry, "DurationInSeconds", 0, LONGEST_RETRY_SECONDS));
  }

  /** The processors of a stream. */
  private record Processing(PartitionQuery query, boolean deaggregated) {

    static Processing of(ResourceProperties configuration) {
      only(configuration, "Enabled", "true");
      Optional<PartitionQuery> query = Optional.empty();
      boolean deaggregated = false;
      for (ResourceProperties processor : configuration.objects("Processors")) {
        Map<String, String> parameters = new HashMap<>();
        for (ResourceProperties parameter : processor.objects("Parameters")) {
          parameters.put(parameter.string("ParameterName"), parameter.string("ParameterValue"));
        }
        String type = processor.string("Type");
        switch (type) {
          case "RecordDeAggregation" -> {
            checkParameters(processor, parameters, Map.of("SubRecordType", "JSON"));
            deaggregated = true;
          }
          case "MetadataExtraction" -> {
            String text = parameters.remove("MetadataExtractionQuery");
            checkParameters(processor, parameters, Map.of("JsonParsingEngine", "JQ-1.6"));
            query = Optional.of(query(processor, String.valueOf(text)));
          }
          default ->
              throw new TemplateException(
                  processor.where("Type"), "is " + type + ", which the stage does not have");
        }
      }
      return new Processing(
          query.orElseThrow(
              () ->
                  new TemplateException(
                      configuration.where("Processors"), "has no MetadataExtraction")),
          deaggregated);
    }

    private static PartitionQuery query(ResourceProperties processor, String text) {
      try {
        return PartitionQuery.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TemplateException(
            processor.where("Parameters"), String.valueOf(e.getMessage()), e);
      }
    }

    private static void checkParameters(
        ResourceProperties processor, Map<String, String> found, Map<String, String> wanted) {
      if (!found.equals(wanted)) {
        throw new TemplateException(
            processor.where("Parameters"), "are " + found + " instead of " + wanted);
      }
    }
  }

  private CatalogueTable table(ResourceContext context, ResourceProperties destination) {
    ResourceProperties conversion = destination.object("DataFormatConversionConfiguration");
    only(conversion, "Enabled", "true");
    ResourceProperties deserializer =
        conversion.object("InputFormatConfiguration").object("Deserializer");
    if (!deserializer.object("HiveJsonSerDe").strings("TimestampFormats").isEmpty()) {
      throw new TemplateException(
          deserializer.where("HiveJsonSerDe.TimestampFormats"),
          "are formats that the stage does not read; it reads the one without any");
    }
    ResourceProperties parquet =
        conversion.object("OutputFormatConfiguration").object("Serializer").object("ParquetSerDe");
    only(parquet, "Compression", "SNAPPY");
    ResourceProperties schema = conversion.object("SchemaConfiguration");
    only(schema, "CatalogId", context.environment().account());
    only(schema, "Region", context.environment().region());
    only(schema, "VersionId", "LATEST");
    String database = schema.string("DatabaseName");
    String table = schema.string("TableName");
    return catalogue
        .table(database, table)
        .orElseThrow(
            () ->
                new TemplateException(
                    schema.where("TableName"),
                    "is " + table + ", which no template declares in " + database));
  }

  private Optional<ErrorStream> log(ResourceContext context, ResourceProperties destination) {
    Optional<ResourceProperties> logging =
        destination
            .optionalObject("CloudWatchLoggingOptions")
            .filter(options -> options.bool("Enabled", false));
    Optional<ErrorStream> log =
        logging.map(
            options ->
                new ErrorStream(options.string("LogGroupName"), options.string("LogStreamName")));
    log.ifPresent(
        stream ->
            context.whenAllCreated(
                () -> {
                  if (!ground.logs().exists(stream.group())) {
                    throw new TemplateException(
                        destination.where("CloudWatchLoggingOptions.LogGroupName"),
                        "is " + stream.group() + ", which no template declares");
                  }
                }));
    return log;
  }

  /**
   * Checks what the role must be allowed.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html">Controlling
   *     access with Amazon Data Firehose</a>
   */
  private void rights(
      ResourceContext context, ResourceProperties destination, StreamSettings settings) {
    ResourceProperties schema =
        destination.object("DataFormatConversionConfiguration").object("SchemaConfiguration");
    context.whenAllCreated(
        () -> {
          ServiceRole writer = role(context, destination);
          String example = "events/example";
          objects
              .write(settings.bucket(), example(destination.string("Prefix"), example))
              .forEach(access -> require(destination, writer, access));
          objects
              .write(settings.bucket(), example(destination.string("ErrorOutputPrefix"), example))
              .forEach(access -> require(destination, writer, access));
          writer.require("s3:AbortMultipartUpload", BUCKET + settings.bucket() + "/" + example);
          for (String action :
              List.of("s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads")) {
            writer.require(action, BUCKET + settings.bucket());
          }
          ServiceRole reader = role(context, schema);
          for (String arn : catalogue.arns(settings.table().database(), settings.table().name())) {
            reader.require("glue:GetTableVersions", arn);
          }
          settings
              .log()
              .ifPresent(
                  log ->
                      writer.require(
                          "logs:PutLogEvents",
                          context
                              .environment()
                              .arn(
                                  "logs",
                                  "log-group:" + log.group() + ":log-stream:" + log.stream())));
        });
  }

  private static String example(String prefix, String otherwise) {
    int expression = prefix.indexOf("!{");
    return expression < 0 ? otherwise : prefix.substring(0, expression) + "example";
  }

  private ServiceRole role(ResourceContext context, ResourceProperties properties) {
    return ServiceRole.assumed(
        ground.roles(),
        properties.where("RoleARN"),
        properties.string("RoleARN"),
        "firehose.amazonaws.com",
        RequestContext.NONE.with("aws:SourceAccount", context.environment().account()));
  }

  private static void require(ResourceProperties destination, ServiceRole role, Access access) {
    if (!access.decide(role.role()).allowed()) {
      throw new TemplateException(
          destination.where("RoleARN"),
          "is the role "
              + role.role().name()
              + ", which may not "
              + access.action()
              + " on "
              + access.resource());
    }
  }

  private static <T> T parsed(
      ResourceProperties properties, String name, Function<String, T> parser) {
    try {
      return parser.apply(properties.string(name));
    } catch (IllegalArgumentException e) {
      throw new TemplateException(properties.where(name), String.valueOf(e.getMessage()), e);
    }
  }

  private static void only(ResourceProperties properties, String name, String value) {
    String found = properties.string(name);
    if (!found.equals(value)) {
      throw new TemplateException(
          properties.where(name), "is " + found + "; the stage has nothing but " + value);
    }
  }

  private static int between(ResourceProperties properties, String name, int least, int most) {
    int value = properties.integer(name);
    if (value < least || value > most) {
      throw new TemplateException(
          properties.where(name), "is " + value + "; such a stream takes " + least + " to " + most);
    }
    return value;
  }
}
