package io.gamekeeper.local.lake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.contract.event.EventType;
import io.gamekeeper.contract.event.LakeQuery;
import io.gamekeeper.contract.event.LakeTable;
import io.gamekeeper.local.engine.Engines;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.athena.model.NamedQuery;

/**
 * The named queries over events of a few days that went through the stream – some of them twice –
 * compared with what Java computes from the same events.
 */
final class LakeQueriesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern(LakeTable.TIMESTAMP_FORMAT).withZone(ZoneOffset.UTC);
  private static final Instant FIRST = Instant.parse("2026-11-19T00:00:00Z");
  private static final int EVENTS = 400;
  private static final int DAYS = 3;
  private static final List<EventType> TYPES = List.of(EventType.values());
  private static final List<String> PLAYERS = List.of("amber-fox", "o'neill \"?\"", "ünal", "px");

  @TempDir private static Path folder;
  private static Engines engines;
  private static LakeStage stage;

  /** Each once. */
  private static final List<JsonNode> events = new ArrayList<>();

  @BeforeAll
  static void fillTheLake() {
    SplittableRandom random = new SplittableRandom(7);
    List<String> records = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      ObjectNode event = event(i, random);
      events.add(event);
      for (int copies = random.nextInt(10) == 0 ? 2 : 1; copies > 0; copies--) {
        // Records may hold several lines.
        if (!records.isEmpty() && random.nextInt(3) == 0) {
          records.set(records.size() - 1, records.getLast() + "\n" + event);
        } else {
          records.add(event.toString());
        }
      }
    }
    engines = Engines.ofManyStages(folder.resolve("engines"));
    stage = LakeStage.start(folder.resolve("stage"), engines);
    stage.put(records.subList(0, records.size() / 2));
    stage.time().advance(LakeStage.GATHERED);
    stage.put(records.subList(records.size() / 2, records.size()));
    stage.time().advance(LakeStage.GATHERED);
  }

  @AfterAll
  static void close() {
    stage.close();
    engines.close();
  }

  private static ObjectNode event(int number, SplittableRandom random) {
    EventType type = TYPES.get(random.nextInt(TYPES.size()));
    Instant at = FIRST.plusMillis(random.nextLong(Duration.ofDays(DAYS).toMillis()));
    ObjectNode event = JSON.createObjectNode();
    event.put(LakeTable.EVENT_ID, "event-" + number);
    event.put(LakeTable.PLAYER, PLAYERS.get(random.nextInt(PLAYERS.size())));
    event.put(LakeTable.VERSION, 1);
    event.put(LakeTable.AT, TIMESTAMP.format(at));
    event.put(LakeTable.RECEIVED, TIMESTAMP.format(at.plusMillis(random.nextInt(5000))));
    event.put(LakeTable.TYPE, type.typeName());
    event.put(LakeTable.DAY, at.truncatedTo(ChronoUnit.DAYS).toString().substring(0, 10));
    LakeTable.columns(type)
        .forEach(
            (name, column) -> {
              if (!event.has(name) && random.nextInt(4) > 0) {
                switch (column) {
                  case "bigint" -> event.put(name, random.nextLong(1, 1000));
                  // Quarters add up without a rounding.
                  case "double" -> event.put(name, random.nextInt(4000) / 4.0);
                  default -> event.put(name, name + random.nextInt(5));
                }
              }
            });
    return event;
  }

  @Test
  void eventsOfEachTypeAreCountedByTheHour() {
    Map<String, Long> expected = new TreeMap<>();
    on("2026-11-19", "2026-11-20")
        .forEach(
            event ->
                expected.merge(
                    text(event, "at").substring(0, 13) + ":00:00.000|" + text(event, "type"),
                    1L,
                    Long::sum));

    List<List<String>> rows =
        stage.ask(
            LakeQuery.EVENTS_BY_HOUR, Map.of("from", "2026-11-19", "to", "2026-11-20T22:00:00Z"));

    assertThat(rows.getFirst()).containsExactly("type", "hour", "events");
    assertThat(rows.stream().skip(1).map(row -> row.get(1) + "|" + row.get(0) + "=" + row.get(2)))
        .containsExactlyElementsOf(
            expected.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());
  }

  @Test
  void playersAreCountedByTheDay() {
    Map<String, List<JsonNode>> byDay =
        on("2026-11-19", "2026-11-21")
            .collect(Collectors.groupingBy(e -> text(e, "day"), TreeMap::new, Collectors.toList()));

    List<List<String>> rows =
        stage.ask(LakeQuery.PLAYERS_BY_DAY, Map.of("from", "2026-11-19", "to", "2026-11-21"));

    assertThat(rows.getFirst()).containsExactly("day", "players", "events");
    assertThat(rows.subList(1, rows.size()))
        .containsExactlyElementsOf(
            byDay.entrySet().stream()
                .map(
                    day ->
                        List.of(
                            day.getKey(),
                            Long.toString(
                                day.getValue().stream()
                                    .map(e -> text(e, "player"))
                                    .distinct()
                                    .count()),
                            Integer.toString(day.getValue().size())))
                .toList());
  }

  @Test
  void aPlayersEventsComeInTheirOrder() {
    String from = "2026-11-19T06:30:00Z";
    String to = "2026-11-21T01:00:00Z";
    for (String player : PLAYERS) {
      List<String> columns = new ArrayList<>();

      List<List<String>> rows =
          stage.ask(LakeQuery.PLAYER_TIMELINE, Map.of("from", from, "to", to, "player", player));

      columns.addAll(rows.getFirst());
      assertThat(rows.subList(1, rows.size()))
          .isNotEmpty()
          .containsExactlyElementsOf(
              events.stream()
                  .filter(e -> text(e, "player").equals(player))
                  .filter(within(from, to))
                  .sorted(
                      Comparator.<JsonNode, String>comparing(e -> text(e, "at"))
                          .thenComparing(e -> text(e, "event_id")))
                  .map(e -> columns.stream().map(column -> text(e, column)).toList())
                  .toList());
    }
  }

  @Test
  void whatPlayersDoIsCountedAveragedAndAddedUp() {
    String from = "2026-11-19T12:00:00Z";
    String to = "2026-11-20T18:00:00Z";
    Map<List<String>, List<JsonNode>> groups = new LinkedHashMap<>();
    events.stream()
        .filter(within(from, to))
        .forEach(
            e ->
                groups
                    .computeIfAbsent(
                        List.of(text(e, "player"), text(e, "type"), text(e, "currency")),
                        _ -> new ArrayList<>())
                    .add(e));

    List<List<String>> rows = stage.ask(LakeQuery.PLAYER_ACTIONS, Map.of("from", from, "to", to));

    assertThat(rows.getFirst())
        .containsExactly("player", "action", "currency", "times", "average_seconds", "spent");
    assertThat(rows.subList(1, rows.size()))
        .containsExactlyInAnyOrderElementsOf(
            groups.entrySet().stream()
                .map(
                    group ->
                        Stream.concat(
                                group.getKey().stream(),
                                Stream.of(
                                    Integer.toString(group.getValue().size()),
                                    summed(group.getValue(), "duration_seconds", true),
                                    summed(group.getValue(), "amount", false)))
                            .toList())
                .toList());
    // What cost nothing comes last, as Athena sorts what is null.
    assertThat(rows.subList(1, rows.size()))
        .isSortedAccordingTo(
            Comparator.<List<String>, String>comparing(row -> row.get(0))
                .thenComparing(row -> row.get(1))
                .thenComparing(row -> row.get(2).equals("null") ? "~" : row.get(2)));
  }

  @Test
  void theMostFrequentItemsComeFirst() {
    Map<String, List<JsonNode>> byItem =
        on("2026-11-19", "2026-11-21")
            .filter(e -> text(e, "type").equals("item_acquire"))
            .collect(Collectors.groupingBy(e -> text(e, "item")));

    List<List<String>> rows =
        stage.ask(LakeQuery.TOP_ITEMS, Map.of("from", "2026-11-19", "to", "2026-11-21"));

    assertThat(rows.subList(1, rows.size()))
        .containsExactlyElementsOf(
            byItem.entrySet().stream()
                .sorted(
                    Comparator.<Map.Entry<String, List<JsonNode>>, Integer>comparing(
                            item -> -item.getValue().size())
                        .thenComparing(item -> item.getKey().equals("null") ? "~" : item.getKey()))
                .map(
                    item ->
                        List.of(
                            item.getKey(),
                            Integer.toString(item.getValue().size()),
                            Long.toString(
                                item.getValue().stream()
                                    .map(e -> text(e, "player"))
                                    .distinct()
                                    .count()),
                            item.getValue().stream().anyMatch(e -> e.has("quantity"))
                                ? Long.toString(
                                    item.getValue().stream()
                                        .mapToLong(e -> e.path("quantity").asLong())
                                        .sum())
                                : "null"))
                .toList());
  }

  @Test
  void aTypesTableHasThatTypeAndItsColumnsOnly() {
    for (EventType type : EventType.values()) {
      List<List<String>> rows =
          stage.ask("SELECT * FROM \"" + LakeTable.of(type) + "\" ORDER BY event_id");

      List<String> columns = new ArrayList<>(LakeTable.columns(type).keySet());
      columns.add(LakeTable.DAY);
      assertThat(rows.getFirst()).isEqualTo(columns);
      assertThat(rows.stream().skip(1).distinct())
          .containsExactlyElementsOf(
              events.stream()
                  .filter(e -> text(e, "type").equals(type.typeName()))
                  .sorted(Comparator.comparing(e -> text(e, "event_id")))
                  .map(e -> columns.stream().map(column -> text(e, column)).toList())
                  .toList());
    }
  }

  @ParameterizedTest
  @EnumSource
  void eachIsSavedInTheWorkgroupWithItsQuestion(LakeQuery query) {
    List<String> ids =
        stage
            .athena()
            .listNamedQueries(request -> request.workGroup(LakeStage.WORKGROUP))
            .namedQueryIds();

    assertThat(
            stage.athena().batchGetNamedQuery(request -> request.namedQueryIds(ids)).namedQueries())
        .hasSize(LakeQuery.values().length)
        .filteredOn(NamedQuery::name, query.nameIn("prod"))
        .singleElement()
        .satisfies(
            saved -> {
              assertThat(saved.queryString()).isEqualTo(query.text());
              assertThat(saved.description()).isEqualTo(query.question());
              assertThat(saved.database()).isEqualTo(LakeStage.DATABASE);
            });
  }

  // ---------------------------------------------------------------- the oracle

  private static Stream<JsonNode> on(String firstDay, String lastDay) {
    return events.stream()
        .filter(
            e -> text(e, "day").compareTo(firstDay) >= 0 && text(e, "day").compareTo(lastDay) <= 0);
  }

  private static Predicate<JsonNode> within(String from, String to) {
    Function<String, LocalDateTime> local =
        time -> LocalDateTime.ofInstant(Instant.parse(time), ZoneOffset.UTC);
    return event -> {
      LocalDateTime at = LocalDateTime.parse(text(event, "at").replace(' ', 'T'));
      return !at.isBefore(local.apply(from)) && at.isBefore(local.apply(to));
    };
  }

  private static String summed(List<JsonNode> some, String field, boolean average) {
    double[] values =
        some.stream()
            .filter(e -> e.has(field))
            .mapToDouble(e -> e.path(field).asDouble())
            .toArray();
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return values.length == 0 ? "null" : Double.toString(average ? sum / values.length : sum);
  }

  private static String text(JsonNode event, String field) {
    return event.path(field).isMissingNode() ? "null" : event.path(field).asText();
  }
}
