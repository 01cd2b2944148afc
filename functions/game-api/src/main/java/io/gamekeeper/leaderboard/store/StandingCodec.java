package io.gamekeeper.leaderboard.store;

import io.gamekeeper.leaderboard.Ranking.State;
import io.gamekeeper.leaderboard.Stamp;
import io.gamekeeper.leaderboard.Standing;
import java.util.stream.Collectors;

/** Writes a standing as the scripts do, byte for byte: equal standings are equal states. */
final class StandingCodec {
  private StandingCodec() {}

  static State encode(Standing standing) {
    String recent = standing.recent().stream().map(Stamp::encode).collect(Collectors.joining(","));
    return new State(
        String.join(
            ";",
            Long.toString(standing.score()),
            standing.reached().encode(),
            standing.improved() ? "1" : "0",
            standing.latest().encode(),
            Long.toString(standing.total().high()),
            Long.toString(standing.total().low()),
            recent));
  }
}
