package io.gamekeeper.infra.event;

import io.gamekeeper.contract.GameDashboard;
import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.contract.IdentityEnvironment;
import io.gamekeeper.contract.PlayerFiguresEnvironment;
import io.gamekeeper.contract.TimeLimit;
import io.gamekeeper.contract.erasure.ErasureEnvironment;
import io.gamekeeper.contract.event.EventOperationsEnvironment;
import io.gamekeeper.contract.event.EventQueueEnvironment;
import io.gamekeeper.contract.event.EventRetryEnvironment;
import io.gamekeeper.contract.event.EventStoreEnvironment;
import io.gamekeeper.dashboards.FunctionMetrics;
import io.gamekeeper.dashboards.Metrics;
import io.gamekeeper.dashboards.PlayerEventsDashboard;
import io.gamekeeper.infra.alarm.Alarms;
import io.gamekeeper.infra.config.StageConfig;
import io.gamekeeper.infra.config.StageStack;
import io.gamekeeper.infra.data.DataStack;
import io.gamekeeper.infra.data.EventQueues;
import io.gamekeeper.infra.function.BundledFunctions;
import io.gamekeeper.infra.function.DeadLetters;
import io.gamekeeper.infra.function.LiveFunction;
import io.gamekeeper.infra.function.Timeouts;
import io.gamekeeper.infra.function.Timer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.ec2.Peer;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.lambda.eventsources.SqsEventSource;
import software.amazon.awscdk.services.sqs.IQueue;
import software.constructs.Construct;

/** The functions of players' events, with their route, their queues' consumers and alarms. */
public final class PlayerEventsStack extends StageStack {
  /** Messages of a batch, each with the events of a request: one call of the lake for all. */
  private static final int BATCH = 10;

  private final LiveFunction forOperators;
  private final FunctionMetrics taking;

  /** Creates the stack below a stage. */
  public PlayerEventsStack(
      Construct scope, String id, StageConfig config, BundledFunctions.Props props, Alarms alarms) {
    super(scope, id, config, "Functions of players' events");
    DataStack data = props.data();
    EventQueues queues = data.eventQueues();
    BundledFunctions functions = new BundledFunctions(this, securityGroup(props), props);
    EventQueueEnvironment arriving =
        new EventQueueEnvironment(
            queues.arriving().getQueueUrl(),
            queues.ordered().getQueueUrl(),
            config.events().queueFullAt());
    EventRetryEnvironment failed =
        new EventRetryEnvironment(queues.failed().getQueueUrl(), queues.dead().getQueueUrl());
    Map<String, String> stores =
        new EventStoreEnvironment(
                data.eventLog().table().getTableName(),
                data.players().table().getTableName(),
                config.events().keptDays())
            .toMap();

    Map<String, String> forPlayers = new HashMap<>(arriving.toMap());
    forPlayers.putAll(
        new IdentityEnvironment(
                config.tokens().issuer(), config.tokens().audience(), config.tokens().jwksUrl())
            .toMap());
    LiveFunction intake =
        functions.deployForPlayers(
            GameFunction.PLAYER_LOGS, Timeouts.of(TimeLimit.PLAYER), forPlayers);

    FleetEvents fleet =
        new FleetEvents(this, "Fleet", new FleetEvents.Props(props, arriving, alarms));

    Map<String, String> listening = new HashMap<>(stores);
    listening.putAll(failed.toMap());
    listening.putAll(props.lake().entrance().toMap());
    LiveFunction listeners =
        functions.deploy(GameFunction.EVENT_LISTENERS, Timeouts.of(TimeLimit.BATCH), listening);
    int atOnce = config.events().batchesAtOnce();
    consume(listeners, queues.arriving(), atOnce);
    consume(listeners, queues.failed(), atOnce);
    LiveFunction progress =
        functions.deploy(GameFunction.PLAYER_PROGRESS, Timeouts.of(TimeLimit.BATCH), stores);
    consume(progress, queues.ordered(), atOnce);

    Map<String, String> erasing = new HashMap<>(stores);
    erasing.putAll(new ErasureEnvironment(data.erasures().table().getTableName()).toMap());
    LiveFunction erasure =
        functions.deploy(GameFunction.PLAYER_ERASURE, Timeouts.of(TimeLimit.TICK), erasing);
    new Timer(
        this,
        "ErasureTimer",
        new Timer.Props(
            erasure,
            "Erases what players did who are to be erased",
            Duration.minutes(1),
            DeadLetters.queue(this, "UndeliveredErasureTicks", alarms, removalPolicy())));

    Map<String, String> operated = new HashMap<>(erasing);
    operated.putAll(
        new PlayerFiguresEnvironment(data.playerFigures().table().getTableName()).toMap());
    operated.putAll(props.lake().questions().toMap());
    operated.putAll(
        new EventOperationsEnvironment(arriving, failed, queues.orderedDead().getQueueUrl())
            .toMap());
    forOperators =
        functions.deployForOperators(
            GameFunction.EVENT_OPERATIONS, Timeouts.of(TimeLimit.OPERATOR), operated);
    functions.route();
    taking = new FunctionMetrics(GameFunction.PLAYER_LOGS.functionName(), intake.live());
    new EventAlarms(this, "Alarms", alarms, queues.arriving());
    if (config.shows(GameDashboard.PLAYER_EVENTS)) {
      new PlayerEventsDashboard(
          this,
          "Dashboard",
          new PlayerEventsDashboard.Props(
              new Metrics(config.name().key(), config.metricsNamespace()),
              queues.arriving().getQueueName(),
              queues.failed().getQueueName(),
              List.of(
                  taking,
                  new FunctionMetrics(
                      GameFunction.SESSION_EVENTS.functionName(), fleet.function().live()),
                  new FunctionMetrics(
                      GameFunction.EVENT_LISTENERS.functionName(), listeners.live()),
                  new FunctionMetrics(
                      GameFunction.PLAYER_PROGRESS.functionName(), progress.live())),
              alarms.thatTell(GameDashboard.PLAYER_EVENTS)));
    }
  }

  /** Returns the function that answers operators. */
  public LiveFunction forOperators() {
    return forOperators;
  }

  /** Returns what Lambda measures of the function that takes events. */
  public FunctionMetrics taking() {
    return taking;
  }

  private static void consume(LiveFunction function, IQueue queue, int atOnce) {
    function
        .live()
        .addEventSource(
            SqsEventSource.Builder.create(queue)
                .batchSize(BATCH)
                .maxConcurrency(atOnce)
                .reportBatchItemFailures(true)
                .build());
  }

  private SecurityGroup securityGroup(BundledFunctions.Props props) {
    SecurityGroup group =
        SecurityGroup.Builder.create(this, "SecurityGroup")
            .vpc(props.vpc())
            .description("What the functions of player events may reach")
            .allowAllOutbound(false)
            .build();
    // DynamoDB's gateway end point, SQS, Firehose, Athena and the token issuer have public
    // addresses. Athena reaches catalogue, files and key by itself.
    group.addEgressRule(Peer.anyIpv4(), Port.tcp(443), "AWS, keys of the token issuer");
    return group;
  }
}
