package io.gamekeeper.local.aws.secrets;

import io.gamekeeper.local.client.SimulatedService;
import io.gamekeeper.local.engine.Engines;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.StageService;
import io.gamekeeper.local.template.DynamicReferences;
import io.gamekeeper.local.template.NamedResource;
import io.gamekeeper.local.template.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** AWS Secrets Manager. */
public final class SecretsManager implements StageService {
  private final Ground ground;
  private final Engines engines;
  private final Secrets secrets;
  private final DynamicReferences references;
  private final Map<String, DatabaseServer> databases = new ConcurrentHashMap<>();

  public SecretsManager(Ground ground, Engines engines) {
    this.ground = ground;
    this.engines = engines;
    this.secrets = new Secrets(ground.roles(), engines.folder().resolve("secrets.json"));
    this.references = new SecretReferences(secrets);
  }

  @Override
  public List<ResourceType> resourceTypes() {
    List<ResourceType> types =
        new ArrayList<>(
            SecretTypes.all(secrets, databases, engines.mariaDb(), ground.securityGroups()));
    types.add(
        NamedResource.named(
            "AWS::SecretsManager::ResourcePolicy", "Id", "for functions, only their roles decide"));
    return types;
  }

  @Override
  public List<SimulatedService<?>> operations() {
    return List.of(secrets.service());
  }

  @Override
  public Map<String, AccessRule> access() {
    return Map.of("secretsmanager", secrets::access);
  }

  /** Returns what stands behind the templates' references to secrets. */
  public DynamicReferences references() {
    return references;
  }

  public Secrets secrets() {
    return secrets;
  }

  /** Returns the databases that secrets can be attached to, by their identifier in lower case. */
  public Map<String, DatabaseServer> databases() {
    return databases;
  }
}
