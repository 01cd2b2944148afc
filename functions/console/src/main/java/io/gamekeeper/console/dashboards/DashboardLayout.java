package io.gamekeeper.console.dashboards;

import java.util.List;

/** A dashboard to draw, on a grid 24 units wide. */
public record DashboardLayout(String name, String title, List<Widget> widgets) {
  public DashboardLayout {
    widgets = List.copyOf(widgets);
  }
}
