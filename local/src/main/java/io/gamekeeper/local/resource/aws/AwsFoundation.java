package io.gamekeeper.local.resource.aws;

import io.gamekeeper.local.client.Access;
import io.gamekeeper.local.client.DynamoTables;
import io.gamekeeper.local.client.FunctionInvoker;
import io.gamekeeper.local.client.LambdaFunctions;
import io.gamekeeper.local.client.RedisEndpoints;
import io.gamekeeper.local.client.S3Buckets;
import io.gamekeeper.local.client.StageWorld;
import io.gamekeeper.local.client.WebHosts;
import io.gamekeeper.local.engine.DynamoEngine;
import io.gamekeeper.local.engine.Engines;
import io.gamekeeper.local.engine.RedisEngine;
import io.gamekeeper.local.engine.S3Engine;
import io.gamekeeper.local.iam.AccessControl;
import io.gamekeeper.local.messaging.MessageStore;
import io.gamekeeper.local.network.SecurityGroups;
import io.gamekeeper.local.resource.ResourceType;
import java.util.ArrayList;
import java.util.List;

/**
 * What the functions of a stage stand on: engines, policies, network, queues, and the resource
 * types that fill them from the templates. The engines start when they are needed.
 */
public final class AwsFoundation {
  private final AccessControl accessControl = new AccessControl();
  private final SecurityGroups securityGroups = new SecurityGroups();
  private final MessageStore messages = new MessageStore();
  private final WebHosts web = new WebHosts();
  private final DynamoTables tables = new DynamoTables(accessControl);
  private final RedisEndpoints redisEndpoints = new RedisEndpoints(securityGroups);
  private final Engines engines;
  private final S3Buckets buckets;

  /** A foundation without any resource. */
  public AwsFoundation(Engines engines) {
    this.engines = engines;
    this.buckets = new S3Buckets(accessControl, engines.s3());
  }

  /** The types that this package brings to life. */
  public List<ResourceType> resourceTypes() {
    List<ResourceType> types = new ArrayList<>(NamedResource.all());
    types.addAll(VirtualNetwork.all(securityGroups));
    types.addAll(Identities.all(accessControl));
    types.addAll(Table.all(engines, tables));
    types.addAll(RedisCluster.all(engines, redisEndpoints));
    types.add(new BucketType(engines.end(engines.s3()), buckets));
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
            tables.service(engines.dynamo()::client),
            buckets.service(
                () -> Background.start("S3", engines.s3()::start, engines.end(engines.s3()))),
            LambdaFunctions.service(functions)),
        redisEndpoints,
        web);
  }

  /**
   * What an action asks of the role of a function.
   *
   * @param action as IAM calls it
   * @param target as the function's environment names it: a table's name, a function's ARN
   */
  public List<Access> access(String action, String target) {
    return action.startsWith("dynamodb:")
        ? tables.access(action, target)
        : List.of(new Access.ByRole(action, target));
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
    return engines.redis();
  }

  /** DynamoDB, for those who may see everything, such as an exporter. */
  public DynamoEngine dynamo() {
    return engines.dynamo();
  }

  /** S3, for those who may see everything. */
  public S3Engine s3() {
    return engines.s3();
  }
}
