package io.gamekeeper.local.aws.autoscaling.machine;

import io.gamekeeper.local.template.TemplateException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The part of cloud-init's {@code #cloud-config} that the stage carries out at the first start of
 * an instance.
 *
 * @param files in their order
 * @param commands in their order, each with its arguments
 * @see <a href="https://docs.cloud-init.io/en/latest/reference/modules.html">the modules</a>
 */
public record CloudConfig(List<WrittenFile> files, List<List<String>> commands) {
  private static final String HEADER = "#cloud-config";
  private static final String FILES = "write_files";
  private static final String COMMANDS = "runcmd";

  /** Modules whose work a laptop has done already, or does not want. */
  private static final Set<String> INERT =
      Set.of(
          "disable_root",
          "groups",
          "hostname",
          "locale",
          "output",
          "package_reboot_if_required",
          "package_update",
          "package_upgrade",
          "packages",
          "repo_upgrade",
          "ssh_pwauth",
          "swap",
          "timezone",
          "users");

  private static final Set<String> FILE_KEYS =
      Set.of("path", "content", "permissions", "owner", "encoding", "defer");

  public CloudConfig {
    files = List.copyOf(files);
    commands = commands.stream().map(List::copyOf).toList();
  }

  /**
   * A file of an instance.
   *
   * @param path absolute
   * @param executable whether its owner may run it
   */
  public record WrittenFile(String path, String content, boolean executable) {}

  /**
   * Reads user data.
   *
   * @param where the user data is, for messages
   * @throws TemplateException if it is not a cloud-config, or uses a module that the stage does not
   *     have
   */
  public static CloudConfig parse(String where, String userData) {
    if (!userData.startsWith(HEADER)) {
      throw new TemplateException(where, "does not begin with " + HEADER);
    }
    Object root;
    try {
      root = new Yaml(new SafeConstructor(new LoaderOptions())).load(userData);
    } catch (YAMLException e) {
      throw new TemplateException(where, "is not YAML: " + e.getMessage(), e);
    }
    Map<?, ?> modules = map(where, root);
    for (Object module : modules.keySet()) {
      if (!module.equals(FILES) && !module.equals(COMMANDS) && !INERT.contains(module.toString())) {
        throw new TemplateException(where, "uses " + module + ", which the stage does not support");
      }
    }
    List<WrittenFile> files = new ArrayList<>();
    for (Object file : list(where + "." + FILES, modules.get(FILES))) {
      files.add(file(where + "." + FILES, map(where + "." + FILES, file)));
    }
    List<List<String>> commands = new ArrayList<>();
    for (Object command : list(where + "." + COMMANDS, modules.get(COMMANDS))) {
      if (!(command instanceof List<?> words) || words.isEmpty()) {
        throw new TemplateException(
            where + "." + COMMANDS, "has " + command + "; the stage runs lists of words only");
      }
      commands.add(words.stream().map(String::valueOf).toList());
    }
    return new CloudConfig(files, commands);
  }

  /** Returns the variables of all environment files ({@code *.env}) that it writes. */
  public Map<String, String> variables() {
    Map<String, String> variables = new HashMap<>();
    for (WrittenFile file : files) {
      if (EnvironmentFile.is(file.path())) {
        variables.putAll(new EnvironmentFile(file.content()).variables());
      }
    }
    return variables;
  }

  private static WrittenFile file(String where, Map<?, ?> file) {
    for (Object key : file.keySet()) {
      if (!FILE_KEYS.contains(key.toString())) {
        throw new TemplateException(where, "uses " + key + ", which the stage does not support");
      }
    }
    String path = text(where, file, "path", "");
    if (!path.startsWith("/")) {
      throw new TemplateException(where, "has the path '" + path + "', which is not absolute");
    }
    String content = text(where, file, "content", "");
    String encoding = text(where, file, "encoding", "text/plain");
    String permissions = text(where, file, "permissions", "0644");
    return new WrittenFile(
        path,
        switch (encoding) {
          case "text/plain" -> content;
          case "b64", "base64" ->
              new String(Base64.getMimeDecoder().decode(content), StandardCharsets.UTF_8);
          default ->
              throw new TemplateException(
                  where, path + " is encoded as " + encoding + ", which the stage does not read");
        },
        executable(where + " " + path, permissions));
  }

  private static boolean executable(String where, String permissions) {
    try {
      return (Integer.parseInt(permissions, 8) & 0100) != 0;
    } catch (NumberFormatException e) {
      throw new TemplateException(
          where, "has the permissions '" + permissions + "', which are not octal digits", e);
    }
  }

  private static String text(String where, Map<?, ?> map, String key, String otherwise) {
    @Nullable Object value = map.get(key);
    if (value == null) {
      return otherwise;
    }
    if (!(value instanceof String text)) {
      throw new TemplateException(
          where, key + " is " + value + ", which YAML does not read as text; put it in quotes");
    }
    return text;
  }

  private static Map<?, ?> map(String where, @Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw new TemplateException(where, "is " + value + " instead of a map");
  }

  private static List<?> list(String where, @Nullable Object value) {
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list) {
      return list;
    }
    throw new TemplateException(where, "is " + value + " instead of a list");
  }
}
