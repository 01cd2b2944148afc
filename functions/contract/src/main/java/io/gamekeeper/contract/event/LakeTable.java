package io.gamekeeper.contract.event;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * The lake's tables. One table has all events, with the columns of all types; one table for each
 * type has the same files of that type with that type's columns only. They are partitioned by type
 * and by the day of the event in UTC. Columns are never removed or changed: readers of old files
 * would fail.
 */
public final class LakeTable {
  /** The table of all events. */
  public static final String ALL = "player_events";

  public static final String EVENT_ID = "event_id";

  /** The name under which the lake knows the player; see {@link PlayerTable#PSEUDONYM}. */
  public static final String PLAYER = "player";

  public static final String VERSION = "schema_version";

  /** When it happened, by whoever sent it. */
  public static final String AT = "at";

  /** When it was accepted. */
  public static final String RECEIVED = "received_at";

  /** Partition: the event's type. */
  public static final String TYPE = "type";

  /** Partition: the event's day in UTC, {@code 2026-11-30}. */
  public static final String DAY = "day";

  /** The form of timestamps in the records that are put into the lake, in UTC. */
  public static final String TIMESTAMP_FORMAT = "yyyy-MM-dd HH:mm:ss.SSS";

  private LakeTable() {}

  /** Returns the name of a stage's database in the Glue catalogue. */
  public static String database(String stage) {
    return "gamekeeper_" + stage;
  }

  /** Returns the name of a stage's Firehose stream, which leads into the lake. */
  public static String stream(String stage) {
    return "gamekeeper-" + stage + "-player-events";
  }

  /** Returns the name of the Athena workgroup of a stage. */
  public static String workgroup(String stage) {
    return "gamekeeper-" + stage;
  }

  /** Returns the name of a type's own table. */
  public static String of(EventType type) {
    return type.typeName();
  }

  /** Returns the columns of a type's table with their types, partitions left out. */
  public static SequencedMap<String, String> columns(EventType type) {
    SequencedMap<String, String> columns = common();
    columns.putAll(own(type));
    return columns;
  }

  /**
   * Returns the columns of the table of all events with their types, partitions left out.
   *
   * @throws IllegalStateException if two types have a field of one name and different types
   */
  public static SequencedMap<String, String> columns() {
    Map<String, String> all = new TreeMap<>();
    for (EventType type : EventType.values()) {
      own(type)
          .forEach(
              (name, column) -> {
                String other = all.putIfAbsent(name, column);
                if (other != null && !other.equals(column)) {
                  throw new IllegalStateException(
                      "%s of %s is %s, elsewhere %s".formatted(name, type, column, other));
                }
              });
    }
    SequencedMap<String, String> columns = common();
    columns.putAll(all);
    return columns;
  }

  private static SequencedMap<String, String> common() {
    SequencedMap<String, String> columns = new LinkedHashMap<>();
    columns.put(EVENT_ID, "string");
    columns.put(PLAYER, "string");
    columns.put(VERSION, "int");
    columns.put(AT, "timestamp");
    columns.put(RECEIVED, "timestamp");
    return columns;
  }

  private static SequencedMap<String, String> own(EventType type) {
    SequencedMap<String, String> columns = new LinkedHashMap<>();
    for (EventField field : type.fields()) {
      if (!field.personal()) {
        columns.put(field.name(), field.kind().column());
      }
    }
    return columns;
  }
}
