package io.gamekeeper.local.aws.cloudfront;

import io.gamekeeper.local.aws.s3.S3;
import io.gamekeeper.local.engine.Engines;
import io.gamekeeper.local.http.Names;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.StageService;
import io.gamekeeper.local.template.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Amazon CloudFront. */
public final class CloudFront implements StageService {
  private final Ground ground;
  private final Engines engines;
  private final S3 s3;
  private final Names names;
  private final Deliveries deliveries = new Deliveries();

  /**
   * Creates a service without distributions.
   *
   * @param s3 the buckets that origins read
   * @param names where the domain names of distributions are made known
   */
  public CloudFront(Ground ground, Engines engines, S3 s3, Names names) {
    this.ground = ground;
    this.engines = engines;
    this.s3 = s3;
    this.names = names;
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
            deliveries, names, engines.s3(), s3.buckets(), ground.time(), cachePolicies, headers));
  }

  public Deliveries deliveries() {
    return deliveries;
  }
}
