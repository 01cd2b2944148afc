package io.gamekeeper.fleet;

import io.gamekeeper.contract.GameServerContract;
import io.gamekeeper.fleet.room.Rooms;
import io.gamekeeper.fleet.system.Json;
import io.gamekeeper.platform.http.Problem;
import io.gamekeeper.platform.identity.TokenVerifier;
import io.gamekeeper.platform.identity.Verdict;
import io.gamekeeper.platform.trace.TraceHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.jspecify.annotations.Nullable;

/** The HTTP side of a server, where sessions begin. */
final class Door extends Handler.Abstract {
  private static final List<String> METHODS = List.of("GET", "HEAD");
  private static final Duration RETRY_ELSEWHERE = Duration.ofSeconds(1);
  private static final Duration RETRY_LATER = Duration.ofSeconds(5);

  private final TokenVerifier tokens;
  private final Sessions sessions;
  private final Rooms rooms;
  private final Readiness readiness;
  private final Drain drain;
  private final RateLimiter attempts;
  private final RateLimiter requests;
  private final RateLimiter newSessions;
  private final PlainConnections connections;
  private final ServerWebSocketContainer webSockets;

  Door(
      TokenVerifier tokens,
      Sessions sessions,
      Rooms rooms,
      Readiness readiness,
      Drain drain,
      RateLimiter attempts,
      RateLimiter requests,
      RateLimiter newSessions,
      PlainConnections connections,
      ServerWebSocketContainer webSockets) {
    this.tokens = tokens;
    this.sessions = sessions;
    this.rooms = rooms;
    this.readiness = readiness;
    this.drain = drain;
    this.attempts = attempts;
    this.requests = requests;
    this.newSessions = newSessions;
    this.connections = connections;
    this.webSockets = webSockets;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    connections.served(request.getConnectionMetaData().getConnection());
    String path = Request.getPathInContext(request);
    if (path.equals(GameServerContract.HEALTH_PATH)) {
      health(response, callback);
      return true;
    }
    drain.requestBegins();
    Callback counted = Callback.from(callback, drain::requestEnds);
    if (drain.isDraining()) {
      // The load balancer must not keep a connection that is about to go.
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    if (!METHODS.contains(request.getMethod())) {
      response.getHeaders().put(HttpHeader.ALLOW, String.join(", ", METHODS));
      Problem problem =
          Problem.of("method-not-allowed", 405, "Method not allowed", "only GET and HEAD are");
      refuse(problem, response, counted);
      return true;
    }
    switch (path) {
      case GameServerContract.ROOMS_PATH -> rooms(request, response, counted);
      case GameServerContract.SESSION_PATH -> session(request, response, counted);
      default -> refuse(Problem.notFound("there is nothing at this path"), response, counted);
    }
    return true;
  }

  private void health(Response response, Callback callback) {
    String status =
        drain.isDraining()
            ? "draining"
            : !readiness.isReady() ? "starting" : sessions.isFull() ? "full" : "ready";
    String body =
        Json.object(
            json -> {
              json.writeStringField("status", status);
              json.writeNumberField("sessions", sessions.count());
              json.writeNumberField("sessionLimit", sessions.limit());
              json.writeObjectFieldStart("dependencies");
              readiness.write(json);
              json.writeEndObject();
            });
    boolean well = readiness.isReady() && !drain.isDraining();
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    send(well ? 200 : 503, "application/json", body, response, callback);
  }

  private void rooms(Request request, Response response, Callback callback) {
    switch (tokens.verify(request.getHeaders().get(HttpHeader.AUTHORIZATION))) {
      case Verdict.Player(String player, _) -> {
        if (requests.allows(player)) {
          send(200, "application/json", roomList(), response, callback);
        } else {
          refuse(Problem.tooManyRequests(RETRY_ELSEWHERE), response, callback);
        }
      }
      case Verdict.Refused refused -> unauthorized(refused, request, response, callback);
      case Verdict.Unverifiable() -> refuse(Problem.unavailable(RETRY_LATER), response, callback);
    }
  }

  private String roomList() {
    List<Rooms.Overview> list = rooms.list();
    return Json.object(
        json -> {
          json.writeNumberField("players", sessions.count());
          json.writeArrayFieldStart("rooms");
          for (Rooms.Overview room : list) {
            json.writeStartObject();
            json.writeStringField("id", room.id());
            json.writeNumberField("players", room.players());
            json.writeNumberField("capacity", room.capacity());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  private void session(Request request, Response response, Callback callback) {
    if (drain.isDraining()) {
      refuse(
          new Problem("draining", 503, "This server is shutting down", null, RETRY_ELSEWHERE),
          response,
          callback);
      return;
    }
    String address = address(request);
    if (!attempts.allows(address)) {
      refuse(Problem.tooManyRequests(RETRY_LATER), response, callback);
      return;
    }
    switch (tokens.verify(authorization(request))) {
      case Verdict.Player player -> {
        if (!newSessions.allows(player.id()) || sessions.isCrowded(address, player.id())) {
          refuse(Problem.tooManyRequests(RETRY_LATER), response, callback);
        } else if (sessions.admits(player.id())) {
          upgrade(player, address, request, response, callback);
        } else {
          refuse(
              new Problem("server-full", 503, "This server is full", null, RETRY_ELSEWHERE),
              response,
              callback);
        }
      }
      case Verdict.Refused(var reason) ->
          refuse(Problem.unauthorized(reason.text()), response, callback);
      case Verdict.Unverifiable() -> refuse(Problem.unavailable(RETRY_LATER), response, callback);
    }
  }

  /**
   * Returns the token's header, or what a browser sends in its place. No other site can misuse
   * that: a token is not a cookie, which browsers would send along by themselves.
   */
  private static @Nullable String authorization(Request request) {
    String header = request.getHeaders().get(HttpHeader.AUTHORIZATION);
    if (header != null) {
      return header;
    }
    return request.getHeaders().getCSV(HttpHeader.SEC_WEBSOCKET_SUBPROTOCOL, false).stream()
        .filter(protocol -> protocol.startsWith(GameServerContract.TOKEN_PROTOCOL))
        .findFirst()
        .map(protocol -> "Bearer " + protocol.substring(GameServerContract.TOKEN_PROTOCOL.length()))
        .orElse(null);
  }

  private void upgrade(
      Verdict.Player player,
      String address,
      Request request,
      Response response,
      Callback callback) {
    boolean done =
        webSockets.upgrade(
            (upgrade, answer, failed) -> {
              // Compression would cost each connection a window that dwarfs what is sent.
              answer.setExtensions(List.of());
              if (upgrade.hasSubProtocol(GameServerContract.SESSION_PROTOCOL)) {
                answer.setAcceptedSubProtocol(GameServerContract.SESSION_PROTOCOL);
              }
              return sessions.create(player, address, request.getHeaders().get(TraceHeader.NAME));
            },
            request,
            response,
            callback);
    if (!done) {
      response.getHeaders().put(HttpHeader.UPGRADE, "websocket");
      refuse(
          Problem.of("upgrade-required", 426, "A session needs a WebSocket", null),
          response,
          callback);
    }
  }

  /**
   * Refuses a bad token, which counts against the caller's address; good players at that address
   * have an allowance of their own.
   */
  private void unauthorized(
      Verdict.Refused refused, Request request, Response response, Callback callback) {
    refuse(
        attempts.allows(address(request))
            ? Problem.unauthorized(refused.reason().text())
            : Problem.tooManyRequests(RETRY_LATER),
        response,
        callback);
  }

  private static String address(Request request) {
    return CallerAddress.of(
        Request.getRemoteAddr(request), request.getHeaders().getCSV("X-Forwarded-For", false));
  }

  /** Answers with a problem document. */
  static void refuse(Problem problem, Response response, Callback callback) {
    Duration retryAfter = problem.retryAfter();
    if (retryAfter != null) {
      response.getHeaders().put(HttpHeader.RETRY_AFTER, retryAfter.toSeconds());
    }
    if (problem.status() == 401) {
      response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
    }
    String body =
        Json.object(
            json -> {
              json.writeStringField("type", problem.type());
              json.writeStringField("title", problem.title());
              json.writeNumberField("status", problem.status());
              if (problem.detail() != null) {
                json.writeStringField("detail", problem.detail());
              }
            });
    send(problem.status(), "application/problem+json", body, response, callback);
  }

  private static void send(
      int status, String type, String body, Response response, Callback callback) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
    response.write(true, ByteBuffer.wrap(bytes), callback);
  }
}
