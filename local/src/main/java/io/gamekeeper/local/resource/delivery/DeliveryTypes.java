package io.gamekeeper.local.resource.delivery;

import io.gamekeeper.local.client.S3Buckets;
import io.gamekeeper.local.delivery.CachePolicy;
import io.gamekeeper.local.delivery.Deliveries;
import io.gamekeeper.local.engine.S3Engine;
import io.gamekeeper.local.names.Names;
import io.gamekeeper.local.resource.ResourceType;
import io.gamekeeper.local.time.Agenda;
import io.gamekeeper.local.time.StageTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the types of this package fill from the templates. */
public record DeliveryTypes(
    Deliveries deliveries,
    Names names,
    S3Engine engine,
    S3Buckets buckets,
    StageTime time,
    Agenda agenda) {

  /** One instance of each type. */
  public List<ResourceType> all() {
    Map<String, CachePolicy> cachePolicies = new ConcurrentHashMap<>();
    Map<String, ResponseHeaders.Added> headers = new ConcurrentHashMap<>();
    return List.of(
        new CachePolicies(cachePolicies),
        new ResponseHeaders(headers),
        new OriginAccess(),
        new EdgeFunction(),
        new Distribution(deliveries, names, engine, buckets, time, cachePolicies, headers),
        new HostedZone(),
        new RecordSet(names),
        new HealthCheck(names, agenda));
  }
}
