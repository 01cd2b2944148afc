package io.gamekeeper.local.client;

import io.gamekeeper.local.engine.Engines;
import io.gamekeeper.local.observe.ErrorLog;
import io.gamekeeper.local.observe.LogStore;
import io.gamekeeper.local.resource.aws.AwsFoundation;
import io.gamekeeper.local.time.StageTime;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** Foundations whose waiting takes no time. */
final class Foundations {
  private Foundations() {}

  /** Over those engines, with those log groups. */
  static AwsFoundation on(Engines engines, String... logGroups) {
    InstantSource clock = InstantSource.system();
    LogStore logs = new LogStore(clock);
    for (String group : logGroups) {
      logs.create(group);
    }
    return new AwsFoundation(
        engines,
        new StageTime(clock, duration -> {}, RandomGenerator.getDefault()),
        new ErrorLog(clock),
        logs);
  }
}
