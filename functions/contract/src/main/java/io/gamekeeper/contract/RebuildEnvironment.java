package io.gamekeeper.contract;

import java.util.Map;

/**
 * The function that the scores and leaderboards functions ask for a rebuild. It is apart from
 * {@link LeaderboardEnvironment} because no template can name a function in that function's own
 * environment.
 *
 * @param rebuildFunction ARN of the {@code live} alias of {@link GameFunction#LEADERBOARD_REBUILD}
 */
public record RebuildEnvironment(String rebuildFunction) {
  public static final String REBUILD_FUNCTION = "REBUILD_FUNCTION";

  /** Reads the record back from a function's environment. */
  public static RebuildEnvironment from(Map<String, String> environment) {
    return new RebuildEnvironment(Environment.required(environment, REBUILD_FUNCTION));
  }

  /** Returns the environment variables that carry this record. */
  public Map<String, String> toMap() {
    return Map.of(REBUILD_FUNCTION, rebuildFunction);
  }
}
