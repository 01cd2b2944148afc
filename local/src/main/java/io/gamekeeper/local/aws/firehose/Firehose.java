package io.gamekeeper.local.aws.firehose;

import io.gamekeeper.local.client.SimulatedService;
import io.gamekeeper.local.client.StoredObjects;
import io.gamekeeper.local.lake.Catalogue;
import io.gamekeeper.local.lake.ParquetEngine;
import io.gamekeeper.local.observe.ServiceMetrics;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.StageService;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.time.Timetable;
import java.util.List;
import java.util.Map;

/**
 * Amazon Data Firehose. A record that was accepted is on disk; it is in the bucket at the latest
 * when the stage ends in an orderly way, and after a crash when the next stage in the same folder
 * has started. It may get there twice.
 */
public final class Firehose implements StageService {
  private final Ground ground;
  private final Streams streams = new Streams();
  private final DeliveryStreamType type;

  /**
   * Creates the service.
   *
   * @param catalogue whose tables say what columns files have
   */
  public Firehose(Ground ground, StoredObjects objects, Catalogue catalogue, ParquetEngine engine) {
    this.ground = ground;
    ServiceMetrics metrics = ground.sends(StreamMetrics.ALL);
    this.type = new DeliveryStreamType(ground, objects, catalogue, engine, metrics, streams);
  }

  @Override
  public List<ResourceType> resourceTypes() {
    return List.of(type);
  }

  @Override
  public List<SimulatedService<?>> operations() {
    return List.of(Putting.service(streams));
  }

  @Override
  public Map<String, AccessRule> access() {
    return Map.of("firehose", streams::access);
  }

  @Override
  public void start() {
    streams.all().forEach(DeliveryStream::deliverWhatWasLeft);
    Timetable.eachMinute(
        ground.agenda(),
        "firehose metrics",
        () -> streams.all().forEach(DeliveryStream::measureFreshness));
  }
}
