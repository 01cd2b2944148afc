package io.gamekeeper.platform.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * A place in a YAML file and its value, which may be missing. A method that asks for a type returns
 * it or throws an {@link IllegalArgumentException} that says where the mistake is and what is
 * allowed there.
 */
public final class YamlValue {
  private static final String AN_INSTANT = "\"2026-12-01T00:00:00Z\"";

  private final String file;

  /** Keys and indexes from the top, where the path is empty. */
  private final String path;

  private final @Nullable Object value;

  private YamlValue(String file, String path, @Nullable Object value) {
    this.file = file;
    this.path = path;
    this.value = value;
  }

  /**
   * Returns the whole of a file at the root of the class path.
   *
   * @param reader of the bundle that the file is packaged with
   */
  public static YamlValue packaged(Class<?> reader, String file) {
    try (InputStream resource = reader.getResourceAsStream("/" + file)) {
      if (resource == null) {
        throw new IllegalStateException("/" + file + " is not in the zip");
      }
      return parse(file, new String(resource.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Parses a text. A mapping may not repeat a key, and no tag makes objects.
   *
   * @param file its name, for messages
   */
  public static YamlValue parse(String file, String text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    try {
      return new YamlValue(file, "", new Yaml(new SafeConstructor(options)).load(text));
    } catch (YAMLException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  /** Returns whether the file has a value here. */
  public boolean isPresent() {
    return value != null;
  }

  /** Checks that this is a mapping without other keys than these, and returns it. */
  public YamlValue mapping(Set<String> known) {
    for (String key : entries().keySet()) {
      if (!known.contains(key)) {
        throw mistake(
            "has the unknown key '"
                + key
                + "'; the known keys are "
                + known.stream().sorted().toList());
      }
    }
    return this;
  }

  /** Returns the value of a key; this must be a mapping. */
  public YamlValue get(String key) {
    return child(key, value instanceof Map<?, ?> map ? map.get(key) : null);
  }

  /** Returns the values by key, in the file's order; this must be a mapping. */
  public Map<String, YamlValue> entries() {
    if (!(value instanceof Map<?, ?> map)) {
      throw mistake("is required and must be a mapping");
    }
    Map<String, YamlValue> entries = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!(entry.getKey() instanceof String key) || entry.getValue() == null) {
        throw mistake("has the key '" + entry.getKey() + "', which is not a text or has no value");
      }
      entries.put(key, child(key, entry.getValue()));
    }
    return entries;
  }

  /**
   * Returns the items; this must be a list that is not empty.
   *
   * @param item what one is, for the message
   */
  public List<YamlValue> items(String item) {
    List<YamlValue> items = new ArrayList<>();
    for (Object each : list(item)) {
      items.add(new YamlValue(file, path + "[" + items.size() + "]", each));
    }
    return items;
  }

  /** Returns the items; this must be a list of such integers that is not empty. */
  public List<Long> integers(String item, long least, long most) {
    return list(item).stream()
        .map(each -> new YamlValue(file, path, each).integer(least, most))
        .toList();
  }

  private List<?> list(String item) {
    if (value instanceof List<?> list && !list.isEmpty()) {
      return list;
    }
    throw mistake("must be a list of at least one " + item);
  }

  public String text() {
    if (value instanceof String text) {
      return text;
    }
    throw mistake("is required and must be a text, " + found());
  }

  /**
   * Returns the text, which must match the pattern.
   *
   * @param allowed the pattern in words, for the message
   */
  public String text(Pattern pattern, String allowed) {
    String text = text();
    if (!pattern.matcher(text).matches()) {
      throw mistake("must be " + allowed + ", not '" + text + "'");
    }
    return text;
  }

  /** Returns a constant, which the file names in lower case. */
  public <E extends Enum<E>> E choice(Class<E> type) {
    String text = text();
    for (E constant : type.getEnumConstants()) {
      if (name(constant).equals(text)) {
        return constant;
      }
    }
    throw mistake(
        "must be one of "
            + Arrays.stream(type.getEnumConstants())
                .map(YamlValue::name)
                .collect(Collectors.joining(", "))
            + ", not '"
            + text
            + "'");
  }

  public long integer() {
    return switch (value) {
      case Integer integer -> integer;
      case Long integer -> integer;
      case null, default -> throw mistake("is required and must be an integer, " + found());
    };
  }

  /** Returns an integer within these bounds, both included. */
  public long integer(long least, long most) {
    long number = integer();
    if (number < least || number > most) {
      throw mistake("must be " + least + " to " + most + ", not " + number);
    }
    return number;
  }

  public boolean flag() {
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw mistake("is required and must be true or false, " + found());
  }

  /** Returns an instant, which must be quoted: YAML's own timestamps have too many forms. */
  public Instant instant() {
    if (value instanceof String text) {
      try {
        return Instant.parse(text);
      } catch (DateTimeParseException e) {
        throw mistake("must be an instant such as " + AN_INSTANT + ", not '" + text + "'");
      }
    }
    throw mistake("must be a quoted instant such as " + AN_INSTANT);
  }

  /** Returns an exception to throw: this place has that problem. */
  public IllegalArgumentException mistake(String problem) {
    return new IllegalArgumentException(
        file + ": " + (path.isEmpty() ? "the file" : path) + " " + problem);
  }

  private YamlValue child(String key, @Nullable Object there) {
    return new YamlValue(file, path.isEmpty() ? key : path + "." + key, there);
  }

  private String found() {
    return value == null ? "but is missing" : "not '" + value + "'";
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
