package io.gamekeeper.fleet;

import io.gamekeeper.contract.GameServerContract;
import io.gamekeeper.contract.GameServerEnvironment;
import io.gamekeeper.fleet.claim.Claims;
import io.gamekeeper.fleet.claim.RedisClaims;
import io.gamekeeper.fleet.observe.EmfSender;
import io.gamekeeper.fleet.observe.Log;
import io.gamekeeper.fleet.observe.Metrics;
import io.gamekeeper.fleet.observe.SessionFigures;
import io.gamekeeper.fleet.observe.SessionTraces;
import io.gamekeeper.fleet.report.SessionReports;
import io.gamekeeper.fleet.room.Rooms;
import io.gamekeeper.fleet.system.Background;
import io.gamekeeper.fleet.system.PlainWeb;
import io.gamekeeper.fleet.system.Timing;
import io.gamekeeper.platform.identity.TokenVerifier;
import io.gamekeeper.platform.trace.DaemonTraceSink;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** A game server: put together here, started, drained and stopped. */
public final class GameServer implements AutoCloseable {
  private static final Duration KEYS_FRESHENED = Duration.ofSeconds(15);
  private static final Duration KEYS_MISSING = Duration.ofMillis(500);
  private static final String LOOPBACK = "127.0.0.1";

  /** The number of connections that are not sessions: load balancers' and health checks'. */
  static final int PLAIN_CONNECTIONS = 512;

  private final Log log;
  private final EmfSender emf;
  private final Metrics metrics;
  private final Timing timing;
  private final Duration drainLimit;
  private final Background background;
  private final Rooms rooms;
  private final Claims claims;
  private final SessionReports reports;
  private final Sessions sessions;
  private final Readiness readiness;
  private final Drain drain;
  private final TokenVerifier tokens;
  private final LiveSettings settings;
  private final InstanceWatch instance;
  private final RateLimiter attempts;
  private final RateLimiter requests;
  private final RateLimiter newSessions;
  private final PlainConnections plainConnections;
  private final Listener listener;

  /**
   * Creates a server that is not started.
   *
   * @param variables its environment, see {@link GameServerEnvironment} and {@link Limits}
   * @param leave called when the instance has to go; ends the process
   * @param onReady called when the server can take players
   */
  public GameServer(
      Map<String, String> variables,
      Timing timing,
      RandomGenerator random,
      Log log,
      Consumer<Departure> leave,
      Runnable onReady) {
    GameServerEnvironment environment = GameServerEnvironment.from(variables);
    drainLimit = Duration.ofSeconds(environment.drainSeconds());
    Limits limits = Limits.from(variables);
    this.timing = timing;
    this.log = log;
    PlainWeb web = new PlainWeb(timing);
    background = new Background(timing, log);
    readiness = new Readiness(onReady);
    SessionFigures figures = new SessionFigures();
    settings =
        new LiveSettings(URI.create(environment.configurationUrl()), web, readiness, timing, log);
    rooms = new Rooms(settings, timing, log);
    claims = claims(variables, timing, log);
    reports =
        new SessionReports(
            Optional.ofNullable(variables.get(GameServerEnvironment.CLAIMS_URL)).map(URI::create),
            timing,
            log);
    sessions =
        new Sessions(
            environment.maxPlayers(),
            limits,
            rooms,
            claims,
            figures,
            reports,
            new SessionTraces(
                environment.telemetry().service(),
                DaemonTraceSink.of(variables.get(DaemonTraceSink.ADDRESS)),
                timing,
                // Of its own: sessions begin on many threads, and not every source is for those.
                new Random(random.nextLong()),
                log),
            timing,
            log);
    emf = new EmfSender(URI.create(environment.metricsEndpoint()), timing, random, log);
    metrics =
        new Metrics(
            environment.telemetry(),
            variables.getOrDefault(
                GameServerEnvironment.METRICS_LOG_GROUP,
                environment.telemetry().service() + "-metrics"),
            Optional.ofNullable(variables.get(GameServerEnvironment.RELEASE)),
            Path.of("/proc"),
            sessions::count,
            figures,
            rooms,
            emf::offer,
            timing,
            log);
    drain = new Drain(sessions, timing, log);
    tokens = new TokenVerifier(environment.identity(), timing.clock(), web);
    instance =
        new InstanceWatch(
            URI.create(environment.metadataEndpoint()),
            drainLimit,
            web,
            readiness,
            leave,
            timing,
            log);
    attempts = new RateLimiter(limits.attemptsPerSecond(), 5 * limits.attemptsPerSecond(), timing);
    requests = new RateLimiter(limits.requestsPerSecond(), 2 * limits.requestsPerSecond(), timing);
    newSessions = new RateLimiter(Limits.SESSIONS_PER_SECOND, Limits.SESSIONS_AT_ONCE, timing);
    plainConnections =
        new PlainConnections(PLAIN_CONNECTIONS, GameServerContract.SERVER_IDLE, timing);

    listener =
        new Listener(
            variables.getOrDefault(GameServerEnvironment.ADDRESS, LOOPBACK),
            environment.port(),
            plainConnections,
            webSockets ->
                new Door(
                    tokens,
                    sessions,
                    rooms,
                    readiness,
                    drain,
                    attempts,
                    requests,
                    newSessions,
                    plainConnections,
                    webSockets));
  }

