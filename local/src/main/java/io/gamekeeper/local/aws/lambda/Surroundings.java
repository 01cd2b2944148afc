package io.gamekeeper.local.aws.lambda;

import io.gamekeeper.local.observe.EmbeddedMetrics;
import io.gamekeeper.local.observe.ErrorLog;
import io.gamekeeper.local.observe.LogStore;
import io.gamekeeper.local.observe.TraceStore;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.Ids;
import io.gamekeeper.platform.Platform;
import java.time.InstantSource;
import java.util.function.Function;

/**
 * The surroundings in which functions run.
 *
 * @param platforms gives a function its view of the stage
 * @param bundles the unpacked zips
 */
public record Surroundings(
    Ground ground,
    EmbeddedMetrics metrics,
    Function<FunctionConfig, Platform> platforms,
    Bundles bundles) {

  /** Returns the surroundings for functions on a ground. */
  public static Surroundings on(
      Ground ground, Function<FunctionConfig, Platform> platforms, Bundles bundles) {
    return new Surroundings(ground, new EmbeddedMetrics(ground.metrics()), platforms, bundles);
  }

  InstantSource clock() {
    return ground.time().clock();
  }

  Ids ids() {
    return ground.ids();
  }

  LogStore logs() {
    return ground.logs();
  }

  TraceStore traces() {
    return ground.traces();
  }

  ErrorLog errors() {
    return ground.errors();
  }
}
