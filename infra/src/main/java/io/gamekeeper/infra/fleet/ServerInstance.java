package io.gamekeeper.infra.fleet;

import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.contract.GameServerContract;
import io.gamekeeper.contract.GameServerEnvironment;
import io.gamekeeper.contract.GameServerSettings;
import io.gamekeeper.contract.IdentityEnvironment;
import io.gamekeeper.contract.TelemetryEnvironment;
import io.gamekeeper.infra.config.Sorted;
import io.gamekeeper.infra.config.StageConfig;
import io.gamekeeper.infra.config.TokensConfig;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The first start of an instance: it installs the release, writes the server's environment, and
 * runs the server as a unit that keeps in step with the group's lifecycle hooks.
 */
final class ServerInstance {
  /** How long the server may take from its start until it is ready. */
  static final int READY_SECONDS = 120;

  /** Building the ahead-of-time cache, starting, and getting ready. */
  private static final int START_SECONDS = 280;

  /** All addresses of an instance, whose security group admits the load balancer only. */
  private static final String ALL_ADDRESSES = "0.0.0.0";

  private static final String CONFIGURATION_AGENT = "http://127.0.0.1:2772";
  private static final String METRICS_AGENT = "tcp://127.0.0.1:25888";

  /** Where the CloudWatch agent takes X-Ray's documents, as its daemon would. */
  private static final String TRACES_AGENT = "127.0.0.1:2000";

  private static final String METADATA_SERVICE = "http://169.254.169.254";

  /** Enough to tell the few releases apart whose metrics CloudWatch still has. */
  private static final int RELEASE_DIGITS = 8;

  /** Neither systemd nor a shell reads anything into these. */
  private static final Pattern PLAIN = Pattern.compile("[\\w:/.~?=&%@+,\\-${}\\[\\]]*");

  private ServerInstance() {}

