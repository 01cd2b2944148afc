package io.gamekeeper.fleet;

import io.gamekeeper.fleet.claim.Claim;
import io.gamekeeper.fleet.claim.Claims;
import io.gamekeeper.fleet.observe.SessionTrace;
import io.gamekeeper.fleet.room.Rooms;
import io.gamekeeper.fleet.room.Viewer;
import io.gamekeeper.fleet.system.Json;
import io.gamekeeper.fleet.system.Timing;
import io.gamekeeper.platform.identity.Verdict;
import io.github.bucket4j.Bucket;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.jspecify.annotations.Nullable;

/**
 * A player's connection; public, because Jetty calls it. Sends without waiting, up to what {@link
 * Limits} lets wait; probes the client every {@link #PROBE_EVERY}, and ends when no answer comes.
 */
public final class PlayerSession extends Session.Listener.AbstractAutoDemanding implements Viewer {
  /** The player opened another session, which goes on in this one's place. */
  static final int REPLACED = 4001;

  /** The token with which the session was opened has expired. */
  static final int TOKEN_EXPIRED = 4002;

  static final Duration PROBE_EVERY = Duration.ofSeconds(10);
  static final Duration PROBE_TIMEOUT = Duration.ofSeconds(3);

  /**
   * The time from the first unanswered probe to the end of the session; one more probe is sent in
   * between.
   */
  static final Duration DEAD_AFTER = Duration.ofSeconds(6);

  /** How long a client may take to close its end. */
  static final Duration CLOSING = Duration.ofSeconds(3);

  private final String player;
  private final String address;
  private final Instant tokenEnds;
  private final Claim claim;
  private final SessionTrace trace;
  private final Probe probe = new Probe();
  private final Sessions sessions;
  private final Timing timing;
  private final Bucket frames;
  private final AtomicInteger waitingMessages = new AtomicInteger();
  private final AtomicInteger waitingBytes = new AtomicInteger();
  private final StringBuilder received = new StringBuilder();
  private final long openedAt;

  private volatile @Nullable Session session;
  private volatile Rooms.@Nullable Place place;
  private volatile long lastHeard;
  private volatile long closingSince;
  private volatile boolean closing;
  private volatile boolean gone;
  private int receivedBytes;
  private long lastProbe;
  private long firstUnanswered;
  private boolean awaiting;

  PlayerSession(
      Verdict.Player player,
      String address,
      SessionTrace trace,
      Sessions sessions,
      Timing timing,
      Bucket frames) {
    this.trace = trace;
    this.player = player.id();
    this.tokenEnds = player.notAfter();
    this.claim = new Claim(player.id());
    this.address = address;
    this.sessions = sessions;
    this.timing = timing;
    this.frames = frames;
    this.openedAt = timing.nanos();
    this.lastHeard = openedAt;
    this.lastProbe = openedAt;
  }

  String player() {
    return player;
  }

  String address() {
    return address;
  }

  Claim claim() {
    return claim;
  }

  SessionTrace trace() {
    return trace;
  }

  /** Returns what the server has of the player; empty before the player has a place. */
  Optional<Claims.Held> held() {
    Rooms.Place at = place;
    return at == null ? Optional.empty() : Optional.of(new Claims.Held(claim, at.spot()));
  }

  /** Gives up the place, because the player has one on another server. */
  void vacate() {
    Rooms.Place at = place;
    if (at != null) {
      at.vacate();
    }
  }

  /** Returns whether its connection is closed at both ends. */
  boolean isGone() {
    return gone;
  }

  Duration age() {
    return Duration.ofNanos(timing.nanos() - openedAt);
  }

  @Override
  public void onWebSocketOpen(Session opened) {
    session = opened;
    trace.begin(player);
    if (sessions.opened(this)) {
      Rooms.Place entered = sessions.enter(this);
      place = entered;
      sessions.entered(this);
      if (!opened.isOpen()) {
        entered.leave(); // it broke before anybody knew what to leave
      }
    }
    super.onWebSocketOpen(opened);
  }

  @Override
  public void onWebSocketPartialText(String part, boolean last) {
    if (!takesFrame()) {
      return;
    }
    receivedBytes += part.getBytes(StandardCharsets.UTF_8).length;
    if (receivedBytes > Limits.MESSAGE_BYTES) {
      close(StatusCode.MESSAGE_TOO_LARGE, "a message is too large");
      return;
    }
    received.append(part);
    if (last) {
      String message = received.toString();
      received.setLength(0);
      receivedBytes = 0;
      take(ClientMessage.parse(message));
    }
  }

  private void take(ClientMessage message) {
    switch (message) {
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
  public void onWebSocketPartialBinary(ByteBuffer payload, boolean last, Callback callback) {
    callback.succeed();
    close(StatusCode.BAD_DATA, "messages are text");
  }

  /**
   * Returns whether a frame that has come is read: none is once the session closes. Each frame
   * costs, for control frames and empty parts of messages are work, too.
   */
  private boolean takesFrame() {
    lastHeard = timing.nanos();
    if (!closing && !frames.tryConsume(1)) {
      close(StatusCode.POLICY_VIOLATION, "too many messages");
    }
    return !closing;
  }

  @Override
  public void onWebSocketPing(ByteBuffer payload) {
    Session to = session;
    if (takesFrame() && to != null && maySend(payload.remaining())) {
      int bytes = payload.remaining();
      ByteBuffer copy = ByteBuffer.allocate(bytes).put(payload).flip();
      to.sendPong(copy, Callback.from(() -> sent(bytes), cause -> to.disconnect()));
    }
  }

  /**
   * Measures the round trip if this is the answer to a probe: only the client that got the probe
   * knows its content.
   */
  @Override
  public void onWebSocketPong(ByteBuffer payload) {
    long now = timing.nanos();
    if (takesFrame()) {
      probe.answered(payload, now).ifPresent(nanos -> sessions.measured(this, nanos));
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
    gone = true;
    trace.end(player, status, reason);
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
    if (maySend(bytes)) {
      to.sendText(message, Callback.from(() -> sent(bytes), cause -> to.disconnect()));
    }
  }

  /** Returns whether more may wait for the client; if not, the session is cut. */
  private boolean maySend(int bytes) {
    boolean fits =
        waitingMessages.incrementAndGet() <= Limits.WAITING_MESSAGES
            && waitingBytes.addAndGet(bytes) <= Limits.WAITING_BYTES;
    if (!fits) {
      sessions.tooSlow(this);
      disconnect();
    }
    return fits;
  }

  private void sent(int bytes) {
    waitingMessages.decrementAndGet();
    waitingBytes.addAndGet(-bytes);
  }

  /**
   * Ends the session with its token. Probes the connection when it is time, and cuts it when nobody
   * answers or closes it.
   */
  void check() {
    long now = timing.nanos();
    if (closing) {
      if (now - closingSince >= CLOSING.toNanos()) {
        disconnect();
      }
      return;
    }
    if (!timing.now().isBefore(tokenEnds)) {
      close(TOKEN_EXPIRED, "the token has expired");
      return;
    }
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
      ask(now, silent);
    }
  }

  private void ask(long now, boolean again) {
    Session to = session;
    if (to != null && to.isOpen()) {
      to.sendPing(probe.ask(now, again), Callback.NOOP);
    }
  }

  /** Ends the session in good order; a client that has not closed in time is cut off. */
  void close(int status, String reason) {
    Session to = session;
    if (to != null && !closing) {
      closingSince = timing.nanos();
      closing = true;
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
