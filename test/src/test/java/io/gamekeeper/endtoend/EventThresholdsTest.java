package io.gamekeeper.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.cli.Console;
import io.gamekeeper.cli.Gamekeeper;
import io.gamekeeper.cli.Project;
import io.gamekeeper.cli.Surroundings;
import io.gamekeeper.cli.Synthesis;
import io.gamekeeper.contract.GameAlarm;
import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.local.Stage;
import io.gamekeeper.local.StageOptions;
import io.gamekeeper.local.client.ApiFaults;
import io.gamekeeper.local.target.SharedAlarms.State;
import io.gamekeeper.local.time.StageTime;
import io.gamekeeper.operations.Patience;
import io.gamekeeper.testing.Proofs;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Each threshold of the alarms on players' events is crossed by its cause, on a stage with a
 * virtual clock: requests that really come, queues that nobody takes from, stores that refuse or
 * are slow. When the cause is gone, the alarm is over.
 */
@Tag(Proofs.WHOLE_ONLY)
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class EventThresholdsTest {
  private static final String STAGE = "dev";
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration TOKEN_LIFE = Duration.ofDays(3);
  private static final String DYNAMODB = "dynamodb";
  private static final String FIREHOSE = "firehose";

  /** The most events of a request. */
  private static final int FULL_REQUEST = 100;

  /** Among fewer events in a minute, failures raise nothing. */
  private static final int ENOUGH = 20;

  private static Stage stage;
  private static Api api;
  private static ApiFaults faults;
  private static String listeners;
  private static int ids;

  /** What happens in a minute. */
  private interface Cause {
    void happen() throws InterruptedException;
  }

  @BeforeAll
  static void start() throws InterruptedException {
    Project project = Project.current();
    new Synthesis(project).refresh();
    SplittableRandom random = new SplittableRandom(20261130);
    stage =
        Stage.start(
            new StageOptions(
                project.root(),
                project.assembly(),
                StageOptions.DEV,
                0,
                Optional.empty(),
                StageTime.virtual(
                    Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofDays(1)),
                    () -> {
                      synchronized (random) {
                        return random.nextLong();
                      }
                    })));
    Map<String, String> tokens = new HashMap<>();
    api =
        new Api(
            URI.create("http://127.0.0.1:" + stage.port()),
            player -> tokens.computeIfAbsent(player, name -> stage.token(name, TOKEN_LIFE)));
    faults = stage.parts().ground().world().faults();
    listeners = named(GameFunction.EVENT_LISTENERS);
    // Minutes of the test begin after those of the alarms, and after the alarms' evaluation.
    Instant now = now();
    advance(Duration.between(now, now.truncatedTo(ChronoUnit.MINUTES).plusSeconds(65)));
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  @Test
  void moreThanAThousandEventsASecondRaiseHighEventRate() throws Exception {
    minutes(3, () -> send(600, repeats(FULL_REQUEST)));
    are(State.OK, GameAlarm.HIGH_EVENT_RATE);

    minutes(
        3,
        () -> {
          send(600, repeats(FULL_REQUEST));
          send(1, repeats(1));
        });
    are(State.ALARM, GameAlarm.HIGH_EVENT_RATE);

    minutes(3, () -> send(1, repeats(1)));
    are(State.OK, GameAlarm.HIGH_EVENT_RATE);
  }

  @Test
  void requestsThatNobodyTakesRaiseTheAlarmsOnTheQueue() throws Exception {
    stage.parts().pollers().disable(listeners);
    send(1000, repeats(1));
    minutes(3, () -> {});
    are(State.OK, GameAlarm.LONG_EVENT_QUEUE);
    send(1, repeats(1));
    minutes(3, () -> {});
    are(State.ALARM, GameAlarm.LONG_EVENT_QUEUE);
    are(State.OK, GameAlarm.EVENT_QUEUE_FULL, GameAlarm.EVENT_QUEUE_OFTEN_FULL);

    send(998, repeats(1)); // of which the first looks at the queue
    minutes(1, () -> send(1, repeats(1))); // which it takes: there are 1,999
    are(State.OK, GameAlarm.EVENT_QUEUE_FULL);
    Api.Answer full = post(repeats(1));
    full.problem(429);
    assertThat(full.header("Retry-After")).hasValue("10");
    minutes(1, () -> {});
    are(State.ALARM, GameAlarm.EVENT_QUEUE_FULL, GameAlarm.EVENT_QUEUE_OFTEN_FULL);

    stage.parts().pollers().enable(listeners);
    advance(Duration.ZERO);
    minutes(3, () -> send(1, repeats(1)));
    are(State.OK, GameAlarm.LONG_EVENT_QUEUE, GameAlarm.EVENT_QUEUE_FULL);
    minutes(60, () -> send(1, repeats(1)));
    are(State.OK, GameAlarm.EVENT_QUEUE_OFTEN_FULL);
    minutes(70, () -> {}); // nobody sends, so nobody looks
    are(State.OK, GameAlarm.EVENT_QUEUE_OFTEN_FULL);
  }

  @Test
  void whatIsSentWhileTheQueueStandsStillIsRefusedOrKept() throws Exception {
    List<String> ids = IntStream.range(0, 2_400).mapToObj(i -> "still-" + i).toList();
    List<String> refused = new ArrayList<>();
    stage.parts().pollers().disable(listeners);
    LocalDate first = today();
    for (int from = 0; from < ids.size(); from += 400) {
      ids.subList(from, from + 400).stream()
          .filter(id -> isRefused(post(item(id))))
          .forEach(refused::add);
      advance(Duration.ofSeconds(10));
    }
    assertThat(refused).hasSizeBetween(1, ids.size() - 2_000);

    stage.parts().pollers().enable(listeners);
    advance(Duration.ofSeconds(10));
    refused.forEach(id -> send(1, item(id)));
    advance(MINUTE);
    String kept = said("player", "export", "player", "--reason", "a test");
    assertThat(Pattern.compile("still-\\d+").matcher(kept).results().map(MatchResult::group))
        .containsExactlyInAnyOrderElementsOf(ids);

    advance(Duration.ofMinutes(3));
    assertThat(answer("top-items", first, today())).containsPattern("still +" + ids.size());
  }

  /** Asks the lake, and returns the rows. */
  private static String answer(String query, LocalDate from, LocalDate to)
      throws InterruptedException {
    StringWriter asked = new StringWriter();
    int _ =
        operator(
            asked,
            "lake",
            "ask",
            query,
            "--param=from=" + from,
            "--param=to=" + to,
            "--wait=1",
            "--reason=a test");
    String run = asked.toString().replaceAll("(?s).*\\brun (\\S+).*", "$1");
    advance(MINUTE);
    return said("lake", "show", run);
  }

  private static LocalDate today() {
    return LocalDate.ofInstant(now(), ZoneOffset.UTC);
  }

  private static boolean isRefused(Api.Answer answer) {
    boolean refused = answer.status() == 429;
    if (refused) {
      assertThat(answer.header("Retry-After")).hasValue("10");
    } else {
      assertThat(answer.status()).as(answer.response().body()).isEqualTo(202);
    }
    return refused;
  }

  @Test
  void aStoreThatRefusesRaisesTheAlarmsOnFailures() throws Exception {
    minutes(3, () -> send(2, different(FULL_REQUEST)));
    are(
        State.OK,
        GameAlarm.EVENTS_FAILING,
        GameAlarm.LISTENER_ERRORS,
        GameAlarm.EVENT_SYSTEM_FAILURE);

    minutes(
        5,
        () -> {
          send(2, different(FULL_REQUEST));
          advance(Duration.ZERO);
          faults.refuse(listeners, FIREHOSE);
          send(1, different(1)); // half a percent; few of its repetitions fail, too
          advance(Duration.ZERO);
          faults.end(listeners, FIREHOSE);
        });
    are(State.ALARM, GameAlarm.EVENTS_FAILING, GameAlarm.LISTENER_ERRORS);
    are(State.OK, GameAlarm.EVENT_SYSTEM_FAILURE);

    faults.refuse(listeners, FIREHOSE);
    minutes(5, () -> send(1, different(ENOUGH)));
    are(State.ALARM, GameAlarm.EVENT_SYSTEM_FAILURE);

    faults.end(listeners, FIREHOSE);
    minutes(8, () -> {}); // in which all is tried again
    are(
        State.OK,
        GameAlarm.EVENTS_FAILING,
        GameAlarm.LISTENER_ERRORS,
        GameAlarm.EVENT_SYSTEM_FAILURE);
  }

  @Test
  void listenersThatNeedAnOrderCountAmongThoseThatFail() throws Exception {
    String progress = named(GameFunction.PLAYER_PROGRESS);
    faults.refuse(progress, DYNAMODB);
    for (String player : List.of("ann", "bob", "cid")) { // whose next events wait for the first
      minutes(1, () -> assertThat(post(player, levelUps(ENOUGH)).status()).isEqualTo(202));
    }
    are(State.ALARM, GameAlarm.EVENTS_FAILING, GameAlarm.LISTENER_ERRORS);

    faults.end(progress, DYNAMODB);
    minutes(8, () -> {}); // in which all is tried again
    are(State.OK, GameAlarm.EVENTS_FAILING, GameAlarm.LISTENER_ERRORS);
  }

  @Test
  void aSlowStoreRaisesTheAlarmsOnLatency() throws Exception {
    // One of two listeners takes that long, so their mean is half of it.
    faults.slow(listeners, FIREHOSE, Duration.ofMillis(100));
    minutes(5, () -> send(1, different(1)));
    are(State.OK, GameAlarm.SLOW_LISTENERS, GameAlarm.SLOW_EVENTS);

    faults.slow(listeners, FIREHOSE, Duration.ofMillis(101));
    minutes(3, () -> send(1, different(1)));
    are(State.ALARM, GameAlarm.SLOW_LISTENERS, GameAlarm.SLOW_EVENTS);

    faults.slow(listeners, FIREHOSE, Duration.ofMillis(200));
    minutes(5, () -> send(1, different(1)));
    are(State.OK, GameAlarm.HIGH_EVENT_LATENCY);

    faults.slow(listeners, FIREHOSE, Duration.ofMillis(201));
    minutes(5, () -> send(1, different(1)));
    are(State.ALARM, GameAlarm.HIGH_EVENT_LATENCY);

    faults.end(listeners, FIREHOSE);
    minutes(7, () -> send(1, different(1)));
    are(State.OK, GameAlarm.SLOW_LISTENERS, GameAlarm.SLOW_EVENTS, GameAlarm.HIGH_EVENT_LATENCY);
  }

  @Test
  void eventsThatAreGivenUpRaiseDeadLettersUntilTheyAreBroughtBack() throws Exception {
    String events = GameAlarm.DEAD_LETTERS.nameIn(STAGE, "UnhandledEvents");
    String inOrder = GameAlarm.DEAD_LETTERS.nameIn(STAGE, "UnhandledProgress");
    String progress = named(GameFunction.PLAYER_PROGRESS);
    faults.refuse(listeners, DYNAMODB);
    faults.refuse(progress, DYNAMODB);
    send(1, levelUps(1));
    minutes(1, () -> {});
    assertThat(state(events)).isEqualTo(State.OK);
    assertThat(state(inOrder)).isEqualTo(State.OK);

    minutes(50, () -> {}); // log: twelve attempts take at most 47 minutes
    assertThat(state(events)).isEqualTo(State.ALARM);
    assertThat(state(inOrder)).isEqualTo(State.ALARM);

    faults.end(listeners, DYNAMODB);
    faults.end(progress, DYNAMODB);
    assertThat(operator("events", "redrive", "--all", "--reason", "the tables are back")).isZero();
    minutes(3, () -> {});
    assertThat(state(events)).isEqualTo(State.OK);
    assertThat(state(inOrder)).isEqualTo(State.OK);
  }

  @Test
  void anErasureThatAPartCannotCarryOutRaisesErasureUnfinished() throws Exception {
    String part = named(GameFunction.LEADERBOARD_ERASURE);
    faults.refuse(part, DYNAMODB);
    int _ = operator("player", "erase", "ann", "--yes", "--wait", "1", "--reason", "ann asked");
    minutes(60, () -> {});
    are(State.OK, GameAlarm.ERASURE_UNFINISHED);
    minutes(8, () -> {});
    are(State.ALARM, GameAlarm.ERASURE_UNFINISHED);

    faults.end(part, DYNAMODB);
    minutes(20, () -> {});
    are(State.OK, GameAlarm.ERASURE_UNFINISHED);
  }

  private static void minutes(int count, Cause cause) throws InterruptedException {
    for (int minute = 0; minute < count; minute++) {
      cause.happen();
      advance(MINUTE);
    }
  }

  private static void advance(Duration duration) throws InterruptedException {
    stage.parts().ground().agenda().advance(duration);
  }

  private static Instant now() {
    return stage.parts().ground().time().clock().instant();
  }

  private static void are(State state, GameAlarm... alarms) {
    assertThat(alarms)
        .allSatisfy(
            alarm -> {
              String name = alarm.nameIn(STAGE);
              assertThat(state(name))
                  .as("%s: %s", name, stage.parts().alarms().history(name))
                  .isEqualTo(state);
            });
  }

  private static State state(String alarm) {
    return stage.parts().alarms().find(alarm).orElseThrow().state();
  }

  /** Sends so many requests, which are accepted. */
  private static void send(int requests, String body) {
    for (int i = 0; i < requests; i++) {
      Api.Answer answer = post(body);
      assertThat(answer.status()).as(answer.response().body()).isEqualTo(202);
    }
  }

  private static Api.Answer post(String body) {
    return post("player", body);
  }

  private static Api.Answer post(String player, String body) {
    return api.send(
        api.request("/v1/logs")
            .header("Authorization", api.bearer(player))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  /** A request that says one event again and again: each is accepted, and listeners hear one. */
  private static String repeats(int events) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode all = body.putArray("events");
    for (int i = 0; i < events; i++) {
      login(all, "again");
    }
    return body.toString();
  }

  private static String different(int events) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode all = body.putArray("events");
    for (int i = 0; i < events; i++) {
      login(all, "event-" + ids++);
    }
    return body.toString();
  }

  private static void login(ArrayNode events, String id) {
    events.addObject().put("id", id).put("type", "login").put("at", now().toString());
  }

  private static String levelUps(int events) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode all = body.putArray("events");
    for (int level = 1; level <= events; level++) {
      all.addObject()
          .put("type", "level_up")
          .put("at", now().toString())
          .putObject("data")
          .put("level", level);
    }
    return body.toString();
  }

  private static String item(String id) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putArray("events")
        .addObject()
        .put("id", id)
        .put("type", "item_acquire")
        .put("at", now().toString())
        .putObject("data")
        .put("item", "still")
        .put("quantity", 1)
        .put("source", "drop");
    return body.toString();
  }

  /** The physical name of a function. */
  private static String named(GameFunction function) {
    return stage
        .parts()
        .functions()
        .function(stage.parts().functions().callable(function.functionName()))
        .name();
  }

  /** Runs an operator's command, which waits for nothing, and returns what it printed. */
  private static String said(String... command) {
    StringWriter said = new StringWriter();
    assertThat(operator(said, command)).as(said.toString()).isZero();
    return said.toString();
  }

  /** Runs an operator's command, which waits for nothing, and returns its exit status. */
  private static int operator(String... command) {
    return operator(new StringWriter(), command);
  }

  private static int operator(StringWriter said, String... command) {
    List<String> words = new ArrayList<>(Arrays.asList(command));
    words.add("--port=" + stage.port());
    Patience patience = Patience.ofPerson();
    int status =
        Gamekeeper.run(
            new Console(new PrintWriter(said, true), new PrintWriter(said, true), false),
            new Surroundings(
                Project::current,
                (_, _) -> {
                  throw new IllegalStateException("the stage is on this machine");
                },
                Clock.systemUTC(),
                new Patience(patience.total(), _ -> {}, patience.random())),
            words.toArray(String[]::new));
    return status;
  }
}
