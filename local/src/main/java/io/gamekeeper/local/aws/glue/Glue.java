package io.gamekeeper.local.aws.glue;

import io.gamekeeper.local.client.SimulatedService;
import io.gamekeeper.local.lake.Catalogue;
import io.gamekeeper.local.service.StageService;
import io.gamekeeper.local.template.ResourceType;
import java.util.List;
import java.util.Map;

/** AWS Glue: the catalogue of databases and tables. */
public final class Glue implements StageService {
  private final Catalogue catalogue;

  /**
   * Creates the service.
   *
   * @param catalogue which others read
   */
  public Glue(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  @Override
  public List<ResourceType> resourceTypes() {
    return List.of(new DatabaseType(catalogue), new TableType(catalogue));
  }

  @Override
  public List<SimulatedService<?>> operations() {
    return List.of(CatalogueReading.service(catalogue));
  }

  @Override
  public Map<String, AccessRule> access() {
    return Map.of(
        "glue", (action, database) -> CatalogueReading.access(catalogue, action, database));
  }
}
