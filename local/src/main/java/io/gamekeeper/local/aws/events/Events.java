package io.gamekeeper.local.aws.events;

import io.gamekeeper.local.client.SimulatedService;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.StageService;
import io.gamekeeper.local.template.NamedResource;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Amazon EventBridge's event buses and rules. */
public final class Events implements StageService {
  private final Ground ground;
  private final EventBuses buses;

  public Events(Ground ground) {
    this.ground = ground;
    this.buses = new EventBuses(ground);
  }

  @Override
  public List<ResourceType> resourceTypes() {
    return List.of(
        new BusType(buses),
        new BusRule(buses, ground.roles(), ground.targets()),
        NamedResource.named(
            "AWS::Events::EventBusPolicy", "StatementId", "for functions, only their roles decide"),
        new NamedResource(
            "AWS::Events::Archive",
            "past events are not replayed on a laptop",
            (context, why) -> {
              String name = context.properties().string("ArchiveName", context.generatedName(48));
              return Provisioned.nameOnly(name, why)
                  .with("ArchiveName", name)
                  .with("Arn", context.environment().arn("events", "archive/" + name));
            }));
  }

  @Override
  public List<SimulatedService<?>> operations() {
    return List.of(EventPublishing.service(buses));
  }

  @Override
  public Map<String, AccessRule> access() {
    return Map.of("events", (action, bus) -> EventPublishing.access(buses, action, bus));
  }

  @Override
  public Set<String> calls() {
    return buses.targets();
  }

  public EventBuses buses() {
    return buses;
  }
}
