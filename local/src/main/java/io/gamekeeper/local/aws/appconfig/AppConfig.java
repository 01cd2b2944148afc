package io.gamekeeper.local.aws.appconfig;

import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.StageService;
import io.gamekeeper.local.target.DeployedConfigurations;
import io.gamekeeper.local.template.ResourceType;
import java.util.List;

/** AWS AppConfig, whose agent serves configurations on instances. */
public final class AppConfig implements StageService {
  private final Configurations configurations;

  public AppConfig(Ground ground) {
    this.configurations = new Configurations(ground.time().clock());
  }

  @Override
  public List<ResourceType> resourceTypes() {
    return ConfigurationTypes.all(configurations);
  }

  public DeployedConfigurations configurations() {
    return configurations;
  }
}
