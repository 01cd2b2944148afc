package io.gamekeeper.local.admin;

import io.gamekeeper.local.admin.AdminOperation.Nothing;
import io.gamekeeper.local.aws.cloudwatch.AlarmViews;
import java.util.List;

/** Operations on CloudWatch's alarms. */
public final class AlarmCalls {
  /** Lists the alarms by name. */
  public static final AdminOperation<Nothing, Alarms> LIST =
      new AdminOperation<>("alarm-list", Nothing.class, Alarms.class);

  /** Shows an alarm and what happened to it. */
  public static final AdminOperation<Named, Shown> SHOW =
      new AdminOperation<>("alarm-show", Named.class, Shown.class);

  private AlarmCalls() {}

  /** The alarms by name. */
  public record Alarms(List<AlarmViews.View> alarms) {}

  /**
   * An alarm.
   *
   * @param alarm its name or ARN
   */
  public record Named(String alarm) {}

  /**
   * An alarm and its history.
   *
   * @param history newest first
   */
  public record Shown(AlarmViews.View alarm, List<AlarmViews.Happening> history) {}
}
