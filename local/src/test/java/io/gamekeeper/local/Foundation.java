package io.gamekeeper.local;

import io.gamekeeper.local.engine.Engines;
import io.gamekeeper.local.resource.ResourceType;
import io.gamekeeper.local.resource.aws.CloudWatch;
import io.gamekeeper.local.resource.aws.DynamoDb;
import io.gamekeeper.local.resource.aws.Ec2;
import io.gamekeeper.local.resource.aws.ElastiCache;
import io.gamekeeper.local.resource.aws.Iam;
import io.gamekeeper.local.resource.aws.Kms;
import io.gamekeeper.local.resource.aws.Rds;
import io.gamekeeper.local.resource.aws.S3;
import io.gamekeeper.local.resource.aws.SecretsManager;
import io.gamekeeper.local.resource.aws.Sns;
import io.gamekeeper.local.resource.aws.Sqs;
import io.gamekeeper.local.resource.aws.SystemsManager;
import io.gamekeeper.local.resource.serving.Logs;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.Services;
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
    services.add(new SystemsManager(engines.folder()));
    this.sqs = services.add(new Sqs(ground));
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
