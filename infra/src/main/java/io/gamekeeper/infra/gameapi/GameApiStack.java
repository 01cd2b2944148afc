package io.gamekeeper.infra.gameapi;

import io.gamekeeper.contract.ApiRoute;
import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.contract.IdentityEnvironment;
import io.gamekeeper.contract.LeaderboardEnvironment;
import io.gamekeeper.contract.RebuildEnvironment;
import io.gamekeeper.contract.Use;
import io.gamekeeper.infra.config.Findings;
import io.gamekeeper.infra.config.StageConfig;
import io.gamekeeper.infra.config.StageStack;
import io.gamekeeper.infra.data.DataStack;
import io.gamekeeper.infra.data.Ranking;
import io.gamekeeper.infra.function.LiveFunction;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.Peer;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.elasticloadbalancingv2.IApplicationListener;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.EventInvokeConfigOptions;
import software.amazon.awscdk.services.lambda.destinations.SqsDestination;
import software.amazon.awscdk.services.sqs.Queue;
import software.amazon.awscdk.services.sqs.QueueEncryption;
import software.constructs.Construct;

/** The functions that serve leaderboards, the routes to them and what runs them by itself. */
public final class GameApiStack extends StageStack {
  private static final Duration PLAYER_WAITS = Duration.seconds(10);
  private static final Duration WORK_IN_BACKGROUND = Duration.minutes(15);
  private static final Duration ONE_TICK = Duration.seconds(55);

  private final Props props;
  private final Code code;
  private final SecurityGroup securityGroup;
  private final Map<String, String> stores;
  private final Map<String, String> identity;
  private final Map<GameFunction, LiveFunction> deployed = new EnumMap<>(GameFunction.class);

  /**
   * What the stack builds on.
   *
   * @param zip the functions' code, as the build left it
   * @param vpc where they run
   * @param data what they store in
   * @param listener where players' requests arrive
   */
  public record Props(Path zip, IVpc vpc, DataStack data, IApplicationListener listener) {
    public Props {
      Objects.requireNonNull(zip);
      Objects.requireNonNull(vpc);
      Objects.requireNonNull(data);
      Objects.requireNonNull(listener);
    }
  }

  /** Creates the stack below a stage. */
  public GameApiStack(Construct scope, String id, StageConfig config, Props props) {
    super(scope, id, config, "Leaderboard functions and their routes");
    this.props = props;
    code = Code.fromAsset(props.zip().toString());
    securityGroup = securityGroup();
    stores =
        new LeaderboardEnvironment(
                props.data().ranking().host(),
                Ranking.PORT,
                props.data().scoreLog().table().getTableName(),
                props.data().seasonStandings().table().getTableName())
            .toMap();
    identity =
        new IdentityEnvironment(
                config.tokens().issuer(), config.tokens().audience(), config.tokens().jwksUrl())
            .toMap();

    deploy(GameFunction.HEALTH, PLAYER_WAITS, true, stores);

    LiveFunction rebuild =
        deploy(GameFunction.LEADERBOARD_REBUILD, WORK_IN_BACKGROUND, false, stores);
    rebuild
        .live()
        .configureAsyncInvoke(
            EventInvokeConfigOptions.builder()
                .onFailure(new SqsDestination(queue("FailedRebuilds")))
                .retryAttempts(2)
                .maxEventAge(Duration.hours(1))
                .build());

    Map<String, String> forPlayers = new HashMap<>(stores);
    forPlayers.putAll(identity);
    forPlayers.putAll(new RebuildEnvironment(rebuild.live().getFunctionArn()).toMap());
    deploy(GameFunction.SCORES, PLAYER_WAITS, true, forPlayers);
    deploy(GameFunction.LEADERBOARDS, PLAYER_WAITS, true, forPlayers);

    LiveFunction seasonEnd = deploy(GameFunction.SEASON_END, ONE_TICK, false, stores);
    new SeasonTimer(
        this, "SeasonTimer", new SeasonTimer.Props(seasonEnd, queue("UndeliveredTicks")));

    for (ApiRoute route : ApiRoute.values()) {
      if (!deployed.containsKey(route.function())) {
        continue;
      }
      new RoutedFunction(
          this,
          "Route" + pascal(route.name().toLowerCase(Locale.ROOT).replace('_', '-')),
          new RoutedFunction.Props(route, deployed(route.function()), props.listener()));
    }
  }

  private LiveFunction deploy(
      GameFunction function, Duration timeout, boolean snapStart, Map<String, String> environment) {
    LiveFunction live =
        new LiveFunction(
            this,
            pascal(function.functionName()),
            new LiveFunction.Props(
                function,
                code,
                config(),
                props.vpc(),
                securityGroup,
                timeout,
                snapStart,
                environment));
    deployed.put(function, live);
    function.uses().forEach(use -> grant(live, use));
    return live;
  }

  private void grant(LiveFunction grantee, Use use) {
    switch (use) {
      case APPEND_SCORES, READ_SCORES_BACK, PROBE_SCORE_LOG ->
          props.data().scoreLog().grant(grantee, use);
      case FREEZE_SEASONS -> props.data().seasonStandings().grant(grantee, use);
      case START_REBUILD -> deployed(GameFunction.LEADERBOARD_REBUILD).live().grantInvoke(grantee);
      case CONNECT_TO_PAYMENTS,
          CONNECT_AS_OWNER,
          READ_USERS_SECRET,
          READ_STORE_CREDENTIALS,
          READ_PROVIDER_SWITCH,
          CALL_STORES_ONCE,
          CONSUME_ONCE,
          APPEND_PURCHASE_LOG,
          PUBLISH_EVENTS ->
          throw new IllegalArgumentException("no function of this stack uses " + use);
    }
  }

  private LiveFunction deployed(GameFunction function) {
    return Objects.requireNonNull(deployed.get(function), function.functionName());
  }

  private SecurityGroup securityGroup() {
    SecurityGroup group =
        SecurityGroup.Builder.create(this, "SecurityGroup")
            .vpc(props.vpc())
            .description("What the functions of the game API may reach")
            .allowAllOutbound(false)
            .build();
    group.getConnections().allowToDefaultPort(props.data().ranking(), "The live ranking");
    // DynamoDB's gateway end point and the token issuer have public addresses.
    group.addEgressRule(Peer.anyIpv4(), Port.tcp(443), "DynamoDB, Lambda, the token issuer's keys");
    return group;
  }

  private Queue queue(String id) {
    Queue queue =
        Queue.Builder.create(this, id)
            .encryption(QueueEncryption.SQS_MANAGED)
            .enforceSsl(true)
            .retentionPeriod(Duration.days(14))
            .removalPolicy(removalPolicy())
            .build();
    Findings.acknowledge(queue, "AwsSolutions-SQS3", "It is itself where failed deliveries end");
    return queue;
  }

  private static String pascal(String kebab) {
    StringBuilder pascal = new StringBuilder();
    for (String word : kebab.split("-", -1)) {
      pascal.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
    }
    return pascal.toString();
  }
}