  private static Claims claims(Map<String, String> variables, Timing timing, Log log) {
    String address = variables.get(GameServerEnvironment.CLAIMS_URL);
    return address == null ? Claims.none() : new RedisClaims(URI.create(address), timing, log);
  }

  /**
   * Begins to listen and to look for what it depends on; {@code onReady} runs when all is there.
   *
   * @throws IOException if the port cannot be had
   */
  public void start() throws IOException {
    // First, so that they are on their way while the listener's library is loaded.
    background.repeat("token-keys", this::freshenKeys);
    background.repeat("configuration", settings::poll);
    background.repeat("instance", instance::look);
    listener.start();
    readiness.has(Readiness.Dependency.LISTENER, Readiness.State.OK);
    background.repeat("sessions", this::lookAfterSessions);
    background.repeat("claims", sessions::renewClaims);
    background.repeat("session-reports", reports::sendNext);
    background.repeat("metrics", metrics::sendMinute);
    background.repeat("early-signals", metrics::sendEarly);
    background.repeat("metrics-sender", emf::sendNext);
  }

  /** Counts a start without the ahead-of-time cache. */
  public void aotCacheMissed() {
    metrics.aotCacheMissed();
  }

  public int port() {
    return listener.port();
  }

  /** Returns how long players may stay once the server is told to go. */
  public Duration drainLimit() {
    return drainLimit;
  }

  Sessions sessions() {
    return sessions;
  }

  PlainConnections plainConnections() {
    return plainConnections;
  }

  /** Lets the players finish, at most until the departure's limit; then the server may close. */
  public void drain(Departure departure) throws InterruptedException {
    drain.run(departure);
  }

  @Override
  public void close() {
    background.close();
    rooms.close();
    try {
      listener.stop();
    } catch (IllegalStateException e) {
      log.error("stopFailed", e);
    }
    claims.close();
    reports.close();
  }

  private void freshenKeys() throws InterruptedException {
    boolean there = tokens.isReady();
    if (there) {
      readiness.has(Readiness.Dependency.TOKEN_KEYS, Readiness.State.OK);
    } else {
      readiness.misses(Readiness.Dependency.TOKEN_KEYS);
    }
    timing.sleep(there ? KEYS_FRESHENED : KEYS_MISSING);
  }

  private void lookAfterSessions() throws InterruptedException {
    sessions.check();
    plainConnections.check();
    attempts.forgetFull();
    requests.forgetFull();
    newSessions.forgetFull();
  }
}
