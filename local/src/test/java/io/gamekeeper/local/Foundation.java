package io.gamekeeper.local;

import io.gamekeeper.local.aws.cloudwatch.CloudWatch;
import io.gamekeeper.local.aws.dynamodb.DynamoDb;
import io.gamekeeper.local.aws.ec2.Ec2;
import io.gamekeeper.local.aws.elasticache.ElastiCache;
import io.gamekeeper.local.aws.iam.Iam;
import io.gamekeeper.local.aws.kms.Kms;
import io.gamekeeper.local.aws.logs.Logs;
import io.gamekeeper.local.aws.rds.Rds;
import io.gamekeeper.local.aws.s3.S3;
import io.gamekeeper.local.aws.secrets.SecretsManager;
import io.gamekeeper.local.aws.sns.Sns;
import io.gamekeeper.local.aws.sqs.Sqs;
import io.gamekeeper.local.aws.ssm.SystemsManager;
import io.gamekeeper.local.engine.Engines;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.Services;
import io.gamekeeper.local.template.ResourceType;
import java.util.List;

/** The services that hold data and pass messages on, without functions. */
public final class Foundation {
  private final Ground ground;
  private final Engines engines;
  private final Services services;
  private final Sqs sqs;
  private final S3 s3;
  private final Kms kms;

  public Foundation(Ground ground, Engines engines) {
    this.ground = ground;
    this.engines = engines;
    this.services = new Services(ground);
    services.add(new Iam(ground));
    services.add(new Ec2(ground));
    services.add(new DynamoDb(ground, engines));
    services.add(new ElastiCache(ground, engines));
    services.add(new Logs(ground));
    services.add(new CloudWatch(ground));
    services.add(new Sns(ground));
    this.kms = services.add(new Kms(ground, engines.folder()));
    this.s3 = services.add(new S3(ground, engines));
    SecretsManager secrets = services.add(new SecretsManager(ground, engines));
    services.add(new Rds(ground, engines, secrets));
    services.add(new SystemsManager(ground, engines.folder()));
    this.sqs = services.add(new Sqs(ground));
  }

  /** Over those engines, by the wall clock, with those log groups. */
  public static Foundation on(Engines engines, String... logGroups) {
    Ground ground = Grounds.byTheWallClock(engines.folder());
    for (String group : logGroups) {
      ground.logs().create(group);
    }
    return new Foundation(ground, engines);
  }

  public Ground ground() {
    return ground;
  }

  public Services services() {
    return services;
  }

  public Engines engines() {
    return engines;
  }

  public List<ResourceType> resourceTypes() {
    return services.resourceTypes();
  }

  public Sqs sqs() {
    return sqs;
  }

  public S3 s3() {
    return s3;
  }

  public Kms kms() {
    return kms;
  }
}
