package io.gamekeeper.dashboards;

import io.gamekeeper.contract.GameDashboard;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.AlarmStatusWidget;
import software.amazon.awscdk.services.cloudwatch.Dashboard;
import software.amazon.awscdk.services.cloudwatch.GraphWidget;
import software.amazon.awscdk.services.cloudwatch.HorizontalAnnotation;
import software.amazon.awscdk.services.cloudwatch.IAlarm;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.IWidget;
import software.amazon.awscdk.services.cloudwatch.PeriodOverride;
import software.amazon.awscdk.services.cloudwatch.SingleValueWidget;
import software.amazon.awscdk.services.cloudwatch.TextWidget;
import software.amazon.awscdk.services.cloudwatch.TextWidgetBackground;
import software.amazon.awscdk.services.cloudwatch.YAxisProps;
import software.constructs.Construct;

/**
 * A dashboard's page as all of ours look: headings over rows of graphs of one height, on a grid 24
 * units wide, in which each graph keeps its own period.
 */
final class Page {
  private static final int WIDTH = 24;
  private static final int HEIGHT = 6;

  private final Construct scope;
  private final List<List<IWidget>> rows = new ArrayList<>();

  Page(Construct scope) {
    this.scope = scope;
  }

  /** Adds the states of alarms. */
  Page alarms(String title, List<String> names) {
    List<IAlarm> alarms =
        names.stream().map(name -> Alarm.fromAlarmName(scope, "Shown-" + name, name)).toList();
    rows.add(
        List.of(
            AlarmStatusWidget.Builder.create()
                .title(title)
                .alarms(alarms)
                .width(WIDTH)
                // Four in a line.
                .height(1 + (alarms.size() + 3) / 4)
                .build()));
    return this;
  }

  /** Adds a heading with what to look for below it. */
  Page heading(String title, String text) {
    rows.add(
        List.of(
            TextWidget.Builder.create()
                .markdown("## " + title + "\n" + text)
                .background(TextWidgetBackground.TRANSPARENT)
                .width(WIDTH)
                .height(2)
                .build()));
    return this;
  }

  /** Adds graphs of equal width beside each other. */
  Page row(Graph... graphs) {
    int width = WIDTH / graphs.length;
    List<IWidget> row = new ArrayList<>();
    for (Graph graph : graphs) {
      row.add(graph.widget(width));
    }
    rows.add(row);
    return this;
  }

  /** Adds the latest values of metrics, large. */
  Page values(String title, IMetric... metrics) {
    rows.add(
        List.of(
            SingleValueWidget.Builder.create()
                .title(title)
                .metrics(List.of(metrics))
                .sparkline(true)
                .width(WIDTH)
                .height(HEIGHT - 2)
                .build()));
    return this;
  }

  /** Declares the dashboard, which shows so much time unless a person asks for another. */
  void show(GameDashboard dashboard, String stage, Duration shown) {
    Dashboard.Builder.create(scope, "Page")
        .dashboardName(dashboard.nameIn(stage))
        .defaultInterval(shown)
        .periodOverride(PeriodOverride.INHERIT)
        .widgets(rows)
        .build();
  }

  /**
   * A graph over time.
   *
   * @param title what it shows, with the unit
   * @param metrics what is drawn
   * @param limits values beyond which an alarm goes off, or which cannot be passed
   */
  record Graph(String title, List<IMetric> metrics, List<Limit> limits) {
    Graph(String title, IMetric... metrics) {
      this(title, List.of(metrics), List.of());
    }

    /** Returns the same graph with a line at a value. */
    Graph limit(double value, String label) {
      List<Limit> more = new ArrayList<>(limits);
      more.add(new Limit(value, label));
      return new Graph(title, metrics, more);
    }

    private GraphWidget widget(int width) {
      return GraphWidget.Builder.create()
          .title(title)
          .left(metrics)
          .leftAnnotations(limits.stream().map(Limit::line).toList())
          .leftYAxis(YAxisProps.builder().min(0).showUnits(false).build())
          .width(width)
          .height(HEIGHT)
          .build();
    }
  }

  /** A line in a graph. */
  record Limit(double value, String label) {
    private HorizontalAnnotation line() {
      return HorizontalAnnotation.builder().value(value).label(label).color("#d13212").build();
    }
  }
}
