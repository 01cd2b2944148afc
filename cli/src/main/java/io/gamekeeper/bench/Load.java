package io.gamekeeper.bench;

import java.time.Duration;

/**
 * A steady load.
 *
 * @param rate calls per second
 * @param warmUp the same load, before anything is measured
 */
public record Load(int rate, Duration warmUp, Duration duration) {

  /** Returns the load as a table's heading says it. */
  String described(String calls) {
    return "%d %s for %d s after %d s of warm-up"
        .formatted(rate, calls, duration.toSeconds(), warmUp.toSeconds());
  }
}
