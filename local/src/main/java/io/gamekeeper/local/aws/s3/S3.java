package io.gamekeeper.local.aws.s3;

import io.gamekeeper.local.client.SimulatedService;
import io.gamekeeper.local.engine.Background;
import io.gamekeeper.local.engine.Engines;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.StageService;
import io.gamekeeper.local.template.ResourceType;
import java.util.List;
import java.util.Map;

/** Amazon S3, on S3Proxy. */
public final class S3 implements StageService {
  private final Engines engines;
  private final S3Buckets buckets;

  public S3(Ground ground, Engines engines) {
    this.engines = engines;
    this.buckets = new S3Buckets(ground.roles(), engines.s3());
  }

  @Override
  public List<ResourceType> resourceTypes() {
    return List.of(
        new BucketType(engines.end(engines.s3()), buckets), new BucketPolicyType(buckets));
  }

  @Override
  public List<SimulatedService<?>> operations() {
    return List.of(
        buckets.service(
            () -> Background.start("S3", engines.s3()::start, engines.end(engines.s3()))));
  }

  @Override
  public Map<String, AccessRule> access() {
    return Map.of("s3", buckets::access);
  }

  /** Returns the buckets, for services whose access their policies decide. */
  public S3Buckets buckets() {
    return buckets;
  }
}
