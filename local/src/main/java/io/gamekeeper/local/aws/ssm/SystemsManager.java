package io.gamekeeper.local.aws.ssm;

import io.gamekeeper.local.client.SimulatedService;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.StageService;
import io.gamekeeper.local.template.ResourceType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** AWS Systems Manager: its parameters, and the items of OpsCenter. */
public final class SystemsManager implements StageService {
  private final Parameters parameters;
  private final OpsItems opsItems;

  /**
   * Creates the service.
   *
   * @param folder where they are kept
   */
  public SystemsManager(Ground ground, Path folder) {
    this.opsItems = new OpsItems(ground);
    this.parameters = new Parameters(folder.resolve("parameters.json"));
  }

  @Override
  public List<ResourceType> resourceTypes() {
    return List.of(new ParameterType(parameters));
  }

  @Override
  public List<SimulatedService<?>> operations() {
    return List.of(opsItems.addTo(parameters.service()));
  }

  @Override
  public Map<String, AccessRule> access() {
    return Map.of("ssm", parameters::access);
  }

  public Parameters parameters() {
    return parameters;
  }
}
