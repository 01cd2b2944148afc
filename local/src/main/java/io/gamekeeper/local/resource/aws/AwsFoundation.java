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
import io.gamekeeper.local.client.WebHosts;
import io.gamekeeper.local.engine.DynamoEngine;
import io.gamekeeper.local.engine.Engines;
import io.gamekeeper.local.engine.MariaDbEngine;
import io.gamekeeper.local.engine.RedisEngine;
import io.gamekeeper.local.engine.S3Engine;
import io.gamekeeper.local.event.EventBuses;
import io.gamekeeper.local.iam.AccessControl;
import io.gamekeeper.local.lambda.Ids;
import io.gamekeeper.local.messaging.Destinations;
import io.gamekeeper.local.messaging.Queues;
import io.gamekeeper.local.messaging.Topics;
import io.gamekeeper.local.network.SecurityGroups;
import io.gamekeeper.local.network.Subnets;
import io.gamekeeper.local.observe.CloudWatchNames;
import io.gamekeeper.local.observe.ErrorLog;
import io.gamekeeper.local.observe.LogStore;
import io.gamekeeper.local.resource.ResourceType;
import io.gamekeeper.local.time.StageTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the functions of a stage stand on: engines, policies, network, queues, and the resource
 * types that fill them from the templates. The engines start when they are needed.
 */
public final class AwsFoundation {
  private final AccessControl accessControl = new AccessControl();
  private final SecurityGroups securityGroups = new SecurityGroups();
  private final Subnets subnets = new Subnets();
  private final Topics topics = new Topics();
  private final CloudWatchNames cloudWatch = new CloudWatchNames();
  private final WebHosts web = new WebHosts();
  private final DynamoTables tables = new DynamoTables(accessControl);
  private final RedisEndpoints redisEndpoints = new RedisEndpoints(securityGroups);
  private final DatabaseProxies databases = new DatabaseProxies(securityGroups);
  private final Engines engines;
  private final LogStore logs;
  private final S3Buckets buckets;
  private final Queues queues;
  private final EventBuses buses;
  private final Secrets secrets;
  private final Parameters parameters;
  private final SigningKeys signingKeys;

  /** A foundation without any resource. */
  public AwsFoundation(Engines engines, StageTime time, ErrorLog errors, LogStore logs) {
    this.engines = engines;
    this.logs = logs;
    Ids ids = new Ids(time.clock(), time.random());
    this.queues = new Queues(time.clock(), time.waiting(), ids::requestId);
    this.buses = new EventBuses(time.clock(), time.waiting(), ids::requestId, queues, errors);
    this.buckets = new S3Buckets(accessControl, engines.s3());
    this.secrets = new Secrets(accessControl, engines.folder().resolve("secrets.json"));
    this.parameters = new Parameters(engines.folder().resolve("parameters.json"));
    this.signingKeys = new SigningKeys(accessControl, engines.folder().resolve("keys.json"));
  }

  /** The types that this package brings to life. */
  public List<ResourceType> resourceTypes() {
    List<ResourceType> types = new ArrayList<>(NamedResource.all());
    types.addAll(VirtualNetwork.all(securityGroups, subnets));
    types.addAll(Identities.all(accessControl, signingKeys));
    types.addAll(Table.all(engines, tables));
    types.addAll(RedisCluster.all(engines, redisEndpoints));
    Map<String, DatabaseTypes.Server> servers = new ConcurrentHashMap<>();
    types.addAll(
        DatabaseTypes.all(
            engines, logs, secrets, databases, accessControl, securityGroups, servers));
    types.addAll(SecretTypes.all(secrets, servers, engines.mariaDb(), securityGroups));
    types.add(new ParameterType(parameters));
    types.add(new BucketType(engines.end(engines.s3()), buckets));
    types.add(new BucketPolicyType(buckets));
    types.addAll(Messaging.all(queues, topics));
    types.add(new BusType(buses));
    types.addAll(Alarms.all(topics, cloudWatch));
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
        web);
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

  public AccessControl accessControl() {
    return accessControl;
  }

  public SecurityGroups securityGroups() {
    return securityGroups;
  }

  /** The subnets, for those who place something in their zones. */
  public Subnets subnets() {
    return subnets;
  }

  /** What alarms can watch, for those who are watched. */
  public CloudWatchNames cloudWatch() {
    return cloudWatch;
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

  /** Queues and topics, for services that could not deliver something. */
  public Destinations destinations() {
    return new Destinations(queues, topics);
  }

  /** The hosts that answer functions' outgoing requests. */
  public WebHosts web() {
    return web;
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
