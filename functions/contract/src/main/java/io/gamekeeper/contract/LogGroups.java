package io.gamekeeper.contract;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The names of the stages' log groups, which people type and saved queries list. */
public final class LogGroups {
  private LogGroups() {}

  /** Returns what the names of a stage's groups begin with. */
  public static String prefix(String stage) {
    return "/gamekeeper/" + stage + "/";
  }

  /** Returns the group that a function's output goes to. */
  public static String of(String stage, GameFunction function) {
    return prefix(stage) + function.functionName();
  }

  /**
   * Returns what the names of all groups of a stage begin with, of which AWS's services dictate
   * some.
   */
  public static List<String> prefixes(String stage) {
    return List.of(
        prefix(stage),
        "aws-waf-logs-gamekeeper-" + stage,
        "/aws/rds/instance/gamekeeper-" + stage + "-",
        "/aws/rds/proxy/gamekeeper-" + stage + "-",
        "/aws/vendedlogs/gamekeeper-" + stage + "-");
  }

  /** Tells whether a group is one of that stage: several stages may share an account. */
  public static boolean belongs(String stage, String group) {
    return prefixes(stage).stream().anyMatch(group::startsWith);
  }

  /** Returns the function whose output goes to a group; empty if none's does. */
  public static Optional<GameFunction> function(String stage, String group) {
    return Stream.of(GameFunction.values())
        .filter(function -> of(stage, function).equals(group))
        .findAny();
  }
}
