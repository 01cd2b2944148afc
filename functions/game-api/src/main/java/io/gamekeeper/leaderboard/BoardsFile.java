package io.gamekeeper.leaderboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
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
 * Reads {@code boards.yaml}. A mistake is refused with the key that is wrong and what is allowed
 * there, so that a board never starts with a guess.
 */
public final class BoardsFile {
  private static final String RESOURCE = "/boards.yaml";
  private static final Pattern ID = Pattern.compile("[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?");
  private static final int MAX_SIZE = 10_000_000;
  private static final Set<String> TOP_KEYS = Set.of("boards");
  private static final Set<String> BOARD_KEYS =
      Set.of("id", "order", "policy", "scoreMin", "scoreMax", "season", "zone", "size");

  private BoardsFile() {}

  /** The boards of the file that is packaged with the functions. */
  public static Boards packaged() {
    try (InputStream file = BoardsFile.class.getResourceAsStream(RESOURCE)) {
      if (file == null) {
        throw new IllegalStateException(RESOURCE + " is not in the zip");
      }
      return parse(new String(file.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The boards that this text declares.
   *
   * @throws IllegalArgumentException if it declares them wrongly; the message says where and what
   *     is allowed
   */
  public static Boards parse(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    Object root;
    try {
      root = new Yaml(new SafeConstructor(options)).load(text);
    } catch (YAMLException e) {
      throw new IllegalArgumentException("boards.yaml: " + e.getMessage(), e);
    }
    Map<?, ?> top = map("the file", root);
    refuseUnknown("the file", top, TOP_KEYS);
    if (!(top.get("boards") instanceof List<?> list) || list.isEmpty()) {
      throw mistake("boards", "must be a list of at least one board");
    }
    List<Board> boards = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < list.size(); i++) {
      Board board = board("boards[" + i + "]", list.get(i));
      if (!ids.add(board.id())) {
        throw mistake("boards[" + i + "].id", "'" + board.id() + "' is declared twice");
      }
      boards.add(board);
    }
    return new Boards(boards);
  }

  private static Board board(String at, @Nullable Object value) {
    Map<?, ?> map = map(at, value);
    refuseUnknown(at, map, BOARD_KEYS);
    String id = string(at, map, "id");
    if (!ID.matcher(id).matches()) {
      throw mistake(at + ".id", "must be 1 to 40 of a-z, 0-9 and inner hyphens, not '" + id + "'");
    }
    Order order = choice(at, map, "order", Order.class);
    Policy policy = choice(at, map, "policy", Policy.class);
    ScoreBounds bounds =
        bounds(at, integer(at, map, "scoreMin"), integer(at, map, "scoreMax"), policy);
    SeasonCalendar.Kind season = choice(at, map, "season", SeasonCalendar.Kind.class);
    long size = integer(at, map, "size");
    if (size < 1 || size > MAX_SIZE) {
      throw mistake(at + ".size", "must be 1 to " + MAX_SIZE + ", not " + size);
    }
    return new Board(
        id, order, policy, bounds, new SeasonCalendar(season, zone(at, map, season)), (int) size);
  }

  private static ScoreBounds bounds(String at, long min, long max, Policy policy) {
    requireScore(at + ".scoreMin", min);
    requireScore(at + ".scoreMax", max);
    if (min > max) {
      throw mistake(at + ".scoreMin", "must not be above scoreMax (" + max + "), but is " + min);
    }
    if (policy == Policy.INCREMENT && min < 0) {
      throw mistake(at + ".scoreMin", "must be 0 or more where policy is increment, but is " + min);
    }
    return new ScoreBounds(min, max);
  }

  private static void requireScore(String key, long score) {
    if (score < -ScoreBounds.MAX || score > ScoreBounds.MAX) {
      throw mistake(key, "must be within ±9007199254740992 (2^53), not " + score);
    }
  }

  private static ZoneId zone(String at, Map<?, ?> map, SeasonCalendar.Kind season) {
    if (season == SeasonCalendar.Kind.NONE) {
      if (map.containsKey("zone")) {
        throw mistake(at + ".zone", "means nothing where season is none: leave it out");
      }
      return ZoneId.of("UTC");
    }
    String zone = string(at, map, "zone");
    if (!ZoneId.getAvailableZoneIds().contains(zone)) {
      throw mistake(at + ".zone", "must be an IANA zone such as Europe/Berlin, not '" + zone + "'");
    }
    try {
      return ZoneId.of(zone);
    } catch (DateTimeException e) {
      throw new IllegalStateException("an available zone: " + zone, e);
    }
  }

  private static <E extends Enum<E>> E choice(String at, Map<?, ?> map, String key, Class<E> type) {
    String value = string(at, map, key);
    for (E constant : type.getEnumConstants()) {
      if (constant.name().toLowerCase(Locale.ROOT).equals(value)) {
        return constant;
      }
    }
    String allowed =
        Arrays.stream(type.getEnumConstants())
            .map(constant -> constant.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    throw mistake(at + "." + key, "must be one of " + allowed + ", not '" + value + "'");
  }

  private static String string(String at, Map<?, ?> map, String key) {
    if (map.get(key) instanceof String value) {
      return value;
    }
    throw mistake(at + "." + key, "is required and must be a text, " + found(map, key));
  }

  private static long integer(String at, Map<?, ?> map, String key) {
    return switch (map.get(key)) {
      case Integer value -> value;
      case Long value -> value;
      case null, default ->
          throw mistake(at + "." + key, "is required and must be an integer, " + found(map, key));
    };
  }

  private static String found(Map<?, ?> map, String key) {
    return map.containsKey(key) ? "not '" + map.get(key) + "'" : "but is missing";
  }

  private static Map<?, ?> map(String at, @Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw mistake(at, "must be a mapping");
  }

  private static void refuseUnknown(String at, Map<?, ?> map, Set<String> known) {
    for (Object key : map.keySet()) {
      if (!(key instanceof String) || !known.contains(key)) {
        throw mistake(
            at, "has the unknown key '" + key + "'; known are " + known.stream().sorted().toList());
      }
    }
  }

  private static IllegalArgumentException mistake(String key, String problem) {
    return new IllegalArgumentException("boards.yaml: " + key + " " + problem);
  }
}
