package io.gamekeeper.asset;

import java.util.List;

/** The result of a release or a rollback that did not fail. */
public sealed interface Outcome {

  /** Returns the number of the release that players get now. */
  long number();

  /**
   * Players get it from now on.
   *
   * @param uploaded contents that were sent
   * @param sentBytes what was sent for them
   * @param resumedBytes what an interrupted upload had left of them
   */
  record Published(
      Manifest manifest,
      ReleasePlan plan,
      int uploaded,
      long sentBytes,
      long resumedBytes,
      List<Warming> warmings)
      implements Outcome {
    public Published {
      warmings = List.copyOf(warmings);
    }

    @Override
    public long number() {
      return manifest.number();
    }
  }

  /**
   * Players have the very same files already.
   *
   * @param repaired contents that were lost or damaged in the bucket and were sent again
   */
  record Unchanged(Manifest manifest, int repaired) implements Outcome {
    @Override
    public long number() {
      return manifest.number();
    }
  }
}
