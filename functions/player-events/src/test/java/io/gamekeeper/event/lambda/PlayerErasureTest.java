package io.gamekeeper.event.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gamekeeper.contract.OperatorEnvironment;
import io.gamekeeper.contract.PlayerFiguresEnvironment;
import io.gamekeeper.contract.PlayerFiguresTable;
import io.gamekeeper.contract.erasure.ErasureEnvironment;
import io.gamekeeper.contract.erasure.ErasurePart;
import io.gamekeeper.contract.event.EventOperationsEnvironment;
import io.gamekeeper.contract.event.EventQueueEnvironment;
import io.gamekeeper.contract.event.EventRetryEnvironment;
import io.gamekeeper.contract.event.EventStoreEnvironment;
import io.gamekeeper.contract.event.EventType;
import io.gamekeeper.contract.event.LakeQueryEnvironment;
import io.gamekeeper.event.Events;
import io.gamekeeper.event.LogListener;
import io.gamekeeper.event.PlayerEvent;
import io.gamekeeper.event.Players;
import io.gamekeeper.event.ProgressListener;
import io.gamekeeper.event.store.DynamoEventLog;
import io.gamekeeper.event.store.DynamoPlayers;
import io.gamekeeper.event.store.Tables;
import io.gamekeeper.platform.erasure.DynamoErasures;
import io.gamekeeper.platform.erasure.Erasure;
import io.gamekeeper.platform.testing.FakePlatform;
import io.gamekeeper.platform.testing.Output;
import io.gamekeeper.testing.FakeContext;
import io.gamekeeper.testing.VirtualTime;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Export and erasure of one player's events, from the request to the end, on DynamoDB Local. */
final class PlayerErasureTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ANN = "ann-4711";
  private static final String BOB = "bob-0815";

  private final VirtualTime time = new VirtualTime(Events.AT.plusSeconds(60));
  private final Output output = new Output();
  private String log = "";
  private String players = "";
  private String erasures = "";
  private String figures = "";
  private String audit = "";
  private int requests;

  @BeforeEach
  void makeTables() {
    log = Tables.log();
    players = Tables.players();
    erasures = Tables.erasures();
    figures = Tables.figures();
    audit = Tables.audit();
  }

  @AfterEach
  void stop() {
    output.close();
  }

  @Test
  void anErasureLeavesNothingButThatItHappened() {
    play(ANN, 30, time.instant());
    play(BOB, 3, time.instant());
    time.advance(Duration.ofSeconds(1));

    assertThat(status(erase(ANN))).isEqualTo(200);
    rounds(4);

    assertThat(named(log, ANN)).isEmpty();
    assertThat(named(log, BOB)).hasSize(3);
    assertThat(named(players, ANN))
        .singleElement()
        .satisfies(
            tombstone -> assertThat(tombstone.keySet()).containsOnly("pk", "erased", "expiration"));
    assertThat(named(erasures, ANN))
        .singleElement()
        .satisfies(kept -> assertThat(kept).containsKeys("finished", "expiration"));
    assertThat(body(ask("approver", "GET", "/erasure", ANN, null)).at("/parts/0/state").asText())
        .isEqualTo("done");
  }

  @Test
  void anErasedPlayersEventsOnTheirWayAreDropped() {
    play(ANN, 5, time.instant());
    List<PlayerEvent> late = events(ANN, "late", 5, time.instant());
    time.advance(Duration.ofSeconds(1));
    Players remembering = players();
    remembering.of(ANN, Events.AT);
    erase(ANN);
    round();

    // A listener that has not heard of it keeps some, and so do others after the erasure's end.
    listen(remembering, late.subList(0, 2));
    rounds(4);
    listen(players(), late);

    assertThat(named(log, ANN)).isEmpty();
    assertThat(named(players, ANN))
        .singleElement()
        .satisfies(item -> assertThat(item).containsKey("expiration"));
    assertThat(output.lines().toString()).doesNotContain("fails at");
  }

  @Test
  void aPlayerWhoComesBackIsNew() {
    play(ANN, 5, time.instant());
    String before = text(named(players, ANN).getFirst(), "pseudonym");
    time.advance(Duration.ofSeconds(1));
    erase(ANN);
    time.advance(Duration.ofSeconds(1));
    round();
    listen(players(), events(ANN, "new", 3, time.instant()));
    rounds(4);

    assertThat(named(log, ANN)).hasSize(3).allMatch(item -> text(item, "sk").contains("#new"));
    assertThat(named(players, ANN))
        .singleElement()
        .satisfies(
            item -> {
              assertThat(text(item, "pseudonym")).isNotEqualTo(before);
              assertThat(item).doesNotContainKey("expiration");
            });
    assertThat(finished(ANN)).isTrue();
  }

  @Test
  void anErasureEndsWhenTheLastPartHasDoneItsPart() {
    erase(ANN);
    for (int i = 0; i < 5; i++) {
      handler(Tables.dynamo()).handleRequest(Map.of(), new FakeContext());
      time.advance(Duration.ofMinutes(1));
    }

    assertThat(finished(ANN)).isFalse();
    round();
    assertThat(finished(ANN)).isTrue();
  }

  @Test
  void anErasureOfNobodyIsRemembered() {
    erase("nobody");
    rounds(4);

    assertThat(finished("nobody")).isTrue();
  }

  @Test
  void twoErasuresAtOnceAreOne() {
    String first = body(erase(ANN)).path("id").asText();
    time.advance(Duration.ofSeconds(5));

    assertThat(body(erase(ANN)).path("id").asText()).isEqualTo(first);

    rounds(4);
    assertThat(body(erase(ANN)).path("id").asText()).as("another one").isNotEqualTo(first);
    rounds(4);
    assertThat(finished(ANN)).isTrue();
  }

  @Test
  void aRoundNotesWhatItCouldNotDo() {
    erase(ANN);
    erase(BOB);
    handler(
            failing(
                (method, number) -> {
                  if (method.equals("updateItem") && number == 0) {
                    throw new IllegalStateException("no");
                  }
                }))
        .handleRequest(Map.of(), new FakeContext());

    DynamoErasures kept = new DynamoErasures(Tables.dynamo(), erasures);
    List<Erasure> all = kept.unfinished();
    assertThat(all)
        .extracting(erasure -> erasure.state(ErasurePart.EVENTS).failures())
        .containsExactlyInAnyOrder(0, 1);
    assertThat(all)
        .extracting(erasure -> erasure.buried().isPresent())
        .containsExactlyInAnyOrder(true, false);
    rounds(4);
    assertThat(finished(ANN)).isTrue();
    assertThat(finished(BOB)).isTrue();
  }

  @Test
  void theOldestUnfinishedErasureIsMeasured() {
    erase(ANN);
    time.advance(Duration.ofMinutes(61));
    round();

    assertThat(output.lines().toString()).contains("\"OldestUnfinishedErasure\":3660");
    rounds(4);
    assertThat(output.lines().getLast()).contains("\"OldestUnfinishedErasure\":0");
  }

  /** A function that ends at any call, before or after it, is finished by the rounds after it. */
  @Test
  void whereverAFunctionEndsTheNextRoundsFinish() {
    int places = 0;
    for (int place = 0; ; place++) {
      boolean hit = false;
      for (boolean after : new boolean[] {false, true}) {
        makeTables();
        play(ANN, 30, time.instant());
        time.advance(Duration.ofSeconds(1));
        erase(ANN);
        time.advance(Duration.ofSeconds(1));
        listen(players(), events(ANN, "new", 2, time.instant()));
        hit |= crashAt(place, after);
        rounds(5);

        assertThat(finished(ANN)).as("place %d, after: %s", place, after).isTrue();
        assertThat(named(log, ANN))
            .as("place %d, after: %s", place, after)
            .hasSize(2)
            .allMatch(item -> text(item, "sk").contains("#new"));
      }
      if (!hit) {
        break;
      }
      places++;
    }
    assertThat(places).isGreaterThan(10);
  }

  /** Runs rounds until that call, at which the function ends; tells whether there was one. */
  private boolean crashAt(int place, boolean after) {
    int[] calls = {0};
    DynamoDbClient dynamo =
        client(
            (method, call) -> {
              boolean now = calls[0]++ == place;
              if (now && !after) {
                throw new EndOfFunction();
              }
              Object answer = call.get();
              if (now) {
                throw new EndOfFunction();
              }
              return answer;
            });
    PlayerErasureHandler handler = handler(dynamo);
    for (int i = 0; i < 4; i++) {
      Throwable end = catchThrowable(() -> handler.handleRequest(Map.of(), new FakeContext()));
      if (end != null) {
        assertThat(end).isInstanceOf(EndOfFunction.class);
        return true;
      }
      time.advance(Duration.ofMinutes(1));
    }
    return false;
  }

  private static final class EndOfFunction extends Error {
    private static final long serialVersionUID = 1;
  }

  @Test
  void anExportHasAllThatIsKept() {
    play(ANN, 40, time.instant());
    listen(players(), List.of(event(EventType.LOGIN, ANN, "big", big(), time.instant())));
    new ProgressListener(players()).handle(List.of(Events.levelUp(ANN, "up", 7)));

    JsonNode page = body(export(ANN, null));

    assertThat(page.path("known").asBoolean()).isTrue();
    assertThat(page.at("/profile/level").asLong()).isEqualTo(7);
    assertThat(page.at("/profile/pseudonym").asText()).hasSize(32);
    assertThat(page.path("events")).hasSize(41);
    assertThat(page.path("next").isNull()).isTrue();
    assertThat(page.path("events").findValuesAsText("id")).contains("e0", "e39", "big");
    assertThat(page.at("/events/0/received").asText()).isEqualTo(time.instant().toString());
  }

  @Test
  void anExportSaysWhenThePlayerWasSeen() {
    Tables.dynamo()
        .putItem(
            put ->
                put.tableName(figures)
                    .item(
                        Map.of(
                            PlayerFiguresTable.PARTITION_KEY,
                            AttributeValue.fromS(PlayerFiguresTable.player(ANN)),
                            PlayerFiguresTable.SORT_KEY,
                            AttributeValue.fromS(PlayerFiguresTable.PLAYER),
                            PlayerFiguresTable.FIRST,
                            AttributeValue.fromN(Long.toString(Events.AT.toEpochMilli())),
                            PlayerFiguresTable.LAST,
                            AttributeValue.fromS("2026-11-30"))));

    JsonNode page = body(export(ANN, null));

    assertThat(page.path("known").asBoolean()).isTrue();
    assertThat(page.at("/seen/first").asText()).isEqualTo(Events.AT.toString());
    assertThat(page.at("/seen/last").asText()).isEqualTo("2026-11-30");
    assertThat(body(export(BOB, null)).path("seen").isNull()).isTrue();
  }

  @Test
  void anExportComesInPagesThatAnAnswerCanHold() {
    List<PlayerEvent> many = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      many.add(event(EventType.LOGIN, ANN, "e" + i, big(), time.instant()));
    }
    listen(players(), many);

    Set<String> ids = new HashSet<>();
    String cursor = null;
    int pages = 0;
    do {
      Map<String, Object> answer = export(ANN, cursor);
      assertThat(status(answer)).isEqualTo(200);
      assertThat(String.valueOf(answer.get("body")).length()).isLessThan(1_000_000);
      JsonNode page = body(answer);
      page.path("events").forEach(each -> assertThat(ids.add(each.path("id").asText())).isTrue());
      cursor = page.path("next").isNull() ? null : page.path("next").asText();
      pages++;
    } while (cursor != null);

    assertThat(ids).hasSize(300);
    assertThat(pages).isGreaterThan(2);
  }

  @Test
  void anExportOfNobodySaysSo() {
    JsonNode page = body(export("nobody", null));

    assertThat(page.path("known").asBoolean()).isFalse();
    assertThat(page.path("events")).isEmpty();
  }

  @Test
  void anExportIsWrittenDown() {
    export(ANN, null);

    assertThat(Tables.items(audit))
        .hasSize(2)
        .allSatisfy(
            entry -> {
              assertThat(entry.toString()).contains("/ops/v1/players/" + ANN);
              assertThat(entry.toString()).contains("because");
              assertThat(entry.toString()).contains("ada");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "viewer, GET, '', 403",
    "planner, GET, '', 403",
    "on-call, GET, '', 403",
    "approver, GET, '', 200",
    "viewer, POST, /erase, 403",
    "planner, POST, /erase, 403",
    "on-call, POST, /erase, 403",
    "approver, POST, /erase, 200",
    "viewer, GET, /erasure, 404"
  })
  void onlyApproversExportAndErase(String role, String method, String what, int status) {
    assertThat(status(ask(role, method, what, ANN, method.equals("POST") ? "{}" : null)))
        .isEqualTo(status);
    assertThat(Tables.items(erasures)).hasSize(method.equals("POST") && status == 200 ? 1 : 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a%20b", "a%2Fb", "%C3%BC", "a%23b"})
  void whatIsNoPlayersIdIsRefused(String player) {
    assertThat(status(ask("approver", "GET", "", player, null))).isEqualTo(400);
    assertThat(status(ask("approver", "POST", "/erase", player, "{}"))).isEqualTo(400);
    assertThat(Tables.items(erasures)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"%00", "MTIz", "OTphYmM", "?"})
  void aCursorThatNoPageNamedIsRefused(String cursor) {
    assertThat(status(export(ANN, cursor))).isEqualTo(400);
  }

  @Test
  void whoSaysNoReasonLooksAtNothing() {
    Map<String, Object> event = event("approver", "GET", "", ANN, null);
    event.put("headers", Map.of());

    assertThat(status(operations(false).handleRequest(event, request()))).isEqualTo(400);
  }

  @Test
  void onAProtectedStageAnErasureIsConfirmed() {
    EventOperationsHandler handler = operations(true);
    Map<String, Object> unconfirmed = event("approver", "POST", "/erase", ANN, "{}");
    Map<String, Object> confirmed = event("approver", "POST", "/erase", ANN, "{\"confirm\": true}");

    assertThat(status(handler.handleRequest(unconfirmed, request()))).isEqualTo(422);
    assertThat(Tables.items(erasures)).isEmpty();
    assertThat(status(handler.handleRequest(confirmed, request()))).isEqualTo(200);
  }

  private void play(String player, int events, Instant received) {
    listen(players(), events(player, "e", events, received));
  }

  private static List<PlayerEvent> events(String player, String id, int count, Instant received) {
    List<PlayerEvent> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(event(EventType.LOGIN, player, id + i, "{\"platform\": \"web\"}", received));
    }
    return events;
  }

  private static PlayerEvent event(
      EventType type, String player, String id, String data, Instant received) {
    PlayerEvent event = Events.event(type, player, id, data);
    return new PlayerEvent(id, type, event.version(), player, event.at(), received, event.data());
  }

  private static String big() {
    return "{\"text\": \"" + "x".repeat(8000) + "\"}";
  }

  private Players players() {
    return new DynamoPlayers(
        Tables.dynamo(), players, time, new Random(time.instant().toEpochMilli())::nextBytes);
  }

  private void listen(Players known, List<PlayerEvent> events) {
    DynamoEventLog kept = new DynamoEventLog(Tables.dynamo(), log, Duration.ofDays(30));
    assertThat(new LogListener(kept, known, _ -> {}).handle(events)).isEmpty();
  }

  private Map<String, Object> erase(String player) {
    return ask("approver", "POST", "/erase", player, "{}");
  }

  private Map<String, Object> export(String player, @Nullable String cursor) {
    Map<String, Object> event = event("approver", "GET", "", player, null);
    event.put("rawQueryString", cursor == null ? "" : "cursor=" + cursor);
    return operations(false).handleRequest(event, request());
  }

  private Map<String, Object> ask(
      String role, String method, String what, String player, @Nullable String body) {
    return operations(false).handleRequest(event(role, method, what, player, body), request());
  }

  private FakeContext request() {
    return new FakeContext("request-" + requests++, null);
  }

  private static Map<String, Object> event(
      String role, String method, String what, String player, @Nullable String body) {
    Map<String, Object> event = new HashMap<>();
    event.put("rawPath", "/ops/v1/players/" + player + what);
    event.put("rawQueryString", "");
    event.put(
        "headers", Map.of("gamekeeper-reason", "because", "content-type", "application/json"));
    event.put("body", body);
    event.put("isBase64Encoded", false);
    event.put(
        "requestContext",
        Map.of(
            "http",
            Map.of("method", method),
            "authorizer",
            Map.of(
                "iam",
                Map.of(
                    "userArn",
                    "arn:aws:sts::111111111111:assumed-role/gamekeeper-dev-" + role + "/ada"))));
    return event;
  }

  private EventOperationsHandler operations(boolean protectedStage) {
    FakePlatform platform = platform(Tables.dynamo());
    EventQueueEnvironment queues = new EventQueueEnvironment("q", "o.fifo", 100);
    platform.variables.putAll(
        new EventOperationsEnvironment(queues, new EventRetryEnvironment("r", "d"), "od.fifo")
            .toMap());
    platform.variables.putAll(
        new OperatorEnvironment(
                "dev",
                protectedStage,
                "1".repeat(12),
                "arn",
                "https://k.example",
                "c",
                "roles",
                audit)
            .toMap());
    platform.variables.putAll(new PlayerFiguresEnvironment(figures).toMap());
    platform.variables.putAll(new LakeQueryEnvironment("w", "d", "s3://e/", "s3://r/").toMap());
    platform.clients.put(AthenaClient.class, nobody(AthenaClient.class));
    return new EventOperationsHandler(platform);
  }

  private FakePlatform platform(DynamoDbClient dynamo) {
    FakePlatform platform = new FakePlatform(time);
    platform.random.setSeed(time.instant().toEpochMilli());
    platform.clients.put(DynamoDbClient.class, dynamo);
    platform.clients.put(SqsClient.class, nobody(SqsClient.class));
    platform.variables.putAll(new EventStoreEnvironment(log, players, 30).toMap());
    platform.variables.putAll(new ErasureEnvironment(erasures).toMap());
    return platform;
  }

  /** A client that must not be called. */
  private static Object nobody(Class<?> client) {
    return Proxy.newProxyInstance(
        PlayerErasureTest.class.getClassLoader(),
        new Class<?>[] {client},
        (_, method, _) -> {
          throw new AssertionError(method);
        });
  }

  private PlayerErasureHandler handler(DynamoDbClient dynamo) {
    return new PlayerErasureHandler(platform(dynamo));
  }

  /** A round, after all other parts have done theirs. */
  private void round() {
    DynamoErasures all = new DynamoErasures(Tables.dynamo(), erasures);
    for (Erasure erasure : all.unfinished()) {
      for (ErasurePart part : ErasurePart.values()) {
        if (part != ErasurePart.EVENTS) {
          all.done(erasure, part, time.instant());
        }
      }
    }
    handler(Tables.dynamo()).handleRequest(Map.of(), new FakeContext());
  }

  private void rounds(int count) {
    for (int i = 0; i < count; i++) {
      round();
      time.advance(Duration.ofMinutes(1));
    }
  }

  private boolean finished(String player) {
    return new DynamoErasures(Tables.dynamo(), erasures)
        .find(player)
        .orElseThrow()
        .finished()
        .isPresent();
  }

  private interface Call {
    @Nullable Object get() throws Throwable;
  }

  private interface Around {
    @Nullable Object call(String method, Call call) throws Throwable;
  }

  private interface Before {
    void call(String method, int number);
  }

  /** DynamoDB that fails before calls, by the method and how often it was called. */
  private static DynamoDbClient failing(Before before) {
    Map<String, Integer> numbers = new HashMap<>();
    return client(
        (method, call) -> {
          before.call(method, numbers.merge(method, 1, Integer::sum) - 1);
          return call.get();
        });
  }

  private static DynamoDbClient client(Around around) {
    return (DynamoDbClient)
        Proxy.newProxyInstance(
            PlayerErasureTest.class.getClassLoader(),
            new Class<?>[] {DynamoDbClient.class},
            (_, method, arguments) ->
                around.call(
                    method.getName(),
                    () -> {
                      try {
                        return method.invoke(Tables.dynamo(), arguments);
                      } catch (InvocationTargetException e) {
                        throw Objects.requireNonNull(e.getCause());
                      }
                    }));
  }

  private static List<Map<String, AttributeValue>> named(String table, String player) {
    return Tables.items(table).stream().filter(item -> item.toString().contains(player)).toList();
  }

  private static String text(Map<String, AttributeValue> item, String name) {
    return Objects.requireNonNull(item.get(name), name).s();
  }

  private static int status(Map<String, Object> answer) {
    return (int) Objects.requireNonNull(answer.get("statusCode"));
  }

  private static JsonNode body(Map<String, Object> answer) {
    try {
      String body = String.valueOf(answer.get("body"));
      return body.isEmpty() ? JsonNodeFactory.instance.objectNode() : JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
