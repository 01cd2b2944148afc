package io.gamekeeper.fleet.report;

import io.gamekeeper.contract.SessionStream;
import io.gamekeeper.fleet.observe.Log;
import io.gamekeeper.fleet.system.LazyRedis;
import io.gamekeeper.fleet.system.Timing;
import io.gamekeeper.platform.RedisScript;
import io.gamekeeper.platform.RedisScriptException;
import io.gamekeeper.platform.RedisUnavailableException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Reports that sessions began and ended on the {@link SessionStream}, within a second or two, in
 * order and once. Noting never waits. While Redis is away the newest {@link #KEPT} events are kept
 * for it, and older ones are lost and counted; a server that is killed loses its last second.
 */
public final class SessionReports implements AutoCloseable {
  static final int KEPT = 5_000;
  static final Duration BETWEEN = Duration.ofSeconds(1);

  /** Events in one report: as many as one call appends in a millisecond or two. */
  private static final int AT_ONCE = 500;

  /** How long Redis remembers a server's last report: longer than anybody repeats one. */
  private static final Duration REMEMBERED = Duration.ofDays(1);

  /** The number of arguments before the events, and of those of each event. */
  private static final int HEAD = 4;

  private static final RedisScript APPEND =
      RedisScript.of(
          "append-session-events",
          """
          if tonumber(redis.call('GET', KEYS[2]) or '0') >= tonumber(ARGV[1]) then
            return 0
          end
          for i = 4, #ARGV, 3 do
            if ARGV[i + 2] == '' then
              redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[2], '*',
                  'player', ARGV[i], 'at', ARGV[i + 1])
            else
              redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[2], '*',
                  'player', ARGV[i], 'at', ARGV[i + 1], 'length', ARGV[i + 2])
            end
          end
          redis.call('SET', KEYS[2], ARGV[1], 'EX', ARGV[3])
          return (#ARGV - 3) / 3
          """);

  private final @Nullable LazyRedis redis;
  private final Timing timing;
  private final Log log;
  private final List<String> keys;
  private final ReentrantLock sending = new ReentrantLock();

  /** Guards what waits; never held during a call. */
  private final ReentrantLock noting = new ReentrantLock();

  private final Deque<Event> waiting = new ArrayDeque<>();
  private long lost;

  // What is being sent, guarded by sending.
  private List<Event> unanswered = List.of();
  private long number;
  private boolean away;

  /** What happened to a player; the length is that of a session that ended. */
  private record Event(String player, long at, Optional<Duration> length) {}

  /**
   * Creates reports to the Redis at that address.
   *
   * @param address see {@link LazyRedis}; without one nothing is noted
   */
  public SessionReports(Optional<URI> address, Timing timing, Log log) {
    this.redis = address.map(to -> new LazyRedis(to, 1)).orElse(null);
    this.timing = timing;
    this.log = log;
    byte[] id = new byte[Long.BYTES];
    new SecureRandom().nextBytes(id);
    this.keys = List.of(SessionStream.KEY, SessionStream.reported(HexFormat.of().formatHex(id)));
  }

  /** Notes that a session of the player begins. */
  public void began(String player) {
    note(new Event(player, timing.now().toEpochMilli(), Optional.empty()));
  }

  /** Notes that a session of the player ended that was so long. */
  public void ended(String player, Duration length) {
    note(new Event(player, timing.now().toEpochMilli(), Optional.of(length)));
  }

  private void note(Event event) {
    if (redis == null) {
      return;
    }
    noting.lock();
    try {
      if (waiting.size() == KEPT) {
        waiting.removeFirst();
        lost++;
      }
      waiting.addLast(event);
    } finally {
      noting.unlock();
    }
  }

  /** Waits a little and reports what was noted meanwhile. */
  public void sendNext() throws InterruptedException {
    timing.sleep(BETWEEN);
    send();
  }

  /** Reports what was noted; returns whether anything is left of it. */
  private boolean send() {
    LazyRedis to = redis;
    if (to == null) {
      return false;
    }
    sending.lock();
    try {
      do {
        if (unanswered.isEmpty()) {
          unanswered = taken();
          if (unanswered.isEmpty()) {
            return false;
          }
          number++;
        }
        to.get().run(APPEND, keys, arguments(unanswered));
        unanswered = List.of();
        if (away) {
          away = false;
          log.info("sessionReportsResumed", "lost", lost());
        }
      } while (true);
    } catch (RedisUnavailableException | RedisScriptException e) {
      // Repeated with the same number: whether it was appended, Redis knows.
      if (!away) {
        away = true;
        log.warn("sessionReportsDelayed", "why", String.valueOf(e.getMessage()));
      }
      return true;
    } finally {
      sending.unlock();
    }
  }

  private List<Event> taken() {
    noting.lock();
    try {
      List<Event> events = new ArrayList<>();
      while (events.size() < AT_ONCE && !waiting.isEmpty()) {
        events.add(waiting.removeFirst());
      }
      return events;
    } finally {
      noting.unlock();
    }
  }

  /** Returns the number of events that were lost since the server began. */
  long lost() {
    noting.lock();
    try {
      return lost;
    } finally {
      noting.unlock();
    }
  }

  private List<String> arguments(List<Event> events) {
    List<String> arguments = new ArrayList<>(HEAD + 3 * events.size());
    arguments.add(Long.toString(number));
    arguments.add(Integer.toString(SessionStream.KEPT));
    arguments.add(Long.toString(REMEMBERED.toSeconds()));
    for (Event event : events) {
      arguments.add(event.player());
      arguments.add(Long.toString(event.at()));
      arguments.add(event.length().map(length -> Long.toString(length.toMillis())).orElse(""));
    }
    return arguments;
  }

  /** Reports what is left, if Redis answers. */
  @Override
  public void close() {
    if (send()) {
      log.warn("sessionReportsLost");
    }
    if (redis != null) {
      redis.close();
    }
  }
}
