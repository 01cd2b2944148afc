package io.gamekeeper.local.aws.athena;

import io.gamekeeper.local.client.SimulatedService;
import io.gamekeeper.local.client.StoredObjects;
import io.gamekeeper.local.lake.Catalogue;
import io.gamekeeper.local.lake.ParquetEngine;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.StageService;
import io.gamekeeper.local.template.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Amazon Athena: workgroups, named queries, and queries that really run. */
public final class Athena implements StageService {
  private final Map<String, Workgroup> workgroups = new ConcurrentHashMap<>();
  private final Map<String, SavedText> saved = new ConcurrentHashMap<>();
  private final Catalogue catalogue;
  private final QueryOperations operations;
  private final StoredObjects objects;

  /**
   * Creates the service.
   *
   * @param objects the files, and where results go
   * @param catalogue whose tables queries name
   */
  public Athena(Ground ground, StoredObjects objects, Catalogue catalogue, ParquetEngine engine) {
    this.objects = objects;
    this.catalogue = catalogue;
    this.operations =
        new QueryOperations(
            new Queries(
                ground,
                new QueryRunner(ground, new TableFiles(objects, ground), catalogue, engine),
                ground.sends(WorkgroupMetrics.ALL)),
            workgroups,
            saved,
            objects);
  }

  @Override
  public List<ResourceType> resourceTypes() {
    return List.of(
        new WorkgroupType(objects, workgroups), new NamedQueryType(catalogue, workgroups, saved));
  }

  @Override
  public List<SimulatedService<?>> operations() {
    return List.of(operations.service());
  }
}
