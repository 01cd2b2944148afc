package io.gamekeeper.local.client;

import io.gamekeeper.local.engine.Engines;
import io.gamekeeper.local.observe.ErrorLog;
import io.gamekeeper.local.observe.LogStore;
import io.gamekeeper.local.resource.aws.AwsFoundation;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** Foundations whose waiting takes no time. */
final class Foundations {
  private Foundations() {}

  static AwsFoundation on(Engines engines) {
    InstantSource clock = InstantSource.system();
    return new AwsFoundation(
        engines,
        new StageTime(clock, duration -> {}, RandomGenerator.getDefault()),
        new ErrorLog(clock),
        new LogStore(clock));
  }
}
