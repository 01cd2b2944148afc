package io.gamekeeper.local.aws.route53;

import io.gamekeeper.local.http.NamedHosts;
import io.gamekeeper.local.http.Names;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.StageService;
import io.gamekeeper.local.template.ResourceType;
import java.util.List;

/** Amazon Route 53. */
public final class Route53 implements StageService {
  private final Ground ground;
  private final Names names;

  /**
   * Creates a service without zones.
   *
   * @param names what the records are added to
   */
  public Route53(Ground ground, Names names) {
    this.ground = ground;
    this.names = names;
  }

  @Override
  public List<ResourceType> resourceTypes() {
    return List.of(
        new HostedZone(), new RecordSet(names), new HealthCheckType(names, ground.agenda()));
  }

  /** Lets functions reach every name that has records. */
  @Override
  public void start() {
    NamedHosts.register(names, ground.web());
  }
}