  /**
   * Returns a name for everything that instances are made of except the machine image: their
   * release, and all that they are told and do with it. It tells apart the metrics and alarms of
   * two such versions.
   *
   * @param sha256 checksum of the server's release, in hexadecimal
   */
  static String release(StageConfig config, String sha256) {
    String all = userData(config, "", sha256, "", "", "");
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, RELEASE_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Returns the environment of the server's unit. */
  private static Map<String, String> environment(
      StageConfig config, String release, String claimsUrl) {
    TokensConfig tokens = config.tokens();
    Map<String, String> environment =
        new TreeMap<>(
            new GameServerEnvironment(
                    GameServerContract.PORT,
                    config.fleet().maxPlayersPerServer(),
                    config.fleet().drainSeconds(),
                    CONFIGURATION_AGENT + GameServerSettings.agentPath(config.name().key()),
                    METRICS_AGENT,
                    METADATA_SERVICE,
                    new IdentityEnvironment(tokens.issuer(), tokens.audience(), tokens.jwksUrl()),
                    new TelemetryEnvironment(
                        GameServerContract.SERVICE,
                        config.metricsNamespace(),
                        config.logLevel().name()))
                .toMap());
    environment.put(GameServerEnvironment.ADDRESS, ALL_ADDRESSES);
    environment.put(GameServerEnvironment.HEAP, config.fleet().heapMiB() + "m");
    environment.put(
        GameServerEnvironment.METRICS_LOG_GROUP, GameServerContract.logGroup(config.name().key()));
    environment.put(GameServerEnvironment.RELEASE, release);
    environment.put(GameServerEnvironment.TRACES_ENDPOINT, TRACES_AGENT);
    environment.put(GameServerEnvironment.CLAIMS_URL, claimsUrl);
    return environment;
  }

  /**
   * Returns the user data of a group's instances.
   *
   * @param releaseUrl S3 address of the release
   * @param sha256 its checksum, in hexadecimal
   * @param group the Auto Scaling group that the instance belongs to
   * @param release its {@link #release}
   * @param claimsUrl see {@link GameServerEnvironment#CLAIMS_URL}
   */
  static String userData(
      StageConfig config,
      String releaseUrl,
      String sha256,
      String group,
      String release,
      String claimsUrl) {
    Map<String, String> installed = new TreeMap<>();
    installed.put("AUTO_SCALING_GROUP", group);
    installed.put("AWS_REGION", config.region());
    installed.put("READY_SECONDS", Integer.toString(READY_SECONDS));
    installed.put("RELEASE_SHA256", sha256);
    installed.put("RELEASE_URL", releaseUrl);
    int drain = config.fleet().drainSeconds();
    return new CloudConfig()
        .file("/etc/gamekeeper/game-server.env", variables(environment(config, release, claimsUrl)))
        .file("/etc/gamekeeper/release.env", variables(installed))
        .file("/etc/gamekeeper/cloudwatch-agent.json", cloudWatchAgent(config))
        .file("/opt/gamekeeper/lib/instance.sh", resource("instance.sh"))
        .executable("/opt/gamekeeper/bin/install-release", resource("install-release.sh"))
        .executable("/opt/gamekeeper/bin/in-service", resource("in-service.sh"))
        .executable("/opt/gamekeeper/bin/out-of-service", resource("out-of-service.sh"))
        .file("/etc/tmpfiles.d/game-server.conf", resource("tmpfiles.conf"))
        .file("/etc/logrotate.d/game-server", resource("logrotate.conf"))
        .file(
            "/etc/systemd/system/logrotate.timer.d/gamekeeper.conf",
            resource("logrotate-timer.conf"))
        .file(
            "/etc/systemd/system/amazon-cloudwatch-agent.service.d/gamekeeper.conf",
            resource("cloudwatch-agent.conf"))
        .file(
            "/etc/systemd/system/aws-appconfig-agent.service.d/gamekeeper.conf",
            CloudConfig.resource(
                "appconfig-agent.conf",
                Map.of("configuration", GameServerSettings.prefetched(config.name().key()))))
        .file(
            "/etc/systemd/system/game-server.service",
            CloudConfig.resource(
                "game-server.service",
                Sorted.map(
                    "start-seconds", Integer.toString(START_SECONDS),
                    "stop-seconds", Long.toString(drain + GameServerContract.END.toSeconds()))))
        .run(
            "dnf",
            "install",
            "-y",
            "java-25-amazon-corretto-headless",
            "amazon-cloudwatch-agent",
            "logrotate")
        // Installed on its own and with a short time-out: dnf installs all or nothing, this package
        // comes from another region, and a server without the agent still serves by its own
        // settings.
        .run("dnf", "install", "-y", "--setopt=timeout=10", appConfigAgent())
        .run("/opt/gamekeeper/bin/install-release")
        .run("systemd-tmpfiles", "--create", "/etc/tmpfiles.d/game-server.conf")
        .run("systemctl", "daemon-reload")
        .run("systemctl", "enable", "logrotate.timer")
        .run("systemctl", "restart", "logrotate.timer")
        .run("systemctl", "enable", "--now", "amazon-cloudwatch-agent.service")
        .run("systemctl", "enable", "--now", "aws-appconfig-agent.service")
        .run("systemctl", "enable", "--now", "game-server.service")
        .render();
  }

  /** https://docs.aws.amazon.com/appconfig/latest/userguide/appconfig-integration-ec2.html */
  private static String appConfigAgent() {
    return "https://s3.amazonaws.com/aws-appconfig-downloads/aws-appconfig-agent/linux/arm64/latest"
        + "/aws-appconfig-agent.rpm";
  }

  private static String cloudWatchAgent(StageConfig config) {
    Map<String, String> values = new TreeMap<>();
    values.put("disk-usage", GameMetric.DISK_USAGE.metricName());
    values.put("log-group", GameServerContract.logGroup(config.name().key()));
    values.put("namespace", config.metricsNamespace());
    values.put("region", config.region());
    values.put("service", GameServerContract.SERVICE);
    values.put("service-dimension", GameMetric.SERVICE);
    values.put("traces", TRACES_AGENT);
    return CloudConfig.resource("cloudwatch-agent.json", values);
  }

  private static String resource(String name) {
    return CloudConfig.resource(name, Map.of());
  }

  private static String variables(Map<String, String> variables) {
    StringBuilder lines = new StringBuilder();
    variables.forEach(
        (name, value) -> {
          if (!PLAIN.matcher(value).matches()) {
            throw new IllegalArgumentException(
                name + " would need quotes in an environment file: " + value);
          }
          lines.append(name).append('=').append(value).append('\n');
        });
    return lines.toString();
  }
}
