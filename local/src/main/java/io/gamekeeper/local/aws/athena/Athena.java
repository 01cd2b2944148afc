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
import software.amazon.awssdk.services.athena.AthenaClient;

/**
 * Amazon Athena: workgroups, named queries, and queries that really run.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/APIReference/Welcome.html">Amazon Athena
 *     API reference</a>
 */
public final class Athena implements StageService {
  private final Workgroups workgroups = new Workgroups();
  private final Map<String, SavedText> saved = new ConcurrentHashMap<>();
  private final Catalogue catalogue;
  private final QueryOperations queries;
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
    this.queries =
        new QueryOperations(
            new Queries(
                ground,
                new QueryRunner(ground, new TableFiles(objects, ground), catalogue, engine),
                ground.sends(WorkgroupMetrics.ALL)),
            workgroups,
            objects);
  }

  @Override
  public List<ResourceType> resourceTypes() {
    return List.of(
        new WorkgroupType(objects, workgroups), new NamedQueryType(catalogue, workgroups, saved));
  }

  @Override
  public List<SimulatedService<?>> operations() {
    SimulatedService<AthenaClient> service =
        new SimulatedService<>("athena", AthenaClient.class, AthenaErrors::of);
    queries.addTo(service);
    new DeclaredOperations(workgroups, saved).addTo(service);
    return List.of(service);
  }

  @Override
  public Map<String, AccessRule> access() {
    return Map.of("athena", workgroups::right);
  }
}
