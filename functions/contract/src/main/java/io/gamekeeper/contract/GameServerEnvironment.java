package io.gamekeeper.contract;

import java.util.HashMap;
import java.util.Map;

/**
 * The environment of a game server on its instance: the variables of {@code
 * /etc/gamekeeper/game-server.env}. The servers of other studios read the same.
 *
 * @param port the port it listens on, for players and health checks
 * @param maxPlayers how many sessions it holds; one more is refused
 * @param drainSeconds how long players may finish what they play once it is told to go
 * @param configurationUrl the address at which the AppConfig agent serves {@link
 *     GameServerSettings}
 * @param metricsEndpoint where the CloudWatch agent takes embedded metrics, for instance {@code
 *     tcp://127.0.0.1:25888}
 * @param metadataEndpoint address of the instance's metadata service
 * @param identity the issuer of players' tokens
 * @param telemetry its name in metrics and logs
 */
public record GameServerEnvironment(
    int port,
    int maxPlayers,
    int drainSeconds,
    String configurationUrl,
    String metricsEndpoint,
    String metadataEndpoint,
    IdentityEnvironment identity,
    TelemetryEnvironment telemetry) {
  public static final String PORT = "GAME_SERVER_PORT";

  /** The address that it listens on; without it only its own machine reaches it. */
  public static final String ADDRESS = "GAME_SERVER_ADDRESS";

  public static final String MAX_PLAYERS = "GAME_SERVER_MAX_PLAYERS";
  public static final String DRAIN_SECONDS = "GAME_SERVER_DRAIN_SECONDS";
  public static final String CONFIGURATION_URL = "GAME_SERVER_CONFIGURATION_URL";

  /** The embedded metric format's own name. */
  public static final String METRICS_ENDPOINT = "AWS_EMF_AGENT_ENDPOINT";

  /**
   * The embedded metric format's own name: the log group that documents of metrics must name, or
   * the agent files them under one of its own.
   */
  public static final String METRICS_LOG_GROUP = "AWS_EMF_LOG_GROUP_NAME";

  /**
   * X-Ray's own name: who takes trace documents by UDP, {@code HOST:PORT}; without it nothing is
   * traced.
   */
  public static final String TRACES_ENDPOINT = "AWS_XRAY_DAEMON_ADDRESS";

  /** The reference server's largest heap, as the JVM writes it; others need not read it. */
  public static final String HEAP = "GAME_SERVER_HEAP";

  /** Where the reference server's ahead-of-time caches lie; others need not read it. */
  public static final String AOT_FOLDER = "GAME_SERVER_AOT_DIR";

  /** How many new sessions the reference server takes from one address per second. */
  public static final String ATTEMPTS_PER_SECOND = "GAME_SERVER_ATTEMPTS_PER_SECOND";

  /**
   * The release that the server belongs to: the dimension of metrics that are told apart by
   * release; without it none is.
   */
  public static final String RELEASE = "GAME_SERVER_RELEASE";

  /**
   * The Redis in which servers agree on who holds a player's session, {@code rediss://HOST:PORT};
   * without it each server relies on what it knows itself.
   */
  public static final String CLAIMS_URL = "GAME_SERVER_CLAIMS_URL";

  /** The AWS SDKs' own name. */
  public static final String METADATA_ENDPOINT = "AWS_EC2_METADATA_SERVICE_ENDPOINT";

  /** Reads the record back from a server's environment. */
  public static GameServerEnvironment from(Map<String, String> environment) {
    return new GameServerEnvironment(
        Environment.requiredInt(environment, PORT),
        Environment.requiredInt(environment, MAX_PLAYERS),
        Environment.requiredInt(environment, DRAIN_SECONDS),
        Environment.required(environment, CONFIGURATION_URL),
        Environment.required(environment, METRICS_ENDPOINT),
        Environment.required(environment, METADATA_ENDPOINT),
        IdentityEnvironment.from(environment),
        TelemetryEnvironment.from(environment));
  }

  /** Returns the environment variables that carry this record. */
  public Map<String, String> toMap() {
    Map<String, String> variables = new HashMap<>();
    variables.put(PORT, Integer.toString(port));
    variables.put(MAX_PLAYERS, Integer.toString(maxPlayers));
    variables.put(DRAIN_SECONDS, Integer.toString(drainSeconds));
    variables.put(CONFIGURATION_URL, configurationUrl);
    variables.put(METRICS_ENDPOINT, metricsEndpoint);
    variables.put(METADATA_ENDPOINT, metadataEndpoint);
    variables.putAll(identity.toMap());
    variables.putAll(telemetry.toMap());
    return variables;
  }
}
