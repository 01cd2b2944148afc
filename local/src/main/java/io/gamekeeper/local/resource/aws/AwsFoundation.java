package io.gamekeeper.local.resource.aws;

import io.gamekeeper.local.client.DynamoTables;
import io.gamekeeper.local.client.FunctionInvoker;
import io.gamekeeper.local.client.LambdaFunctions;
import io.gamekeeper.local.client.RedisEndpoints;
import io.gamekeeper.local.client.StageWorld;
import io.gamekeeper.local.client.WebHosts;
import io.gamekeeper.local.engine.Durability;
import io.gamekeeper.local.engine.DynamoEngine;
import io.gamekeeper.local.engine.RedisEngine;
import io.gamekeeper.local.iam.AccessControl;
import io.gamekeeper.local.messaging.MessageStore;
import io.gamekeeper.local.network.SecurityGroups;
import io.gamekeeper.local.resource.ResourceType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the functions of a stage stand on: engines, policies, network, queues, and the resource
 * types that fill them from the templates. The engines start when a template has a resource for
 * them.
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

  /**
   * A foundation without any resource.
   *
   * @param folder for what the engines write
   */
  public AwsFoundation(Path folder, Durability durability) {
    this.dynamo = new DynamoEngine(folder.resolve("dynamodb"), durability);
    this.redis = new RedisEngine(folder.resolve("redis"), durability);
  }

  /** The types that this package brings to life. */
  public List<ResourceType> resourceTypes() {
    List<ResourceType> types = new ArrayList<>(NamedResource.all());
    types.addAll(VirtualNetwork.all(securityGroups));
    types.addAll(Identities.all(accessControl));
    types.addAll(Table.all(dynamo, tables));
    types.addAll(RedisCluster.all(redis, redisEndpoints));
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
        List.of(tables.service(dynamo::client), LambdaFunctions.service(functions)),
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
}
