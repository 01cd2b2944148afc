package io.gamekeeper.local.template;

import java.util.List;
import java.util.Map;

/** Creates what one template declares, for tests of resource types. */
public final class Provisioning {
  private Provisioning() {}

  /**
   * Creates everything.
   *
   * @param template JSON, with single for double quotes
   */
  public static Resources provision(List<ResourceType> types, String template) {
    return new Provisioner(types)
        .provision(
            CloudAssembly.of(
                List.of(
                    Template.parse(
                        "App",
                        "Dev-App",
                        new AwsEnvironment("000000000000", "eu-central-1"),
                        template.replace('\'', '"'))),
                Map.of()));
  }
}
