package io.gamekeeper.leaderboard;

import io.gamekeeper.platform.yaml.YamlValue;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads {@code boards.yaml}. A mistake is refused with the key that is wrong and what is allowed
 * there; nothing is guessed.
 */
public final class BoardsFile {
  private static final String NAME = "boards.yaml";
  private static final Pattern ID = Pattern.compile("[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?");
  private static final int MAX_SIZE = 10_000_000;
  private static final Set<String> TOP_KEYS = Set.of("boards");
  private static final Set<String> BOARD_KEYS =
      Set.of("id", "order", "policy", "scoreMin", "scoreMax", "season", "zone", "size");

  private BoardsFile() {}

  /** Returns the boards of the file that is packaged with the functions. */
  public static Boards packaged() {
    return boards(YamlValue.packaged(BoardsFile.class, NAME));
  }

  /**
   * Returns the boards that this text declares.
   *
   * @throws IllegalArgumentException if it declares them wrongly; the message says where and what
   *     is allowed
   */
  public static Boards parse(String text) {
    return boards(YamlValue.parse(NAME, text));
  }

  private static Boards boards(YamlValue file) {
    List<Board> boards = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (YamlValue item : file.mapping(TOP_KEYS).get("boards").items("board")) {
      Board board = board(item.mapping(BOARD_KEYS));
      if (!ids.add(board.id())) {
        throw item.get("id").mistake("'" + board.id() + "' is declared twice");
      }
      boards.add(board);
    }
    return new Boards(boards);
  }

  private static Board board(YamlValue board) {
    String id = board.get("id").text(ID, "1 to 40 of a-z, 0-9 and inner hyphens");
    Order order = board.get("order").choice(Order.class);
    Policy policy = board.get("policy").choice(Policy.class);
    ScoreBounds bounds = bounds(board.get("scoreMin"), board.get("scoreMax"), policy);
    SeasonCalendar.Kind season = board.get("season").choice(SeasonCalendar.Kind.class);
    int size = (int) board.get("size").integer(1, MAX_SIZE);
    SeasonCalendar seasons = new SeasonCalendar(season, zone(board.get("zone"), season));
    return new Board(id, order, policy, bounds, seasons, size);
  }

  private static ScoreBounds bounds(YamlValue scoreMin, YamlValue scoreMax, Policy policy) {
    long min = score(scoreMin);
    long max = score(scoreMax);
    if (min > max) {
      throw scoreMin.mistake("must not be above scoreMax (" + max + "), but is " + min);
    }
    if (policy == Policy.INCREMENT && min < 0) {
      throw scoreMin.mistake("must be 0 or more where policy is increment, but is " + min);
    }
    return new ScoreBounds(min, max);
  }

  private static long score(YamlValue value) {
    long score = value.integer();
    if (score < -ScoreBounds.MAX || score > ScoreBounds.MAX) {
      throw value.mistake("must be within ±9007199254740992 (2^53), not " + score);
    }
    return score;
  }

  private static ZoneId zone(YamlValue value, SeasonCalendar.Kind season) {
    if (season == SeasonCalendar.Kind.NONE) {
      if (value.isPresent()) {
        throw value.mistake("means nothing where season is none: leave it out");
      }
      return ZoneId.of("UTC");
    }
    String zone = value.text();
    if (!ZoneId.getAvailableZoneIds().contains(zone)) {
      throw value.mistake("must be an IANA zone such as Europe/Berlin, not '" + zone + "'");
    }
    try {
      return ZoneId.of(zone);
    } catch (DateTimeException e) {
      throw new IllegalStateException("an available zone: " + zone, e);
    }
  }
}
