package io.gamekeeper.fleet;

import io.gamekeeper.fleet.observe.Log;
import io.gamekeeper.fleet.observe.SessionFigures;
import io.gamekeeper.fleet.room.Rooms;
import io.gamekeeper.fleet.system.Json;
import io.gamekeeper.fleet.system.Timing;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.eclipse.jetty.websocket.api.StatusCode;

/** The open sessions of a server: at most one per player, and at most so many in all. */
final class Sessions {
  private static final Duration BETWEEN_CHECKS = Duration.ofSeconds(1);

  private final int limit;
  private final Rooms rooms;
  private final Timing timing;
  private final Log log;
  private final SessionFigures figures;
  private final RateLimiter messages;
  private final ConcurrentMap<String, PlayerSession> open = new ConcurrentHashMap<>();

  Sessions(
      int limit,
      int messagesPerSecond,
      Rooms rooms,
      SessionFigures figures,
      Timing timing,
      Log log) {
    this.limit = limit;
    this.rooms = rooms;
    this.figures = figures;
    this.timing = timing;
    this.log = log;
    this.messages = new RateLimiter(messagesPerSecond, 2 * messagesPerSecond, timing);
  }

  int count() {
    return open.size();
  }

  boolean has(String player) {
    return open.containsKey(player);
  }

  int limit() {
    return limit;
  }

  /** Whether the player may have a session: there is space, or the player holds one already. */
  boolean admits(String player) {
    return open.size() < limit || open.containsKey(player);
  }

  PlayerSession create(String player) {
    Bucket allowance = messages.newBucket();
    return new PlayerSession(player, this, timing, allowance);
  }

  /** Checks every session, once per second. */
  void check() throws InterruptedException {
    timing.sleep(BETWEEN_CHECKS);
    open.values().forEach(PlayerSession::check);
  }

  /** Tells everybody that the server is going. */
  void announceDrain(Duration left) {
    String message =
        Json.object(
            json -> {
              json.writeStringField("type", "drain");
              json.writeNumberField("seconds", left.toSeconds());
            });
    open.values().forEach(session -> session.show(message));
  }

  /** Closes whatever is still open. */
  void closeAll() {
    open.values()
        .forEach(session -> session.close(StatusCode.SHUTDOWN, "the server is going away"));
  }

  void disconnectAll() {
    open.values().forEach(PlayerSession::disconnect);
  }

  /** A connection is there; the player's earlier one, if any, ends. False if there is no space. */
  boolean opened(PlayerSession session) {
    PlayerSession earlier = open.put(session.player(), session);
    if (earlier != null) {
      earlier.close(PlayerSession.REPLACED, "replaced by a newer session");
      figures.ended(earlier.age());
    } else if (open.size() > limit) {
      // More than the free places were admitted at the same moment.
      open.remove(session.player(), session);
      session.close(StatusCode.TRY_AGAIN_LATER, "the server is full");
      return false;
    }
    return true;
  }

  Rooms.Place enter(PlayerSession session) {
    return rooms.enter(session.player(), session);
  }

  /** A connection is gone. False if the player's newer session took its place. */
  boolean closed(PlayerSession session) {
    boolean current = open.remove(session.player(), session);
    if (current) {
      figures.ended(session.age());
    }
    return current;
  }

  void measured(long roundTripNanos) {
    figures.latency(roundTripNanos);
  }

  void tooSlow(PlayerSession session) {
    log.info("sessionCut", "player", session.player(), "why", "slow reader");
  }

  void dead(PlayerSession session) {
    log.info("sessionCut", "player", session.player(), "why", "no answer to probes");
  }

  void failed(PlayerSession session, Throwable cause) {
    if (log.writes(Log.Level.DEBUG)) {
      log.write(
          Log.Level.DEBUG,
          "sessionFailed",
          null,
          "player",
          session.player(),
          "why",
          cause.toString());
    }
  }
}
