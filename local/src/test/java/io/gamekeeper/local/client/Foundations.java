package io.gamekeeper.local.client;

import io.gamekeeper.local.Foundation;
import io.gamekeeper.local.engine.Engines;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.time.StageTime;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** Foundations by the wall clock. */
final class Foundations {
  private Foundations() {}

  /** Over those engines, with those log groups. */
  static Foundation on(Engines engines, String... logGroups) {
    InstantSource clock = InstantSource.system();
    Ground ground =
        Ground.of(
            new StageTime(clock, Thread::sleep, RandomGenerator.getDefault()), engines.folder());
    for (String group : logGroups) {
      ground.logs().create(group);
    }
    return new Foundation(ground, engines);
  }
}
