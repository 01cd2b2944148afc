package io.gamekeeper.local.aws.cloudwatch;

import io.gamekeeper.local.client.SimulatedService;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.StageService;
import io.gamekeeper.local.template.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Amazon CloudWatch: metrics, alarms that are evaluated, dashboards. */
public final class CloudWatch implements StageService {
  private final Ground ground;
  private final AlarmBook book;
  private final Map<String, DashboardType.Dashboard> dashboards = new ConcurrentHashMap<>();

  public CloudWatch(Ground ground) {
    this.ground = ground;
    this.book = new AlarmBook(ground);
  }

  @Override
  public List<ResourceType> resourceTypes() {
    return List.of(
        new MetricAlarmType(book, ground),
        new CompositeAlarmType(book, ground),
        new DashboardType(dashboards, book, ground.time().clock()));
  }

  @Override
  public List<SimulatedService<?>> operations() {
    return List.of(CloudWatchOperations.service(ground, book, dashboards));
  }

  @Override
  public void start() {
    book.begin();
  }

  /** The alarms, for operators. */
  public AlarmViews alarms() {
    return new AlarmViews(book);
  }

  @Override
  public Map<String, AccessRule> access() {
    return Map.of("cloudwatch", new CloudWatchAccess(book, dashboards)::needs);
  }
}
