package io.gamekeeper.contract.event;

import io.gamekeeper.contract.event.LakeParameter.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.stream.Stream;

/**
 * The named queries of the lake: one for each question that is asked again and again. They are in
 * Athena's SQL, of which they use what means the same everywhere. An event may be in the lake more
 * than once, so whatever is counted or added up is made distinct by its id first. Each names the
 * days that it looks at, as what is read is what is paid for.
 */
public enum LakeQuery {
  /** How much happens, hour by hour. */
  EVENTS_BY_HOUR(
      "events-by-hour",
      "How many events of each type happened in each hour?",
      """
      SELECT type, date_trunc('hour', at) AS hour, count(DISTINCT event_id) AS events
      FROM player_events
      WHERE day BETWEEN ? AND ?
      GROUP BY type, date_trunc('hour', at)
      ORDER BY hour, type
      LIMIT 10000""",
      parameter("from", Kind.DAY),
      parameter("to", Kind.DAY)),
  /** Who plays, day by day. */
  PLAYERS_BY_DAY(
      "players-by-day",
      "How many players did anything on each day?",
      """
      SELECT day, count(DISTINCT player) AS players, count(DISTINCT event_id) AS events
      FROM player_events
      WHERE day BETWEEN ? AND ?
      GROUP BY day
      ORDER BY day""",
      parameter("from", Kind.DAY),
      parameter("to", Kind.DAY)),
  /** What one player did, in order. */
  PLAYER_TIMELINE(
      "player-timeline",
      "What did one player do, in order? The lake knows the player by a pseudonym.",
      """
      SELECT DISTINCT at, type, event_id, level, item, quantity, source, activity, outcome,
        mode, result, duration_seconds, amount, currency
      FROM player_events
      WHERE day BETWEEN ? AND ?
        AND at >= CAST(? AS timestamp)
        AND at < CAST(? AS timestamp)
        AND player = ?
      ORDER BY at, event_id
      LIMIT 10000""",
      parameter("from", Kind.DAY),
      parameter("to", Kind.DAY),
      parameter("from", Kind.TIME),
      parameter("to", Kind.TIME),
      parameter("player", Kind.TEXT)),
  /** What players do, how long it takes them and what they spend on it. */
  PLAYER_ACTIONS(
      "player-actions",
      "How often did each player do what, how long did it take on average, and what was spent on"
          + " it? One row for each currency, and one for what cost nothing.",
      """
      WITH events AS (
        SELECT DISTINCT event_id, player, type, duration_seconds, amount, currency
        FROM player_events
        WHERE day BETWEEN ? AND ?
          AND at >= CAST(? AS timestamp)
          AND at < CAST(? AS timestamp)
      )
      SELECT player, type AS action, currency, count(*) AS times,
        avg(duration_seconds) AS average_seconds, sum(amount) AS spent
      FROM events
      GROUP BY player, type, currency
      ORDER BY player, action, currency
      LIMIT 10000""",
      parameter("from", Kind.DAY),
      parameter("to", Kind.DAY),
      parameter("from", Kind.TIME),
      parameter("to", Kind.TIME)),
  /** What players get most. */
  TOP_ITEMS(
      "top-items",
      "Which items do players get most often, how many of each, and how many players?",
      """
      WITH items AS (
        SELECT DISTINCT event_id, player, item, quantity
        FROM item_acquire
        WHERE day BETWEEN ? AND ?
      )
      SELECT item, count(*) AS times, count(DISTINCT player) AS players,
        sum(quantity) AS quantity
      FROM items
      GROUP BY item
      ORDER BY times DESC, item
      LIMIT 100""",
      parameter("from", Kind.DAY),
      parameter("to", Kind.DAY));

  private final String queryName;
  private final String question;
  private final String text;

  @SuppressWarnings("ImmutableEnumChecker") // List.of gives lists that never change
  private final List<LakeParameter> parameters;

  LakeQuery(String queryName, String question, String text, LakeParameter... parameters) {
    this.queryName = queryName;
    this.question = question;
    this.text = text;
    this.parameters = List.of(parameters);
  }

  private static LakeParameter parameter(String name, Kind kind) {
    return new LakeParameter(name, kind);
  }

  /** Returns the name that people use. */
  public String queryName() {
    return queryName;
  }

  /** Returns what the query answers, in words. */
  public String question() {
    return question;
  }

  /** Returns the query, with a question mark for each parameter. */
  public String text() {
    return text;
  }

  /** Returns what stands for each question mark, in their order; a name may come again. */
  public List<LakeParameter> parameters() {
    return parameters;
  }

  /**
   * Returns the values that the query needs, each once, by name. What is used as a day and as a
   * time is a time.
   */
  public SequencedMap<String, Kind> needs() {
    SequencedMap<String, Kind> needs = new LinkedHashMap<>();
    parameters.forEach(
        parameter ->
            needs.merge(
                parameter.name(),
                parameter.kind(),
                (one, other) -> one == Kind.TIME ? one : other));
    return needs;
  }

  /** Returns the names of the values that the query needs, each once. */
  public SequencedSet<String> names() {
    return needs().sequencedKeySet();
  }

  /**
   * Returns the literals for the question marks, as Athena takes them beside a query.
   *
   * @param values by name; a time may be given for a day, whose day it is then, and the other way
   * @throws IllegalArgumentException if a value is missing, has another form or is not asked for;
   *     the message says which
   */
  public List<String> literals(Map<String, String> values) {
    for (String name : values.keySet()) {
      if (!names().contains(name)) {
        throw new IllegalArgumentException(
            queryName + " has no parameter " + name + "; it has " + String.join(", ", names()));
      }
    }
    List<String> literals = new ArrayList<>();
    for (LakeParameter parameter : parameters) {
      String value = values.get(parameter.name());
      if (value == null) {
        throw new IllegalArgumentException(queryName + " needs " + parameter.name());
      }
      literals.add(parameter.literal(value));
    }
    return literals;
  }

  /** Returns the name in Athena in a stage. */
  public String nameIn(String stage) {
    return "gamekeeper-" + stage + "-" + queryName;
  }

  /** Returns the query of that {@link #queryName}; empty if there is none. */
  public static Optional<LakeQuery> named(String queryName) {
    return Stream.of(values()).filter(query -> query.queryName.equals(queryName)).findAny();
  }
}
