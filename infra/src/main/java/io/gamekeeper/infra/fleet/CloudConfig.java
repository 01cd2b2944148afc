package io.gamekeeper.infra.fleet;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * User data in the form that cloud-init reads: files to write, then commands to run, once per
 * instance and in the order they were added.
 */
final class CloudConfig {
  private static final Pattern PLACE = Pattern.compile("\\$\\{([a-z0-9-]+)}");

  private final StringBuilder files = new StringBuilder();
  private final List<List<String>> commands = new ArrayList<>();

  /**
   * Writes a file for all to read.
   *
   * @throws IllegalArgumentException if it is blank or starts with a space, which YAML would take
   *     for indentation
   */
  CloudConfig file(String path, String content) {
    return file(path, "0644", content);
  }

  /** Writes a file for all to read and run. */
  CloudConfig executable(String path, String content) {
    return file(path, "0755", content);
  }

  /** Runs a program, as root and without a shell. */
  CloudConfig run(String... command) {
    commands.add(List.of(command));
    return this;
  }

  /** Returns the document. */
  String render() {
    StringBuilder document = new StringBuilder("#cloud-config\nwrite_files:\n").append(files);
    document.append("runcmd:\n");
    for (List<String> command : commands) {
      document
          .append("  - [")
          .append(String.join(", ", command.stream().map(CloudConfig::quoted).toList()))
          .append("]\n");
    }
    return document.toString();
  }

  /** Reads a file of the resource folder {@code fleet} and fills in its {@code ${placeholders}}. */
  static String resource(String name, Map<String, String> values) {
    try (InputStream file = CloudConfig.class.getResourceAsStream("/fleet/" + name)) {
      if (file == null) {
        throw new IllegalArgumentException("no resource fleet/" + name);
      }
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      return PLACE
          .matcher(text)
          .replaceAll(
              place -> {
                String value = values.get(place.group(1));
                return Matcher.quoteReplacement(value == null ? place.group() : value);
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private CloudConfig file(String path, String permissions, String content) {
    if (content.isBlank() || content.startsWith(" ")) {
      throw new IllegalArgumentException(path + " must start with text");
    }
    files
        .append("  - path: ")
        .append(path)
        .append("\n    permissions: '")
        .append(permissions)
        .append("'\n    content: |\n");
    content
        .lines()
        .forEach(line -> files.append(line.isEmpty() ? "" : "      " + line).append('\n'));
    return this;
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "''") + "'";
  }
}
