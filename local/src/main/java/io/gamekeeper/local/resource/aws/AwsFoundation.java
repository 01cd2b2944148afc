package io.gamekeeper.local.resource.aws;

import io.gamekeeper.local.client.DynamoTables;
import io.gamekeeper.local.client.FunctionInvoker;
import io.gamekeeper.local.client.LambdaFunctions;
import io.gamekeeper.local.client.RedisEndpoints;
import io.gamekeeper.local.client.S3Buckets;
import io.gamekeeper.local.client.StageWorld;
import io.gamekeeper.local.client.WebHosts;
import io.gamekeeper.local.engine.Durability;
import io.gamekeeper.local.engine.DynamoEngine;
import io.gamekeeper.local.engine.RedisEngine;
import io.gamekeeper.local.engine.S3Engine;
import io.gamekeeper.local.iam.AccessControl;
import io.gamekeeper.local.messaging.MessageStore;
import io.gamekeeper.local.network.SecurityGroups;
import io.gamekeeper.local.resource.ResourceType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the functions of a stage stand on: engines, policies, network, queues, and the resource
 * types that fill XX
 */
public final class AwsFoundation {
  private final AccessControl accessControl = new AccessControl();
  private final SecurityGroups securityGroups = new SecurityGroups();
  private final MessageStore messages = new MessageStore();
  private final WebHosts web = new WebHosts();
  private final DynamoTables tables = new DynamoTables(accessControl);
  private final RedisEndpoints redisEndpoints = new RedisEndpoints(securityGroups);
  private final DynamoEngine dynamo;
  private final RedisEngine redis;
  private final S3Engine s3;
  private final S3Buckets buckets;

  /**
   * A foundation without any resource.
   *
   * @param folder for what the engines write
   */
  public AwsFoundation(Path folder, Durability durability) {
    this.dynamo = new DynamoEngine(folder.resolve("dynamodb"), durability);
    this.redis = new RedisEngine(folder.resolve("redis"), durability);
    this.s3 = new S3Engine(folder.resolve("s3"), durability);
    this.buckets = new S3Buckets(accessControl, s3);
  }

  /** The types that this package brings to life. */
  public List<ResourceType> resourceTypes() {
    List<ResourceType> types = new ArrayList<>(NamedResource.all());
    types.addAll(VirtualNetwork.all(securityGroups));
    types.addAll(Identities.all(accessControl));
    types.addAll(Table.all(dynamo, tables));
    types.addAll(RedisCluster.all(redis, redisEndpoints));
    types.add(new BucketType(s3, buckets));
    types.addAll(Messaging.all(messages));
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
            tables.service(dynamo::client),
            buckets.service(() -> Background.start("S3", s3::start, s3)),
            LambdaFunctions.service(functions)),
        redisEndpoints,
        web);
  }

  public AccessControl accessControl() {
    return accessControl;
  }

  public SecurityGroups securityGroups() {
    return securityGroups;
  }

  public MessageStore messages() {
    return messages;
  }

  /** The hosts that answer functions' outgoing requests. */
  public WebHosts web() {
    return web;
  }

  /** The Redis process, for faults. */
  public RedisEngine redis() {
    return redis;
  }

  /** DynamoDB, for those who may see everything, such as an exporter. */
  public DynamoEngine dynamo() {
    return dynamo;
  }

  /** S3, for those who may see everything. */
  public S3Engine s3() {
    return s3;
  }
}
