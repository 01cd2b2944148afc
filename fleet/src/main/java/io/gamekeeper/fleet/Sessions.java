package io.gamekeeper.fleet;

import io.gamekeeper.fleet.claim.Claim;
import io.gamekeeper.fleet.claim.Claims;
import io.gamekeeper.fleet.observe.Log;
import io.gamekeeper.fleet.observe.SessionFigures;
import io.gamekeeper.fleet.observe.SessionTraces;
import io.gamekeeper.fleet.report.SessionReports;
import io.gamekeeper.fleet.room.Rooms;
import io.gamekeeper.fleet.room.Spot;
import io.gamekeeper.fleet.system.Json;
import io.gamekeeper.fleet.system.Timing;
import io.gamekeeper.platform.identity.Verdict;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of a server: one per player, and a limited number in all. A session that is over
 * counts until its connection is closed, for which it has {@link PlayerSession#CLOSING}.
 */
final class Sessions {
  private static final Duration BETWEEN_CHECKS = Duration.ofSeconds(1);

  /** How long a session can outlive its claim. */
  static final Duration BETWEEN_RENEWALS = Duration.ofSeconds(1);

  private final int limit;
  private final int limitPerAddress;
  private final Rooms rooms;
  private final Claims claims;
  private final Timing timing;
  private final Log log;
  private final SessionFigures figures;
  private final SessionReports reports;
  private final SessionTraces traces;
  private final RateLimiter messages;
  private final ConcurrentMap<String, PlayerSession> open = new ConcurrentHashMap<>();

  /** For each player, the session whose place another session took, or that found no place. */
  private final ConcurrentMap<String, PlayerSession> leaving = new ConcurrentHashMap<>();

  Sessions(
      int limit,
      Limits limits,
      Rooms rooms,
      Claims claims,
      SessionFigures figures,
      SessionReports reports,
      SessionTraces traces,
      Timing timing,
      Log log) {
    this.limit = limit;
    this.limitPerAddress = limits.sessionsPerAddress();
    this.rooms = rooms;
    this.claims = claims;
    this.figures = figures;
    this.reports = reports;
    this.traces = traces;
    this.timing = timing;
    this.log = log;
    this.messages =
        new RateLimiter(limits.messagesPerSecond(), 2 * limits.messagesPerSecond(), timing);
  }

  /** Returns the number of players with a session. */
  int count() {
    return open.size();
  }

  /** Returns the number of connections, including those whose session is over. */
  int connections() {
    return open.size() + leaving.size();
  }

  boolean isFull() {
    return connections() >= limit;
  }

  boolean has(String player) {
    return open.containsKey(player);
  }

  int limit() {
    return limit;
  }

  /**
   * Returns whether the player may have a session: there is space, or the player holds one already.
   */
  boolean admits(String player) {
    return !isFull() || open.containsKey(player);
  }

  /** Returns whether other players at that address hold as many sessions as are allowed there. */
  boolean isCrowded(String address, String player) {
    return !CallerAddress.isEverybodys(address)
        && open.values().stream()
                .filter(
                    session ->
                        session.address().equals(address) && !session.player().equals(player))
                .count()
            >= limitPerAddress;
  }

  /**
   * Creates a session that has no connection yet.
   *
   * @param traceHeader of the request that asks for it
   */
  PlayerSession create(Verdict.Player player, String address, @Nullable String traceHeader) {
    Bucket allowance = messages.newBucket();
    return new PlayerSession(player, address, traces.of(traceHeader), this, timing, allowance);
  }

  /** Checks every session, once per second. */
  void check() throws InterruptedException {
    timing.sleep(BETWEEN_CHECKS);
    open.values().forEach(PlayerSession::check);
    leaving.values().forEach(PlayerSession::check);
  }

  /** Renews the claims, once per second; ends the sessions that another server has taken over. */
  void renewClaims() throws InterruptedException {
    timing.sleep(BETWEEN_RENEWALS);
    List<PlayerSession> sessions = List.copyOf(open.values());
    Set<Claim> lost =
        Set.copyOf(
            claims.renew(
                sessions.stream().map(PlayerSession::held).flatMap(Optional::stream).toList()));
    sessions.stream().filter(session -> lost.contains(session.claim())).forEach(this::takenOver);
  }

  private void takenOver(PlayerSession session) {
    if (open.remove(session.player(), session)) {
      session.vacate();
      leave(session, PlayerSession.REPLACED, "replaced by a newer session");
      reports.ended(session.player(), session.age());
    }
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
    leaving.values().forEach(PlayerSession::disconnect);
  }

  /**
   * Notes a connection, which ends the player's earlier one; returns false if there is no space.
   */
  boolean opened(PlayerSession session) {
    PlayerSession earlier = open.put(session.player(), session);
    if (earlier != null) {
      leave(earlier, PlayerSession.REPLACED, "replaced by a newer session");
      reports.ended(earlier.player(), earlier.age());
    } else if (connections() > limit) {
      // More than the free places were admitted at the same moment.
      open.remove(session.player(), session);
      leave(session, StatusCode.TRY_AGAIN_LATER, "the server is full");
      return false;
    }
    return true;
  }

  /**
   * Closes a session that is over; a player has at most one such session, an earlier one is cut
   * off.
   */
  private void leave(PlayerSession session, int status, String reason) {
    PlayerSession earlier = leaving.put(session.player(), session);
    session.close(status, reason);
    if (earlier != null) {
      earlier.disconnect();
    }
    if (session.isGone()) {
      leaving.remove(session.player(), session);
    }
  }

  Rooms.Place enter(PlayerSession session) {
    Optional<Spot> before =
        claims.areShared()
            ? session.trace().calling("Redis", "take-claim", () -> claims.take(session.claim()))
            : Optional.empty();
    return rooms.enter(session.player(), session, before);
  }

  /** Notes that the session has a place now. */
  void entered(PlayerSession session) {
    session.held().ifPresent(claims::tell);
    reports.began(session.player());
  }

  /**
   * Notes that a connection is gone; returns false if the player's newer session took its place.
   */
  boolean closed(PlayerSession session) {
    leaving.remove(session.player(), session);
    boolean current = open.remove(session.player(), session);
    if (current) {
      session.held().ifPresent(claims::tell);
      reports.ended(session.player(), session.age());
    }
    return current;
  }

  void measured(PlayerSession session, long roundTripNanos) {
    figures.latency(session.player(), roundTripNanos);
  }

  void tooSlow(PlayerSession session) {
    cut(session, "slow reader");
  }

  void dead(PlayerSession session) {
    cut(session, "no answer to probes");
  }

  private void cut(PlayerSession session, String why) {
    session.trace().cut(why);
    log.info(
        "sessionCut",
        "player",
        session.player(),
        "correlationId",
        session.trace().id(),
        "why",
        why);
  }

  void failed(PlayerSession session, Throwable cause) {
    session.trace().failed(cause);
    if (log.writes(Log.Level.DEBUG)) {
      log.write(
          Log.Level.DEBUG,
          "sessionFailed",
          null,
          "player",
          session.player(),
          "correlationId",
          session.trace().id(),
          "why",
          cause.toString());
    }
  }
}
