package io.gamekeeper.local.aws.dynamodb;

import io.gamekeeper.local.engine.Background;
import io.gamekeeper.local.engine.DynamoEngine;
import io.gamekeeper.local.engine.Engines;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;

/**
 * The resource types of DynamoDB tables: the classic one, and the global one, of which the stage
 * runs the replica in the stack's own region.
 */
final class Table implements ResourceType {
  private static final String ONE_COPY = "there is one copy of the data, in the data folder";
  private static final String NO_LIMITS = "the engine has no capacity limit";

  private final String type;
  private final Engines engines;
  private final DynamoEngine engine;
  private final DynamoTables tables;

  private Table(String type, Engines engines, DynamoTables tables) {
    this.type = type;
    this.engines = engines;
    this.engine = engines.dynamo();
    this.tables = tables;
  }

  static List<ResourceType> all(Engines engines, DynamoTables tables) {
    return List.of(
        new Table("AWS::DynamoDB::Table", engines, tables),
        new Table("AWS::DynamoDB::GlobalTable", engines, tables));
  }

  @Override
  public String type() {
    return type;
  }

  @Override
  public AutoCloseable prepare() {
    return Background.start("DynamoDB", engine::start, engines.end(engine));
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    String name = properties.string("TableName", context.generatedName());
    String arn = context.environment().arn("dynamodb", "table/" + name);
    DynamoDbClient client = engine.client();
    boolean existed = create(client, request(name, properties), context);
    properties
        .optionalObject("TimeToLiveSpecification")
        .ifPresent(expiry -> expire(client, name, expiry, existed));
    Optional<String> key = settings(properties, context.environment().region());
    tables.register(name, arn, context.environment(), key);
    return Provisioned.running(name, existed ? "kept table " + name : "table " + name)
        .with("Arn", arn)
        .with("TableId", context.generatedId("table"));
  }

  private static CreateTableRequest request(String name, ResourceProperties properties) {
    properties.inert(NO_LIMITS, "BillingMode", "ProvisionedThroughput");
    CreateTableRequest.Builder request =
        CreateTableRequest.builder()
            .tableName(name)
            .billingMode(BillingMode.PAY_PER_REQUEST)
            .keySchema(keySchema(properties))
            .attributeDefinitions(
                properties.objects("AttributeDefinitions").stream()
                    .map(
                        attribute ->
                            AttributeDefinition.builder()
                                .attributeName(attribute.string("AttributeName"))
                                .attributeType(attribute.string("AttributeType"))
                                .build())
                    .toList());
    List<GlobalSecondaryIndex> global = new ArrayList<>();
    for (ResourceProperties index : properties.objects("GlobalSecondaryIndexes")) {
      index.inert(NO_LIMITS, "ProvisionedThroughput", "WriteProvisionedThroughputSettings");
      global.add(
          GlobalSecondaryIndex.builder()
              .indexName(index.string("IndexName"))
              .keySchema(keySchema(index))
              .projection(projection(index))
              .build());
    }
    if (!global.isEmpty()) {
      request.globalSecondaryIndexes(global);
    }
    List<LocalSecondaryIndex> local = new ArrayList<>();
    for (ResourceProperties index : properties.objects("LocalSecondaryIndexes")) {
      local.add(
          LocalSecondaryIndex.builder()
              .indexName(index.string("IndexName"))
              .keySchema(keySchema(index))
              .projection(projection(index))
              .build());
    }
    if (!local.isEmpty()) {
      request.localSecondaryIndexes(local);
    }
    return request.build();
  }

  private static List<KeySchemaElement> keySchema(ResourceProperties properties) {
    return properties.objects("KeySchema").stream()
        .map(
            key ->
                KeySchemaElement.builder()
                    .attributeName(key.string("AttributeName"))
                    .keyType(key.string("KeyType"))
                    .build())
        .toList();
  }

  private static Projection projection(ResourceProperties index) {
    ResourceProperties projection = index.object("Projection");
    Projection.Builder builder =
        Projection.builder().projectionType(projection.string("ProjectionType"));
    List<String> others = projection.strings("NonKeyAttributes");
    return (others.isEmpty() ? builder : builder.nonKeyAttributes(others)).build();
  }

  /** Creates the table; returns true if it exists already, from an earlier run. */
  private static boolean create(
      DynamoDbClient client, CreateTableRequest request, ResourceContext context) {
    try {
      client.createTable(request);
      return false;
    } catch (ResourceInUseException e) {
      List<KeySchemaElement> kept =
          client.describeTable(table -> table.tableName(request.tableName())).table().keySchema();
      if (!kept.equals(request.keySchema())) {
        throw new TemplateException(
            context.properties().where("KeySchema"),
            "differs from that of the kept table: choose another --data folder",
            e);
      }
      return true;
    }
  }

  private static void expire(
      DynamoDbClient client, String table, ResourceProperties expiry, boolean existed) {
    String attribute = expiry.string("AttributeName");
    boolean enabled = expiry.bool("Enabled", true);
    if (enabled && !existed) {
      client.updateTimeToLive(
          request ->
              request
                  .tableName(table)
                  .timeToLiveSpecification(
                      specification -> specification.attributeName(attribute).enabled(true)));
    }
  }

  /** Declares the properties without effect; returns the customer's key that encrypts the table. */
  private static Optional<String> settings(ResourceProperties properties, String region) {
    Optional<String> key = common(properties);
    for (ResourceProperties replica : properties.objects("Replicas")) {
      if (replica.string("Region").equals(region)) {
        key = common(replica).or(() -> common(properties));
      }
    }
    return key;
  }

  private static Optional<String> common(ResourceProperties properties) {
    properties.inert(
        ONE_COPY,
        "PointInTimeRecoverySpecification",
        "DeletionProtectionEnabled",
        "TableClass",
        "ReadOnDemandThroughputSettings",
        "WriteOnDemandThroughputSettings");
    properties.inert("a laptop has no such reports", "ContributorInsightsSpecification");
    return properties
        .optionalObject("SSESpecification")
        .flatMap(
            encryption -> {
              encryption.inert("nothing is encrypted on a laptop", "SSEEnabled", "SSEType");
              return encryption.optionalString("KMSMasterKeyId");
            });
  }
}
