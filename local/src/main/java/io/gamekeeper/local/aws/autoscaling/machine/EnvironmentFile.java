package io.gamekeeper.local.aws.autoscaling.machine;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A file of variables as systemd's {@code EnvironmentFile} reads it. */
record EnvironmentFile(String text) {
  private static final String SUFFIX = ".env";

  /** Tells whether a file has this form, by its path. */
  static boolean is(String path) {
    return path.endsWith(SUFFIX);
  }

  /** Returns its variables, without the quotes around their values. */
  Map<String, String> variables() {
    Map<String, String> variables = new HashMap<>();
    for (String line : text.split("\n", -1)) {
      int equals = line.indexOf('=');
      if (equals > 0 && !line.startsWith("#")) {
        variables.put(line.substring(0, equals).strip(), unquoted(line.substring(equals + 1)));
      }
    }
    return variables;
  }

  private static String unquoted(String value) {
    String stripped = value.strip();
    boolean quoted =
        stripped.length() >= 2
            && "\"'".indexOf(stripped.charAt(0)) >= 0
            && stripped.charAt(0) == stripped.charAt(stripped.length() - 1);
    return quoted ? stripped.substring(1, stripped.length() - 1) : stripped;
  }

  /** Returns the same file with other values for those of its variables that are given. */
  EnvironmentFile with(Map<String, String> values) {
    return new EnvironmentFile(
        text.lines()
            .map(
                line -> {
                  int equals = line.indexOf('=');
                  @Nullable String value =
                      equals < 0 ? null : values.get(line.substring(0, equals));
                  return value == null ? line : line.substring(0, equals + 1) + value;
                })
            .collect(Collectors.joining("\n", "", "\n")));
  }
}
