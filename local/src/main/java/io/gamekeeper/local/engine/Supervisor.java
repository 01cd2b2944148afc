package io.gamekeeper.local.engine;

import com.fasterxml.jackson.annotation.JsonValue;
import io.gamekeeper.local.observe.ErrorLog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The supervisor of a server: it restarts a server that dies or hangs, as RDS and ElastiCache do,
 * and knows its state. A server that cannot write because the disk is full is ended, as RDS makes
 * an instance whose storage is full unavailable, and restarted when there is room. A server that
 * was ended on purpose stays down.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html">
 *     status of an RDS instance, "storage-full"</a>
 */
public final class Supervisor implements AutoCloseable {
  /** The room that a start needs: MariaDB creates temporary files of 24 MiB. */
  private static final long LEAST_ROOM_BYTES = 48L << 20;

  private final ServerEngine engine;
  private final Pace pace;
  private final InstantSource clock;
  private final ErrorLog errors;
  private final Thread watcher;

  /** The length of the next outage, if a caller has set it. */
  private volatile @Nullable Duration outage;

  private volatile Health health;

  /** The number of deaths in quick succession. */
  private int deaths;

  private long restartAt;
  private long probeAt;
  private long answeredAt;

  /** The state of a server. */
  public enum State {
    /** It was not started, or was ended on purpose. */
    STOPPED,
    STARTING,
    RUNNING,
    /** Its process runs but does not answer. */
    SILENT,
    /** It died and will be restarted. */
    DOWN;

    /** Returns the state in lower case, for people and programs. */
    @JsonValue
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The health of a server: its state, and since when.
   *
   * @param reason empty if there is none
   */
  public record Health(State state, Instant since, String reason) {
    /** Returns the health in words. */
    public String described() {
      return state.label()
          + " since "
          + since.truncatedTo(ChronoUnit.SECONDS)
          + (reason.isEmpty() ? "" : ": " + reason);
    }
  }

  private Supervisor(ServerEngine engine, Pace pace, InstantSource clock, ErrorLog errors) {
    this.engine = engine;
    this.pace = pace;
    this.clock = clock;
    this.errors = errors;
    this.watcher = Thread.ofVirtual().name("supervisor of " + engine.name()).unstarted(this::watch);
    this.health =
        new Health(engine.isRunning() ? State.RUNNING : State.STOPPED, clock.instant(), "");
    this.answeredAt = System.nanoTime();
  }

  /** Supervises an engine until it is closed; the engine then goes on as it is. */
  public static Supervisor of(
      ServerEngine engine, Pace pace, InstantSource clock, ErrorLog errors) {
    Supervisor supervisor = new Supervisor(engine, pace, clock, errors);
    supervisor.watcher.start();
    return supervisor;
  }

  public ServerEngine engine() {
    return engine;
  }

  /** Returns the server's current health. */
  public Health health() {
    Health known = health;
    // A restart that was requested a moment ago shows at once.
    return engine.isWanted() || known.state() == State.STOPPED
        ? known
        : new Health(State.STOPPED, known.since(), "");
  }

  /**
   * Kills the server; it is restarted after a while.
   *
   * @param lasts how long it stays down; null: as long as one that died by itself
   */
  public void crash(@Nullable Duration lasts) {
    outage = lasts;
    engine.crash();
  }

  @Override
  public void close() {
    watcher.interrupt();
  }

  /** Watches the server in real time until the thread is interrupted. */
  private void watch() {
    try {
      while (true) {
        try {
          look();
        } catch (RuntimeException e) { // a failure of one look does not end the supervision
          errors.note(engine.name(), "looking after it failed: " + e);
        }
        Thread.sleep(pace.look());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    if (!engine.isWanted()) {
      become(State.STOPPED, "");
      deaths = 0;
    } else if (engine.isStarting()) {
      become(State.STARTING, "");
    } else if (engine.isRunning()) {
      probe();
    } else if (health.state() == State.DOWN) {
      bringBackIfDue();
    } else {
      died("its process ended");
    }
  }

  private void probe() {
    long now = System.nanoTime();
    if (health.state() != State.RUNNING && health.state() != State.SILENT) {
      become(State.RUNNING, ""); // somebody started it
      answeredAt = now;
    }
    if (now - probeAt < 0) {
      return;
    }
    probeAt = now + pace.probe().toNanos();
    if (engine.answers(pace.patience())) {
      become(State.RUNNING, "");
      answeredAt = System.nanoTime();
      if (health.since().plus(pace.longestRestart()).isBefore(clock.instant())) {
        deaths = 0;
      }
      return;
    }
    if (isFull()) {
      engine.crash();
      died("the disk is full");
    } else if (now - answeredAt >= pace.silence().toNanos()) {
      engine.crash();
      died("it did not answer for " + pace.silence().toSeconds() + " s");
    } else if (engine.isRunning()) {
      become(State.SILENT, "it does not answer");
    }
  }

  private void died(String reason) {
    deaths++;
    Duration asked = outage;
    outage = null;
    Duration wait = asked == null ? pace.restartAfter(deaths) : asked;
    restartAt = System.nanoTime() + wait.toNanos();
    String told =
        "%s; it starts again after %d s%s"
            .formatted(reason, wait.toSeconds(), deaths > 1 ? ", the " + deaths + ". time" : "");
    become(State.DOWN, told);
    errors.note(engine.name(), told);
  }

  private void bringBackIfDue() {
    if (System.nanoTime() - restartAt < 0) {
      return;
    }
    if (isFull()) {
      become(State.DOWN, "the disk is full; it starts again when there is room");
      return;
    }
    become(State.STARTING, "");
    try {
      engine.bringBack();
      answeredAt = System.nanoTime();
      become(State.RUNNING, "");
    } catch (EngineException e) {
      died(String.valueOf(e.getMessage()));
    }
  }

  private boolean isFull() {
    return engine.room() < LEAST_ROOM_BYTES;
  }

  /** Sets the state; a server is down since it died, even if the reason changes. */
  private void become(State state, String reason) {
    Health before = health;
    if (before.state() != state || !before.reason().equals(reason)) {
      health =
          new Health(state, before.state() == state ? before.since() : clock.instant(), reason);
    }
  }
}
