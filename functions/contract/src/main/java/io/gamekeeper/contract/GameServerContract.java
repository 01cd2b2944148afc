package io.gamekeeper.contract;

import java.nio.file.Path;
import java.time.Duration;

/** What the fleet and a game server agree on, beside {@link GameServerEnvironment}. */
public final class GameServerContract {
  /** Its name in metrics, logs, files and units. */
  public static final String SERVICE = "game-server";

  /**
   * Answers 200 once it can take players and until it drains, else 503; no token needed. A full
   * server answers 200 and refuses sessions one by one: who fails this check is replaced.
   */
  public static final String HEALTH_PATH = "/healthz";

  /** Where a player's client opens its WebSocket. */
  public static final String SESSION_PATH = "/v1/session";

  /** The sub-protocol of a session, for clients that offer any: browsers, beside their token. */
  public static final String SESSION_PROTOCOL = "gamekeeper";

  /**
   * Begins the sub-protocol that is a player's token, since a browser's WebSocket can send no
   * header of its own. It is offered, never chosen.
   */
  public static final String TOKEN_PROTOCOL = "bearer.";

  /** Lists the rooms that a server holds. */
  public static final String ROOMS_PATH = "/v1/rooms";

  /** Lifecycle hook: the instance may take players when its server is ready. */
  public static final String READY_HOOK = "ready";

  /** Lifecycle hook: the instance may go when its server has let its players finish. */
  public static final String DRAIN_HOOK = "drain";

  /** The port that a game server listens on, in its instance. */
  public static final int PORT = 7000;

  /** The load balancer closes a connection after nothing was sent on it for this long. */
  public static final Duration BALANCER_IDLE = Duration.ofSeconds(60);

  /**
   * A server closes a connection after nothing was sent on it for this long: later than the load
   * balancer, which otherwise sends a request on a connection that is being closed, and answers it
   * with 502.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html">Connection
   *     idle timeout</a>
   */
  public static final Duration SERVER_IDLE = BALANCER_IDLE.plusSeconds(15);

  /**
   * What a server has beyond its drain: to notice late that it has to go, to close what is left and
   * to end. Only then is the process killed, and are the connections that it still has cut.
   */
  public static final Duration END = Duration.ofSeconds(30);

  private GameServerContract() {}

  /** The group of a stage's servers on on-demand instances. */
  public static String onDemandGroup(String stage) {
    return "gamekeeper-" + stage + "-servers";
  }

  /** The group of a stage's servers on Spot instances. */
  public static String spotGroup(String stage) {
    return "gamekeeper-" + stage + "-servers-spot";
  }

  /** The log group of a stage's servers, embedded metrics included. */
  public static String logGroup(String stage) {
    return "/gamekeeper/" + stage + "/" + SERVICE;
  }

  /** Where the build leaves the reference server's release, below the project's root. */
  public static Path release(Path projectRoot) {
    return projectRoot.resolve("fleet").resolve("target").resolve("game-server.tar.gz");
  }
}
