package io.gamekeeper.local.resource.aws;

import io.gamekeeper.local.client.Access;
import io.gamekeeper.local.client.DatabaseProxies;
import io.gamekeeper.local.client.DynamoTables;
import io.gamekeeper.local.client.EventPublishing;
import io.gamekeeper.local.client.FunctionInvoker;
import io.gamekeeper.local.client.LambdaFunctions;
import io.gamekeeper.local.client.Parameters;
import io.gamekeeper.local.client.RedisEndpoints;
import io.gamekeeper.local.client.S3Buckets;
import io.gamekeeper.local.client.Secrets;
import io.gamekeeper.local.client.SigningKeys;
import io.gamekeeper.local.client.SqsQueues;
import io.gamekeeper.local.client.StageWorld;
import io.gamekeeper.local.engine.DynamoEngine;
import io.gamekeeper.local.engine.Engines;
import io.gamekeeper.local.engine.MariaDbEngine;
import io.gamekeeper.local.engine.RedisEngine;
import io.gamekeeper.local.engine.S3Engine;
import io.gamekeeper.local.event.EventBuses;
import io.gamekeeper.local.messaging.Queues;
import io.gamekeeper.local.messaging.Topics;
import io.gamekeeper.local.resource.ResourceType;
import io.gamekeeper.local.service.Ground;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the functions of a stage stand on: engines, policies, network, queues, and the resource
 * types that fill them from the templates. The engines start when they are needed.
 */
public final class AwsFoundation {
  private final Ground ground;
  private final Engines engines;
  private final DynamoTables tables;
  private final RedisEndpoints redisEndpoints;
  private final DatabaseProxies databases;
  private final S3Buckets buckets;
  private final Topics topics;
  private final Queues queues;
  private final EventBuses buses;
  private final Secrets secrets;
  private final Parameters parameters;
  private final SigningKeys signingKeys;

  /** A foundation without any resource. */
  public AwsFoundation(Ground ground, Engines engines) {
    this.ground = ground;
    this.engines = engines;
    this.tables = new DynamoTables(ground.roles());
    this.redisEndpoints = new RedisEndpoints(ground.securityGroups());
    this.databases = new DatabaseProxies(ground.securityGroups());
    this.topics = new Topics(ground.targets());
    this.queues = new Queues(ground.agenda(), ground.ids()::requestId, ground.targets());
    this.buses =
        new EventBuses(ground.agenda(), ground.ids()::requestId, ground.targets(), ground.errors());
    this.buckets = new S3Buckets(ground.roles(), engines.s3());
    this.secrets = new Secrets(ground.roles(), engines.folder().resolve("secrets.json"));
    this.parameters = new Parameters(engines.folder().resolve("parameters.json"));
    this.signingKeys = new SigningKeys(ground.roles(), engines.folder().resolve("keys.json"));
  }

  /** What it stands on. */
  public Ground ground() {
    return ground;
  }

  /** The types that this package brings to life. */
  public List<ResourceType> resourceTypes() {
    List<ResourceType> types = new ArrayList<>(NamedResource.all());
    types.addAll(VirtualNetwork.all(ground.securityGroups(), ground.subnets()));
    types.addAll(Identities.all(ground.roles(), signingKeys));
    types.addAll(Table.all(engines, tables));
    types.addAll(RedisCluster.all(engines, redisEndpoints));
    Map<String, DatabaseTypes.Server> servers = new ConcurrentHashMap<>();
    types.addAll(
        DatabaseTypes.all(
            engines,
            ground.logs(),
            secrets,
            databases,
            ground.roles(),
            ground.securityGroups(),
            servers));
    types.addAll(SecretTypes.all(secrets, servers, engines.mariaDb(), ground.securityGroups()));
    types.add(new ParameterType(parameters));
    types.add(new BucketType(engines.end(engines.s3()), buckets));
    types.add(new BucketPolicyType(buckets));
    types.addAll(Messaging.all(queues, topics));
    types.add(new BusType(buses));
    types.addAll(Alarms.all(ground.targets(), ground.watched()));
    return types;
  }

  /**
   * What the functions see of it.
   *
   * @param functions who invokes functions for other functions
   */
  public StageWorld world(FunctionInvoker functions) {
    return new StageWorld(
        List.of(
            tables.service(engines.dynamo()::client),
            buckets.service(
                () -> Background.start("S3", engines.s3()::start, engines.end(engines.s3()))),
            SqsQueues.service(queues),
            EventPublishing.service(buses),
            secrets.service(),
            parameters.service(),
            signingKeys.service(),
            LambdaFunctions.service(functions)),
        redisEndpoints,
        databases,
        ground.web());
  }

  /**
   * What an action asks of the role of a function.
   *
   * @param action as IAM calls it
   * @param target as the function's environment names it: a table's name, a bus's name, a
   *     function's ARN, a database's address
   */
  public List<Access> access(String action, String target) {
    return switch (action.substring(0, action.indexOf(':'))) {
      case "dynamodb" -> tables.access(action, target);
      case "events" -> EventPublishing.access(buses, action, target);
      case "kms" -> signingKeys.access(action, target);
      case "rds-db" -> databases.access(action, target);
      case "secretsmanager" -> secrets.access(action, target);
      case "ssm" -> parameters.access(action, target);
      default -> List.of(new Access.ByRole(action, target));
    };
  }

  public Queues queues() {
    return queues;
  }

  public Topics topics() {
    return topics;
  }

  public EventBuses buses() {
    return buses;
  }

  /** The secrets, for those who fill them in. */
  public Secrets secrets() {
    return secrets;
  }

  /** The parameters, for those who set them. */
  public Parameters parameters() {
    return parameters;
  }

  /** The keys that sign, for people. */
  public SigningKeys signingKeys() {
    return signingKeys;
  }

  /** All engines. */
  public Engines engines() {
    return engines;
  }

  /** The Redis process, for faults. */
  public RedisEngine redis() {
    return engines.redis();
  }

  /** The MariaDB process, for faults. */
  public MariaDbEngine mariaDb() {
    return engines.mariaDb();
  }

  /** DynamoDB, for those who may see everything, such as an exporter. */
  public DynamoEngine dynamo() {
    return engines.dynamo();
  }

  /** The buckets, for services that are held to their policies. */
  public S3Buckets buckets() {
    return buckets;
  }

  /** S3, for those who may see everything. */
  public S3Engine s3() {
    return engines.s3();
  }
}
