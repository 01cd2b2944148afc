package io.gamekeeper.local.admin;

import io.gamekeeper.local.admin.AlarmCalls.Alarms;
import io.gamekeeper.local.admin.AlarmCalls.Named;
import io.gamekeeper.local.admin.AlarmCalls.Shown;
import io.gamekeeper.local.aws.cloudwatch.AlarmViews;
import java.util.List;

/** The stage's side of {@link AlarmCalls}. */
final class AlarmOperations {
  private final AlarmViews alarms;

  AlarmOperations(AlarmViews alarms) {
    this.alarms = alarms;
  }

  List<AdminApi.Handler> operations() {
    return List.of(
        AlarmCalls.LIST.by(_ -> new Alarms(alarms.all())), AlarmCalls.SHOW.by(this::show));
  }

  private Shown show(Named named) {
    return new Shown(
        alarms
            .find(named.alarm())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "there is no alarm "
                            + named.alarm()
                            + ": ./gamekeeper alarm list shows all")),
        alarms.history(named.alarm()));
  }
}
