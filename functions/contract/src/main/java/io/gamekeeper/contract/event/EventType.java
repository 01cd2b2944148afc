package io.gamekeeper.contract.event;

import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.contract.event.EventField.Choice;
import io.gamekeeper.contract.event.EventField.Decimal;
import io.gamekeeper.contract.event.EventField.Kind;
import io.gamekeeper.contract.event.EventField.Text;
import io.gamekeeper.contract.event.EventField.Whole;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The events that players and game servers send, with the schema of each. Fields that a schema does
 * not know are kept. A schema changes by optional fields and wider bounds only; anything else is a
 * new version, and the build refuses what is neither.
 */
public enum EventType {
  /** A player came into the game. */
  LOGIN(
      "login",
      1,
      GameMetric.PLAYER_LOGINS,
      EventField.optional(
          "platform",
          new Choice(List.of("ios", "android", "web", "windows", "macos", "linux", "console")),
          "what the player plays on"),
      EventField.optional("client_version", new Text(40), "the client's version"),
      EventField.optional("session_id", new Text(64), "the session that began")),
  /** A player left the game. */
  LOGOUT(
      "logout",
      1,
      GameMetric.PLAYER_LOGOUTS,
      EventField.optional("session_id", new Text(64), "the session that ended"),
      EventField.optional("duration_seconds", seconds(), "how long the session was")),
  /** A player reached a level. */
  LEVEL_UP(
      "level_up",
      1,
      GameMetric.LEVEL_UPS,
      EventField.required("level", new Whole(1, 100_000), "the level that was reached"),
      EventField.optional("duration_seconds", seconds(), "how long the level before took")),
  /** A player got items. */
  ITEM_ACQUIRE(
      "item_acquire",
      1,
      GameMetric.ITEM_ACQUISITIONS,
      EventField.required("item", new Text(80), "the item's id"),
      EventField.required("quantity", new Whole(1, 1_000_000_000), "how many"),
      EventField.optional(
          "source",
          new Choice(List.of("purchase", "reward", "drop", "craft", "trade")),
          "how the player came by them"),
      EventField.optional("currency", new Text(16), "what was spent, if anything was"),
      EventField.optional("amount", new Decimal(0, 1e12), "how much of it was spent")),
  /** A player began an activity: a quest, a dungeon, an in-game event. */
  ACTIVITY_START(
      "activity_start",
      1,
      GameMetric.ACTIVITY_STARTS,
      EventField.required("activity", new Text(80), "the activity's id")),
  /** A player ended an activity. */
  ACTIVITY_END(
      "activity_end",
      1,
      GameMetric.ACTIVITY_ENDS,
      EventField.required("activity", new Text(80), "the activity's id"),
      EventField.optional(
          "outcome",
          new Choice(List.of("finished", "failed", "abandoned")),
          "how the activity ended"),
      EventField.optional("duration_seconds", seconds(), "how long it took"),
      EventField.optional("amount", new Decimal(0, 1e12), "what the player spent in it"),
      EventField.optional("currency", new Text(16), "of which currency")),
  /** A match against others ended for a player. */
  MATCH(
      "match",
      1,
      GameMetric.MATCHES,
      EventField.required("match_id", new Text(64), "the match"),
      EventField.optional("mode", new Text(40), "what was played"),
      EventField.required(
          "result", new Choice(List.of("win", "loss", "draw", "abandoned")), "for this player"),
      EventField.optional("players", new Whole(1, 10_000), "how many took part"),
      EventField.optional("duration_seconds", seconds(), "how long it took")),
  /** A player reported what another one wrote. */
  CHAT_REPORT(
      "chat_report",
      1,
      GameMetric.CHAT_REPORTS,
      EventField.required("reported_player", new Text(64), "whom the player reports")
          .keptPersonal(),
      EventField.required(
          "reason",
          new Choice(List.of("spam", "abuse", "cheating", "threat", "other")),
          "why the player reports"),
      EventField.optional("message", new Text(1000), "what was written").keptPersonal());

  private static final Map<String, EventType> BY_NAME =
      Stream.of(values()).collect(Collectors.toMap(EventType::typeName, Function.identity()));

  private final String typeName;
  private final int version;
  private final GameMetric counter;

  @SuppressWarnings("ImmutableEnumChecker") // List.of gives lists that never change
  private final List<EventField> fields;

  EventType(String typeName, int version, GameMetric counter, EventField... fields) {
    this.typeName = typeName;
    this.version = version;
    this.counter = counter;
    this.fields = List.of(fields);
  }

  /** Returns the name that senders use. */
  public String typeName() {
    return typeName;
  }

  /** Returns the schema's version, from 1. */
  public int version() {
    return version;
  }

  /** Returns the metric that counts these events. */
  public GameMetric counter() {
    return counter;
  }

  public List<EventField> fields() {
    return fields;
  }

  /** Returns the type of that name; empty if there is none. */
  public static Optional<EventType> named(String typeName) {
    return Optional.ofNullable(BY_NAME.get(typeName));
  }

  private static Kind seconds() {
    return new Decimal(0, 1e8);
  }
}
