package io.gamekeeper.event;

import io.gamekeeper.contract.erasure.ErasureTable;
import io.gamekeeper.platform.erasure.Erasure;
import io.gamekeeper.platform.erasure.Erasures;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The erasure of what players' events say. First the player is buried: from then on events are
 * dropped that were accepted before the erasure was asked for, also those that still wait in
 * queues. Listeners remember players for a while, so the log is erased when the last has heard of
 * it. Each step can be repeated, and what comes after the request is the player's new life.
 */
public final class PlayerErasure {
  /** How many events a round erases; the next one goes on. */
  static final int AT_ONCE = 20_000;

  private final Erasures erasures;
  private final PlayerFile file;
  private final Duration remembered;
  private final InstantSource clock;

  /**
   * Creates it.
   *
   * @param remembered how long a listener may keep events of a player who is buried
   */
  public PlayerErasure(
      Erasures erasures, PlayerFile file, Duration remembered, InstantSource clock) {
    this.erasures = erasures;
    this.file = file;
    this.remembered = remembered;
    this.clock = clock;
  }

  /** Goes on with an erasure; tells whether nothing of the player is left. */
  public boolean goOn(Erasure erasure) {
    Instant now = clock.instant();
    if (erasure.buried().isEmpty()) {
      file.bury(erasure.player(), erasure.asked(), erasure.asked().plus(ErasureTable.KEPT));
      erasures.buried(erasure, clock.instant());
      return false;
    }
    return !now.isBefore(erasure.buried().get().plus(remembered))
        && file.eraseEvents(erasure.player(), erasure.asked(), AT_ONCE);
  }
}
