package io.gamekeeper.infra.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.contract.GameDashboard;
import io.gamekeeper.contract.GameFunction;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that differs between stages. Read once from {@code cdk.json}; from then on every value
 * is known to be allowed.
 *
 * @param name which stage this is
 * @param account the AWS account, or empty for the account of whoever deploys
 * @param region the AWS region
 * @param availabilityZones three zones of that region; stated here, because synthesis makes no
 *     look-ups
 * @param protection what stands between the stage and its deletion
 * @param logRetention how long logs are kept
 * @param logLevel smallest level that functions write
 * @param network addresses and NAT gateways
 * @param edge names of the public end points, their certificates and who may reach them
 * @param tokens the issuer of players' bearer tokens
 * @param operators the identity provider of the studio's own people; empty: they have no pages,
 *     only the command line
 * @param redis size of the ranking's replication group
 * @param database size of the payment database
 * @param lake the lake of players' events
 * @param stores the app as Apple's and Google's stores know it
 * @param fleet size and behaviour of the game servers' fleet
 * @param events how players' events are taken and kept
 * @param onCall how on-call reaches people
 * @param functions size of each function
 * @param dashboards the dashboards that it has; each costs something
 */
public record StageConfig(
    StageName name,
    Optional<String> account,
    String region,
    List<String> availabilityZones,
    Protection protection,
    LogRetention logRetention,
    LogLevel logLevel,
    NetworkConfig network,
    EdgeConfig edge,
    TokensConfig tokens,
    Optional<OperatorsConfig> operators,
    RedisConfig redis,
    DatabaseConfig database,
    LakeConfig lake,
    StoresConfig stores,
    FleetConfig fleet,
    EventsConfig events,
    OnCallConfig onCall,
    Map<GameFunction, FunctionSize> functions,
    List<GameDashboard> dashboards) {

  /** The context key in {@code cdk.json}. */
  public static final String CONTEXT_KEY = "gamekeeper";

  /**
   * The context key that a first deployment sets to {@code true}, by {@code -c
   * firstDeployment=true}.
   */
  public static final String FIRST_DEPLOYMENT_KEY = "firstDeployment";

  static final int ZONES = 3;
  private static final Pattern REGION = Pattern.compile("[a-z]{2}(-[a-z]+)+-\\d");
  private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");

  public StageConfig {
    availabilityZones = List.copyOf(availabilityZones);
    functions = Collections.unmodifiableMap(new EnumMap<>(functions));
    dashboards = List.copyOf(dashboards);
  }

  /** Returns the CloudWatch namespace of the metrics that the stage's functions emit. */
  public String metricsNamespace() {
    return "Gamekeeper/" + name.key();
  }

  /**
   * Returns whether the stage holds players' own data, which outlives its stack and which no test
   * may touch.
   */
  public boolean protectedFromDeletion() {
    return protection.keepsData();
  }

  /** Returns whether the stage has that dashboard. */
  public boolean shows(GameDashboard dashboard) {
    return dashboards.contains(dashboard);
  }

  /** Returns the size of one function. */
  public FunctionSize size(GameFunction function) {
    FunctionSize size = functions.get(function);
    if (size == null) {
      throw new IllegalArgumentException("no size for " + function);
    }
    return size;
  }

  /**
   * Reads all stages, in the order of {@link StageName}.
   *
   * @param context the value of context key {@value #CONTEXT_KEY}
   * @throws ConfigException at the first mistake
   */
  public static List<StageConfig> readAll(JsonNode context) {
    return readAll(context, false);
  }

  /**
   * Reads all stages, for a first deployment if that is so: a stage that will be protected is not
   * locked yet, so that a deployment that fails can be rolled back and repeated.
   */
  public static List<StageConfig> readAll(JsonNode context, boolean firstDeployment) {
    return ConfigObject.read(
        "context." + CONTEXT_KEY,
        context,
        settings -> settings.object("stages", stages -> readAll(stages, firstDeployment)));
  }

  private static List<StageConfig> readAll(ConfigObject stages, boolean firstDeployment) {
    return Arrays.stream(StageName.values())
        .map(name -> stages.object(name.key(), stage -> read(name, firstDeployment, stage)))
        .toList();
  }

  /**
   * Reads the value of context key {@value #FIRST_DEPLOYMENT_KEY}, which {@code -c} passes as text.
   *
   * @throws ConfigException if it is neither true nor false
   */
  public static boolean isFirstDeployment(@Nullable Object value) {
    return switch (String.valueOf(value)) {
      case "null", "false" -> false;
      case "true" -> true;
      default ->
          throw new ConfigException(
              "context." + FIRST_DEPLOYMENT_KEY, value + " is not allowed; allowed: true or false");
    };
  }

  private static StageConfig read(StageName name, boolean firstDeployment, ConfigObject stage) {
    String region = stage.text("region", REGION, "a region such as eu-central-1");
    return new StageConfig(
        name,
        stage.optionalText("account", ACCOUNT, "an account's 12 digits, as text"),
        region,
        stage.distinctTexts(
            "availabilityZones",
            ZONES,
            Pattern.compile(Pattern.quote(region) + "[a-z]"),
            "zones of " + region + " such as " + region + "a"),
        protection(stage.flag("protected"), firstDeployment),
        LogRetention.ofDays(stage.oneOf("logRetentionDays", LogRetention.allowedDays())),
        stage.constant("logLevel", LogLevel.class),
        stage.object("network", NetworkConfig::read),
        stage.object("edge", edge -> EdgeConfig.read(edge, region)),
        stage.object("tokens", TokensConfig::read),
        stage.optionalObject("operators", OperatorsConfig::read),
        stage.object("redis", RedisConfig::read),
        stage.object("database", DatabaseConfig::read),
        stage.object("lake", LakeConfig::read),
        stage.object("stores", stores -> StoresConfig.read(name, stores)),
        stage.object("fleet", FleetConfig::read),
        stage.object("events", EventsConfig::read),
        stage.object("onCall", OnCallConfig::read),
        stage.object("functions", FunctionSize::readAll),
        dashboards(stage));
  }

  private static List<GameDashboard> dashboards(ConfigObject stage) {
    List<String> names =
        Stream.of(GameDashboard.values()).map(GameDashboard::dashboardName).toList();
    List<String> wanted =
        stage.distinctTexts(
            "dashboards",
            1,
            names.size(),
            Pattern.compile(String.join("|", names)),
            "names of dashboards: " + String.join(", ", names));
    // Alarms name it where their own dashboard is missing.
    stage.check(
        wanted.contains(GameDashboard.GAME_OPERATIONS.dashboardName()),
        "dashboards must have " + GameDashboard.GAME_OPERATIONS.dashboardName());
    return Stream.of(GameDashboard.values())
        .filter(dashboard -> wanted.contains(dashboard.dashboardName()))
        .toList();
  }

  private static Protection protection(boolean isProtected, boolean firstDeployment) {
    if (!isProtected) {
      return Protection.NONE;
    }
    return firstDeployment ? Protection.KEPT : Protection.LOCKED;
  }
}
