package io.gamekeeper.event.lambda;

import io.gamekeeper.contract.OperatorEnvironment;
import io.gamekeeper.contract.OperatorRole;
import io.gamekeeper.contract.PlayerFiguresEnvironment;
import io.gamekeeper.contract.erasure.ErasureEnvironment;
import io.gamekeeper.contract.erasure.ErasurePart;
import io.gamekeeper.contract.event.EventStoreEnvironment;
import io.gamekeeper.event.PlayerFile;
import io.gamekeeper.event.Sightings;
import io.gamekeeper.event.store.DynamoPlayerFile;
import io.gamekeeper.event.store.DynamoSightings;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.erasure.DynamoErasures;
import io.gamekeeper.platform.erasure.Erasure;
import io.gamekeeper.platform.erasure.Erasures;
import io.gamekeeper.platform.http.Call;
import io.gamekeeper.platform.http.HttpResponse;
import io.gamekeeper.platform.http.Operators;
import io.gamekeeper.platform.http.Problem;
import io.gamekeeper.platform.http.Route;
import io.gamekeeper.platform.telemetry.Telemetry;
import io.gamekeeper.platform.telemetry.TracedDynamoDb;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** What operators do with what is kept of one player: look, erase, ask how far that is. */
final class PlayerRoutes {
  private static final String PLAYER = "/ops/v1/players/{player}";
  private static final int MOST_BYTES = 1024;

  private final PlayerFile file;
  private final Sightings sightings;
  private final Erasures erasures;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final boolean confirmed;

  /** What events and figures tell of a player; {@code next} is where the next page begins. */
  record Export(
      String player,
      boolean known,
      PlayerFile.@Nullable Profile profile,
      @Nullable Seen seen,
      List<PlayerFile.Kept> events,
      @Nullable String next) {}

  /** When the player was first seen, and on which day last. */
  record Seen(Instant first, String last) {
    static Seen of(Sightings.Seen seen) {
      return new Seen(seen.first(), seen.last().toString());
    }
  }

  /** An erasure. */
  record EraseRequest(@Nullable Boolean confirm) {}

  /** How far an erasure is. */
  record Progress(
      String player,
      String id,
      Instant asked,
      @Nullable Instant finished,
      List<PartProgress> parts) {}

  /** How far a part of it is. */
  record PartProgress(
      String part, String state, @Nullable Instant done, int failures, @Nullable String reason) {}

  PlayerRoutes(Platform platform, Telemetry telemetry) {
    DynamoDbClient dynamo = new TracedDynamoDb(platform.client(DynamoDbClient.class), telemetry);
    EventStoreEnvironment stores = EventStoreEnvironment.from(platform.environment());
    file = new DynamoPlayerFile(dynamo, stores.eventLogTable(), stores.playerTable());
    sightings =
        new DynamoSightings(dynamo, PlayerFiguresEnvironment.from(platform.environment()).table());
    erasures = new DynamoErasures(dynamo, ErasureEnvironment.from(platform.environment()).table());
    clock = platform.clock();
    random = platform.random();
    confirmed = OperatorEnvironment.from(platform.environment()).protectedStage();
  }

  Stream<Route> all(Operators operators) {
    return Stream.of(
        Route.forOperators(
                "GET",
                PLAYER,
                OperatorRole.APPROVER,
                operators,
                call -> call.playerInPath().answer(player -> export(player, call)))
            .accountable(),
        Route.forOperators(
            "POST",
            PLAYER + "/erase",
            OperatorRole.APPROVER,
            operators,
            call ->
                call.request()
                    .body(EraseRequest.class, MOST_BYTES)
                    .answer(asked -> call.playerInPath().answer(player -> erase(player, asked)))),
        Route.forOperators(
            "GET",
            PLAYER + "/erasure",
            OperatorRole.VIEWER,
            operators,
            call -> call.playerInPath().answer(this::erasure)));
  }

  private HttpResponse export(String player, Call call) {
    Optional<String> cursor = Optional.ofNullable(call.request().query("cursor"));
    PlayerFile.Page page;
    try {
      page = file.events(player, cursor);
    } catch (IllegalArgumentException e) {
      return HttpResponse.of(Problem.malformed("'cursor' is not what a page called 'next'"));
    }
    Optional<PlayerFile.Profile> profile = file.profile(player);
    Optional<Seen> seen = sightings.of(player).map(Seen::of);
    return HttpResponse.ok(
        new Export(
            player,
            profile.isPresent() || seen.isPresent() || !page.events().isEmpty(),
            profile.orElse(null),
            seen.orElse(null),
            page.events(),
            page.next().orElse(null)));
  }

  private HttpResponse erase(String player, EraseRequest asked) {
    if (confirmed && !Boolean.TRUE.equals(asked.confirm())) {
      return HttpResponse.of(
          Problem.unprocessable(
              "unconfirmed",
              "The erasure is not confirmed",
              "nothing brings erased data back, and this stage is protected: confirm it, on the"
                  + " command line by --yes"));
    }
    Object before =
        erasures.find(player).<Object>map(PlayerRoutes::progress).orElse(Map.of("player", player));
    Erasure now = erasures.begin(player, Erasure.newId(random), clock.instant());
    return HttpResponse.changed(before, progress(now));
  }

  private HttpResponse erasure(String player) {
    return erasures
        .find(player)
        .map(erasure -> HttpResponse.ok(progress(erasure)))
        .orElseGet(
            () -> HttpResponse.of(Problem.notFound("no erasure of this player is remembered")));
  }

  private static Progress progress(Erasure erasure) {
    return new Progress(
        erasure.player(),
        erasure.id(),
        erasure.asked(),
        erasure.finished().orElse(null),
        Stream.of(ErasurePart.values()).map(part -> progress(part, erasure.state(part))).toList());
  }

  private static PartProgress progress(ErasurePart part, Erasure.State state) {
    return new PartProgress(
        part.key(),
        state.done().isPresent() ? "done" : state.failures() > 0 ? "failing" : "waiting",
        state.done().orElse(null),
        state.failures(),
        state.done().isPresent() ? null : state.reason().orElse(null));
  }
}
