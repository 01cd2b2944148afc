package io.gamekeeper.infra.gameapi;

import io.gamekeeper.contract.ApiRoute;
import io.gamekeeper.contract.GameDashboard;
import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.contract.IdentityEnvironment;
import io.gamekeeper.contract.LeaderboardEnvironment;
import io.gamekeeper.contract.RebuildEnvironment;
import io.gamekeeper.contract.TimeLimit;
import io.gamekeeper.contract.erasure.ErasureEnvironment;
import io.gamekeeper.dashboards.FunctionMetrics;
import io.gamekeeper.dashboards.GameApiDashboard;
import io.gamekeeper.dashboards.LoadBalancerMetrics;
import io.gamekeeper.dashboards.Metrics;
import io.gamekeeper.infra.alarm.Alarms;
import io.gamekeeper.infra.config.StageConfig;
import io.gamekeeper.infra.config.StageStack;
import io.gamekeeper.infra.data.DataStack;
import io.gamekeeper.infra.data.Ranking;
import io.gamekeeper.infra.function.BundledFunctions;
import io.gamekeeper.infra.function.DeadLetters;
import io.gamekeeper.infra.function.LiveFunction;
import io.gamekeeper.infra.function.Timeouts;
import io.gamekeeper.infra.function.Timer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.ec2.Peer;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.elasticloadbalancingv2.ApplicationTargetGroup;
import software.amazon.awscdk.services.lambda.EventInvokeConfigOptions;
import software.amazon.awscdk.services.lambda.destinations.SqsDestination;
import software.amazon.awscdk.services.sqs.Queue;
import software.constructs.Construct;

/** The functions that serve leaderboards, with their routes and timers. */
public final class GameApiStack extends StageStack {
  private static final Duration PLAYER_WAITS = Timeouts.of(TimeLimit.PLAYER);
  private static final Duration WORK_IN_BACKGROUND = Timeouts.of(TimeLimit.LONGEST);
  private static final Duration ONE_TICK = Duration.seconds(55);

  private final Alarms alarms;
  private final List<FunctionMetrics> answering;
  private final LiveFunction forOperators;

  /** Creates the stack below a stage. */
  public GameApiStack(
      Construct scope,
      String id,
      StageConfig config,
      BundledFunctions.Props props,
      LoadBalancerMetrics balancer,
      Alarms alarms) {
    super(scope, id, config, "Leaderboard functions and their routes");
    this.alarms = alarms;
    DataStack data = props.data();
    BundledFunctions functions = new BundledFunctions(this, securityGroup(props), props);
    Map<String, String> stores =
        new LeaderboardEnvironment(
                data.ranking().host(),
                Ranking.PORT,
                data.scoreLog().table().getTableName(),
                data.seasonStandings().table().getTableName())
            .toMap();
    functions.deployForPlayers(GameFunction.HEALTH, PLAYER_WAITS, stores);

    LiveFunction rebuild =
        functions.deploy(GameFunction.LEADERBOARD_REBUILD, WORK_IN_BACKGROUND, stores);
    rebuild
        .live()
        .configureAsyncInvoke(
            EventInvokeConfigOptions.builder()
                .onFailure(new SqsDestination(deadLetters("FailedRebuilds")))
                .retryAttempts(2)
                .maxEventAge(Duration.hours(1))
                .build());

    Map<String, String> forPlayers = new HashMap<>(stores);
    forPlayers.putAll(
        new IdentityEnvironment(
                config.tokens().issuer(), config.tokens().audience(), config.tokens().jwksUrl())
            .toMap());
    forPlayers.putAll(new RebuildEnvironment(rebuild.live().getFunctionArn()).toMap());
    LiveFunction scores = functions.deployForPlayers(GameFunction.SCORES, PLAYER_WAITS, forPlayers);
    LiveFunction leaderboards =
        functions.deployForPlayers(GameFunction.LEADERBOARDS, PLAYER_WAITS, forPlayers);

    new Timer(
        this,
        "SeasonTimer",
        new Timer.Props(
            functions.deploy(GameFunction.SEASON_END, ONE_TICK, stores),
            "Freezes the standings of seasons that have ended",
            Duration.minutes(1),
            deadLetters("UndeliveredTicks")));
    Map<String, String> erasing = new HashMap<>(stores);
    erasing.putAll(new ErasureEnvironment(data.erasures().table().getTableName()).toMap());
    new Timer(
        this,
        "ErasureTimer",
        new Timer.Props(
            functions.deploy(GameFunction.LEADERBOARD_ERASURE, ONE_TICK, erasing),
            "Takes players who are to be erased out of the boards",
            Duration.minutes(1),
            deadLetters("UndeliveredBoardErasureTicks")));
    forOperators =
        functions.deployForOperators(
            GameFunction.LEADERBOARD_OPERATIONS, WORK_IN_BACKGROUND, stores);
    Map<ApiRoute, ApplicationTargetGroup> routes = functions.route();
    ApplicationTargetGroup submissions = Objects.requireNonNull(routes.get(ApiRoute.SUBMIT_SCORE));
    new GameApiAlarms(this, "Alarms", alarms, scores.live(), submissions);
    answering =
        List.of(
            new FunctionMetrics(GameFunction.SCORES.functionName(), scores.live()),
            new FunctionMetrics(GameFunction.LEADERBOARDS.functionName(), leaderboards.live()));
    if (config.shows(GameDashboard.GAME_API)) {
      show(config, submissions, balancer, data);
    }
  }

  /** Returns what Lambda measures of the functions that players wait for. */
  public List<FunctionMetrics> answering() {
    return answering;
  }

  /** Returns the function that answers operators. */
  public LiveFunction forOperators() {
    return forOperators;
  }

  private void show(
      StageConfig config,
      ApplicationTargetGroup submissions,
      LoadBalancerMetrics balancer,
      DataStack data) {
    new GameApiDashboard(
        this,
        "Dashboard",
        new GameApiDashboard.Props(
            new Metrics(config.name().key(), config.metricsNamespace()),
            balancer,
            submissions.getTargetGroupFullName(),
            answering,
            data.ranking().firstNodes(),
            data.scoreLog().table().getTableName(),
            alarms.thatTell(GameDashboard.GAME_API)));
  }

  private SecurityGroup securityGroup(BundledFunctions.Props props) {
    SecurityGroup group =
        SecurityGroup.Builder.create(this, "SecurityGroup")
            .vpc(props.vpc())
            .description("What the functions of the game API may reach")
            .allowAllOutbound(false)
            .build();
    group.getConnections().allowToDefaultPort(props.data().ranking(), "The live ranking");
    // DynamoDB's gateway end point and the token issuer have public addresses.
    group.addEgressRule(
        Peer.anyIpv4(), Port.tcp(443), "DynamoDB, Lambda, keys of the token issuer");
    return group;
  }

  private Queue deadLetters(String id) {
    return DeadLetters.queue(this, id, alarms, removalPolicy());
  }
}
