package io.gamekeeper.fleet;

import io.gamekeeper.fleet.room.Rooms;
import io.gamekeeper.fleet.room.Viewer;
import io.gamekeeper.fleet.system.Json;
import io.gamekeeper.fleet.system.Timing;
import io.github.bucket4j.Bucket;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.jspecify.annotations.Nullable;

/**
 * A player's connection; public, because Jetty calls it. Sends without waiting, up to what {@link
 * Limits} lets wait; asks every {@link #PROBE_EVERY} whether anybody is there, and goes when nobody
 * answers.
 */
public final class PlayerSession extends Session.Listener.AbstractAutoDemanding implements Viewer {
  /** The player opened another session, which goes on in this one's place. */
  static final int REPLACED = 4001;

  static final Duration PROBE_EVERY = Duration.ofSeconds(10);
  static final Duration PROBE_TIMEOUT = Duration.ofSeconds(3);

  /** From the first unanswered probe on; there is one more in between. */
  static final Duration DEAD_AFTER = Duration.ofSeconds(6);

  private final String player;
  private final Sessions sessions;
  private final Timing timing;
  private final Bucket messages;
  private final AtomicInteger waitingMessages = new AtomicInteger();
  private final AtomicInteger waitingBytes = new AtomicInteger();
  private final long openedAt;

  private volatile @Nullable Session session;
  private volatile Rooms.@Nullable Place place;
  private volatile long lastHeard;
  private long lastProbe;
  private long firstUnanswered;
  private boolean awaiting;

  PlayerSession(String player, Sessions sessions, Timing timing, Bucket messages) {
    this.player = player;
    this.sessions = sessions;
    this.timing = timing;
    this.messages = messages;
    this.openedAt = timing.nanos();
    this.lastHeard = openedAt;
    this.lastProbe = openedAt;
  }

  String player() {
    return player;
  }

  Duration age() {
    return Duration.ofNanos(timing.nanos() - openedAt);
  }

  @Override
  public void onWebSocketOpen(Session opened) {
    session = opened;
    if (sessions.opened(this)) {
      Rooms.Place entered = sessions.enter(this);
      place = entered;
      if (!opened.isOpen()) {
        entered.leave(); // it broke before anybody knew what to leave
      }
    }
    super.onWebSocketOpen(opened);
  }

  @Override
  public void onWebSocketText(String text) {
    lastHeard = timing.nanos();
    if (!messages.tryConsume(1)) {
      close(StatusCode.POLICY_VIOLATION, "too many messages");
      return;
    }
    switch (ClientMessage.parse(text)) {
      case ClientMessage.Move(double dx, double dy) -> {
        Rooms.Place at = place;
        if (at != null) {
          at.head(dx, dy);
        }
      }
      case ClientMessage.Ping(long id) ->
          show(
              Json.object(
                  json -> {
                    json.writeStringField("type", "pong");
                    json.writeNumberField("id", id);
                  }));
      case ClientMessage.Malformed(String why) -> close(StatusCode.BAD_PAYLOAD, why);
    }
  }

  @Override
  public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
    callback.succeed();
    close(StatusCode.BAD_DATA, "messages are text");
  }

  @Override
  public void onWebSocketPong(ByteBuffer payload) {
    long now = timing.nanos();
    lastHeard = now;
    if (payload.remaining() == Long.BYTES) {
      long roundTrip = now - payload.getLong();
      if (roundTrip >= 0 && roundTrip <= DEAD_AFTER.toNanos()) {
        sessions.measured(roundTrip);
      }
    }
  }

  @Override
  public void onWebSocketError(Throwable cause) {
    if (!(cause instanceof ClosedChannelException)) {
      sessions.failed(this, cause);
    }
  }

  @Override
  public void onWebSocketClose(int status, String reason, Callback callback) {
    Rooms.Place left = place;
    if (sessions.closed(this) && left != null) {
      left.leave();
    }
    callback.succeed();
  }

  @Override
  public void show(String message) {
    Session to = session;
    if (to == null || !to.isOpen()) {
      return;
    }
    int bytes = message.length();
    if (waitingMessages.incrementAndGet() > Limits.WAITING_MESSAGES
        || waitingBytes.addAndGet(bytes) > Limits.WAITING_BYTES) {
      sessions.tooSlow(this);
      to.disconnect();
      return;
    }
    to.sendText(message, Callback.from(() -> sent(bytes), cause -> to.disconnect()));
  }

  private void sent(int bytes) {
    waitingMessages.decrementAndGet();
    waitingBytes.addAndGet(-bytes);
  }

  /** Probes the connection when it is time, and ends it when nobody answers. */
  void check() {
    long now = timing.nanos();
    boolean silent = awaiting && lastHeard - firstUnanswered < 0;
    if (silent && now - firstUnanswered >= DEAD_AFTER.toNanos()) {
      sessions.dead(this);
      disconnect();
    } else if (now - lastProbe >= (silent ? PROBE_TIMEOUT : PROBE_EVERY).toNanos()) {
      if (!silent) {
        awaiting = true;
        firstUnanswered = now;
      }
      lastProbe = now;
      probe(now);
    }
  }

  private void probe(long now) {
    Session to = session;
    if (to != null && to.isOpen()) {
      to.sendPing(ByteBuffer.allocate(Long.BYTES).putLong(now).flip(), Callback.NOOP);
    }
  }

  /** Ends the session in good order; a client that does not answer is cut off by the probes. */
  void close(int status, String reason) {
    Session to = session;
    if (to != null) {
      to.close(status, reason, Callback.NOOP);
    }
  }

  /** Cuts the connection. */
  void disconnect() {
    Session to = session;
    if (to != null) {
      to.disconnect();
    }
  }
}
