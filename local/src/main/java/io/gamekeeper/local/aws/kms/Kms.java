package io.gamekeeper.local.aws.kms;

import io.gamekeeper.local.client.SimulatedService;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.StageService;
import io.gamekeeper.local.template.NamedResource;
import io.gamekeeper.local.template.ResourceType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** AWS KMS: keys that decide who reads what they encrypt, and keys that sign. */
public final class Kms implements StageService {
  private final Ground ground;
  private final SigningKeys keys;

  /**
   * Creates the service.
   *
   * @param folder where the signing keys are kept
   */
  public Kms(Ground ground, Path folder) {
    this.ground = ground;
    this.keys = new SigningKeys(ground.roles(), folder.resolve("keys.json"));
  }

  @Override
  public List<ResourceType> resourceTypes() {
    return List.of(
        new Key(ground.roles(), keys),
        NamedResource.named("AWS::KMS::Alias", "AliasName", "keys are found by their ARN"));
  }

  @Override
  public List<SimulatedService<?>> operations() {
    return List.of(keys.service());
  }

  @Override
  public Map<String, AccessRule> access() {
    return Map.of("kms", keys::access);
  }

  /** Returns the signing keys. */
  public SigningKeys keys() {
    return keys;
  }
}
