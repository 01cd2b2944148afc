package io.gamekeeper.players;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.jspecify.annotations.Nullable;

/** A session of one player. It must be public for Jetty, which calls it. */
public final class GameSession implements Session.Listener.AutoDemanding {
  private static final String DRAIN = "{\"type\":\"drain\"";
  private static final String PONG = "{\"type\":\"pong\",\"id\":";

  private final SessionRecord record;
  private final CompletableFuture<Ending> ending = new CompletableFuture<>();
  private volatile @Nullable Session session;

  /** The reasons for which a player needs another session. */
  enum Ending {
    /** The server announced that it leaves; the session is still open. */
    DRAINED,
    /** The session is closed, whoever closed it. */
    CLOSED
  }

  GameSession(SessionRecord record) {
    this.record = record;
  }

  /** Waits that long for the session to end; empty if it did not. */
  Optional<Ending> await(Duration duration) throws InterruptedException {
    try {
      return Optional.of(ending.get(duration.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException("an ending is never a failure", e);
    }
  }

  /** Heads in a direction, at full speed if its length is 1. */
  void move(double dx, double dy) {
    send(String.format(Locale.ROOT, "{\"type\":\"move\",\"dx\":%.3f,\"dy\":%.3f}", dx, dy));
  }

  /** Asks for an answer; when it comes, the round trip is recorded. */
  void ping() {
    send("{\"type\":\"ping\",\"id\":" + System.nanoTime() + "}");
  }

  private void send(String message) {
    requireNonNull(session).sendText(message, Callback.NOOP);
  }

  /** Closes the session if it is open. */
  void close() {
    requireNonNull(session).close(StatusCode.NORMAL, "left", Callback.NOOP);
  }

  @Override
  public void onWebSocketOpen(Session opened) {
    session = opened;
  }

  /**
   * Reads only the beginning of a message: a thousand players cannot afford to read all that is
   * shown to them.
   */
  @Override
  public void onWebSocketText(String message) {
    if (message.startsWith(PONG)) {
      long sentAt = Long.parseLong(message, PONG.length(), message.length() - 1, 10);
      record.roundTrip(System.nanoTime() - sentAt);
    } else if (message.startsWith(DRAIN)) {
      ending.complete(Ending.DRAINED);
    }
  }

  /** Does nothing, because the session is closed next. */
  @Override
  public void onWebSocketError(Throwable cause) {}

  @Override
  public void onWebSocketClose(int status, @Nullable String reason, Callback callback) {
    ending.complete(Ending.CLOSED);
    callback.succeed();
  }
}
