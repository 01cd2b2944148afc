package io.gamekeeper.console.dashboards;

import io.gamekeeper.console.Utc;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The stage's dashboards by name. */
public record DashboardList(List<Entry> dashboards) {
  public DashboardList {
    dashboards = List.copyOf(dashboards);
  }

  /**
   * A dashboard.
   *
   * @param name in CloudWatch
   * @param title what people call it: the name without the stage's prefix
   * @param modified null if CloudWatch does not say
   * @param widgets how many it has
   */
  public record Entry(String name, String title, @Utc @Nullable Instant modified, int widgets) {}
}
