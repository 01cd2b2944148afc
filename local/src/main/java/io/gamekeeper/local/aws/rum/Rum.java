package io.gamekeeper.local.aws.rum;

import io.gamekeeper.local.http.Names;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.StageService;
import io.gamekeeper.local.template.ResourceType;
import java.util.List;

/** Amazon CloudWatch RUM: app monitors, and the end point that clients send to. */
public final class Rum implements StageService {
  private final AppMonitors monitors;
  private final AppMonitorType type;

  /**
   * Creates a service without monitors.
   *
   * @param names where the end point's host is made known
   * @param port where the stage answers, for what is said of the end point
   */
  public Rum(Ground ground, Names names, int port) {
    this.monitors = new AppMonitors();
    this.type =
        new AppMonitorType(monitors, new DataPlane(monitors, ground.ids()), ground, names, port);
  }

  @Override
  public List<ResourceType> resourceTypes() {
    return List.of(type);
  }
}
