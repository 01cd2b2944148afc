package io.gamekeeper.platform.erasure;

import io.gamekeeper.contract.erasure.ErasurePart;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The erasure of a player's data.
 *
 * @param id random: the same player may be erased again
 * @param asked what was accepted until then is erased
 * @param buried since when the player's new events are kept apart from what is erased
 * @param finished when all parts had confirmed
 * @param parts how far each part is
 */
public record Erasure(
    String player,
    String id,
    Instant asked,
    Optional<Instant> buried,
    Optional<Instant> finished,
    Map<ErasurePart, State> parts) {
  private static final int RANDOM_BYTES = 16;

  /**
   * How far a part is.
   *
   * @param done when it had erased all that it holds
   * @param named until when what it announced may name the player
   * @param failures how often it has failed
   * @param reason why it failed last
   */
  public record State(
      Optional<Instant> done, Optional<Instant> named, int failures, Optional<String> reason) {
    /** Nothing has happened. */
    public static final State NEW =
        new State(Optional.empty(), Optional.empty(), 0, Optional.empty());
  }

  public Erasure {
    Map<ErasurePart, State> all = new EnumMap<>(ErasurePart.class);
    for (ErasurePart part : ErasurePart.values()) {
      all.put(part, parts.getOrDefault(part, State.NEW));
    }
    parts = Map.copyOf(all);
  }

  /** Returns a new id. */
  public static String newId(RandomGenerator random) {
    byte[] id = new byte[RANDOM_BYTES];
    random.nextBytes(id);
    return HexFormat.of().formatHex(id);
  }

  /** Returns what stands for an erased player: a name that nobody has and nobody can guess. */
  public static String nobody(RandomGenerator random) {
    return "erased:" + newId(random);
  }

  /** Returns how far a part is. */
  public State state(ErasurePart part) {
    return parts.getOrDefault(part, State.NEW);
  }

  /** Returns whether a part has erased all that it holds. */
  public boolean isDone(ErasurePart part) {
    return state(part).done().isPresent();
  }

  /** Returns whether every part has erased all that it holds. */
  public boolean isDoneEverywhere() {
    return Stream.of(ErasurePart.values()).allMatch(this::isDone);
  }
}
