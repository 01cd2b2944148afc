package io.gamekeeper.contract;

import java.nio.file.Path;
import java.time.Duration;

/** The agreements between the fleet and a game server, beside {@link GameServerEnvironment}. */
public final class GameServerContract {
  /** The server's name in metrics, logs, files and units. */
  public static final String SERVICE = "game-server";

  /**
   * The path of the health check: 200 once the server can take players and until it drains, else
   * 503; no token needed. A full server answers 200 and refuses sessions one by one, because a
   * server that fails this check is replaced.
   */
  public static final String HEALTH_PATH = "/healthz";

  /** The path at which a player's client opens its WebSocket. */
  public static final String SESSION_PATH = "/v1/session";

  /** The sub-protocol of a session, for clients that offer any: browsers, beside their token. */
  public static final String SESSION_PROTOCOL = "gamekeeper";

  /**
   * The prefix of the sub-protocol that carries a player's token, since a browser's WebSocket can
   * send no header of its own. It is offered, never chosen.
   */
  public static final String TOKEN_PROTOCOL = "bearer.";

  /** The path that lists the rooms of a server. */
  public static final String ROOMS_PATH = "/v1/rooms";

  /** Lifecycle hook: the instance may take players when its server is ready. */
  public static final String READY_HOOK = "ready";

  /** Lifecycle hook: the instance may go when its server has let its players finish. */
  public static final String DRAIN_HOOK = "drain";

  /** The port that a game server listens on, in its instance. */
  public static final int PORT = 7000;

  /** The time without traffic after which the load balancer closes a connection. */
  public static final Duration BALANCER_IDLE = Duration.ofSeconds(60);

  /**
   * The time without traffic after which a server closes a connection: longer than the load
   * balancer's, which would otherwise send a request on a connection that is being closed, and
   * answer it with 502.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html">Connection
   *     idle timeout</a>
   */
  public static final Duration SERVER_IDLE = BALANCER_IDLE.plusSeconds(15);

  /**
   * The time that a server has beyond its drain: to notice late that it has to go, to close what is
   * left and to end. Only then are the process killed and its remaining connections cut.
   */
  public static final Duration END = Duration.ofSeconds(30);

  private GameServerContract() {}

  /** Returns the name of the group of a stage's servers on on-demand instances. */
  public static String onDemandGroup(String stage) {
    return "gamekeeper-" + stage + "-servers";
  }

  /** Returns the name of the group of a stage's servers on Spot instances. */
  public static String spotGroup(String stage) {
    return "gamekeeper-" + stage + "-servers-spot";
  }

  /** Returns the log group of a stage's servers, which also holds embedded metrics. */
  public static String logGroup(String stage) {
    return LogGroups.prefix(stage) + SERVICE;
  }

  /**
   * Returns the path where the build leaves the reference server's release, below the project's
   * root.
   */
  public static Path release(Path projectRoot) {
    return projectRoot.resolve("fleet").resolve("target").resolve("game-server.tar.gz");
  }
}
