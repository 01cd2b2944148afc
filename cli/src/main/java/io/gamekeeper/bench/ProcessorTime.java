package io.gamekeeper.bench;

import java.time.Duration;

/**
 * The processor time of the generator, the stage and its Redis, so far or per call, in
 * microseconds.
 */
record ProcessorTime(double generator, double stage, double redis) {

  static ProcessorTime now(StageProcess stage) {
    Duration generator = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    return new ProcessorTime(
        micros(generator), micros(stage.processorTime()), micros(stage.redisTime()));
  }

  ProcessorTime minus(ProcessorTime other) {
    return new ProcessorTime(generator - other.generator, stage - other.stage, redis - other.redis);
  }

  ProcessorTime times(double factor) {
    return new ProcessorTime(generator * factor, stage * factor, redis * factor);
  }

  private static double micros(Duration time) {
    return time.toNanos() / 1e3;
  }
}
