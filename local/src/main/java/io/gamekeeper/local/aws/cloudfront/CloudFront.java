package io.gamekeeper.local.aws.cloudfront;

import io.gamekeeper.local.engine.Engines;
import io.gamekeeper.local.http.Names;
import io.gamekeeper.local.iam.Policy;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.StageService;
import io.gamekeeper.local.template.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Amazon CloudFront. */
public final class CloudFront implements StageService {
  private final Ground ground;
  private final Engines engines;
  private final Function<String, Optional<Policy>> bucketPolicies;
  private final Names names;
  private final Deliveries deliveries;

  /**
   * Creates a service without distributions.
   *
   * @param bucketPolicies what distributions are held to, by the bucket
   * @param names where the domain names of distributions are made known
   */
  public CloudFront(
      Ground ground,
      Engines engines,
      Function<String, Optional<Policy>> bucketPolicies,
      Names names) {
    this.ground = ground;
    this.engines = engines;
    this.bucketPolicies = bucketPolicies;
    this.names = names;
    this.deliveries = new Deliveries(ground.agenda());
  }

  @Override
  public List<ResourceType> resourceTypes() {
    Map<String, CachePolicy> cachePolicies = new ConcurrentHashMap<>();
    Map<String, ResponseHeaders.Added> headers = new ConcurrentHashMap<>();
    return List.of(
        new CachePolicies(cachePolicies),
        new ResponseHeaders(headers),
        new OriginAccess(),
        new EdgeFunction(),
        new Distribution(
            deliveries,
            names,
            engines.s3(),
            bucketPolicies,
            ground.time(),
            cachePolicies,
            headers));
  }

  public Deliveries deliveries() {
    return deliveries;
  }
}
