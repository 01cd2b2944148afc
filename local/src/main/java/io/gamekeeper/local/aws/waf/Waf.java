package io.gamekeeper.local.aws.waf;

import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.StageService;
import io.gamekeeper.local.template.NamedResource;
import io.gamekeeper.local.template.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** AWS WAF. */
public final class Waf implements StageService {
  private final Ground ground;
  private final Consumer<WebAcl> protectedSite;

  /**
   * Creates a firewall without rules.
   *
   * @param protectedSite takes the web ACLs that are associated with the load balancer
   */
  public Waf(Ground ground, Consumer<WebAcl> protectedSite) {
    this.ground = ground;
    this.protectedSite = protectedSite;
  }

  @Override
  public List<ResourceType> resourceTypes() {
    List<ResourceType> types =
        new ArrayList<>(
            FirewallTypes.all(
                protectedSite, ground.time().clock(), ground.watched(), ground.metrics()));
    types.add(
        NamedResource.id(
            "AWS::WAFv2::LoggingConfiguration", "status counts what is blocked", "log", "Id"));
    return types;
  }
}
