package io.gamekeeper.infra.oncall;

import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.contract.TimeLimit;
import io.gamekeeper.contract.oncall.MessengerEnvironment;
import io.gamekeeper.contract.oncall.OnCallEnvironment;
import io.gamekeeper.infra.alarm.Alarms;
import io.gamekeeper.infra.config.OnCallConfig;
import io.gamekeeper.infra.config.StageConfig;
import io.gamekeeper.infra.config.StageStack;
import io.gamekeeper.infra.data.OnCallStores;
import io.gamekeeper.infra.function.BundledFunctions;
import io.gamekeeper.infra.function.DeadLetters;
import io.gamekeeper.infra.function.LiveFunction;
import io.gamekeeper.infra.function.Timeouts;
import io.gamekeeper.infra.function.Timer;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.ec2.Peer;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.lambda.eventsources.SqsEventSource;
import software.constructs.Construct;

/** Tells people of alarms: the router, the timer that misses nothing, and what operators ask. */
public final class OnCallStack extends StageStack {
  /** So many alarms change a group's record once; a storm would else write it for each. */
  private static final int BATCH = 100;

  /** What a batch of more than ten needs; it is what an alarm waits at most. */
  private static final Duration WINDOW = Duration.seconds(1);

  private static final int AT_ONCE = 2;

  private final LiveFunction forOperators;

  /** Creates the stack below a stage. */
  public OnCallStack(
      Construct scope, String id, StageConfig config, BundledFunctions.Props props, Alarms alarms) {
    super(scope, id, config, "Tells people of alarms");
    OnCallStores stores = props.data().onCall();
    BundledFunctions functions = new BundledFunctions(this, securityGroup(props), props);
    new OnCallMail(this, "Mail", config.edge());
    Map<String, String> kept =
        new OnCallEnvironment(
                config.name().key(),
                stores.book().getTableName(),
                stores.queue().getQueueUrl(),
                "https://" + config.edge().opsDomain() + "/",
                stores.linkKey().getSecretArn())
            .toMap();
    Map<String, String> telling = new HashMap<>(kept);
    telling.putAll(
        new MessengerEnvironment(
                stores.messengerKeys().getSecretArn(),
                OnCallConfig.mailIdentityArn(this, config.edge()),
                "on-call@" + config.edge().opsDomain(),
                config.onCall().phoneNumberArn(this))
            .toMap());
    LiveFunction router =
        functions.deploy(GameFunction.ALERT_ROUTER, Timeouts.of(TimeLimit.BATCH), telling);
    router
        .live()
        .addEventSource(
            SqsEventSource.Builder.create(stores.queue())
                .batchSize(BATCH)
                .maxBatchingWindow(WINDOW)
                .maxConcurrency(AT_ONCE)
                .reportBatchItemFailures(true)
                .build());
    LiveFunction timer =
        functions.deploy(GameFunction.ALERT_TIMER, Timeouts.of(TimeLimit.TICK), telling);
    new Timer(
        this,
        "EachMinute",
        new Timer.Props(
            timer,
            "Tells what is due, whether or not the router was asked to",
            Duration.minutes(1),
            DeadLetters.queue(this, "UndeliveredAlertTicks", alarms, removalPolicy())));
    forOperators =
        functions.deployForOperators(
            GameFunction.ON_CALL_OPERATIONS, Timeouts.of(TimeLimit.OPERATOR), kept);
  }

  /** Returns the function that answers operators. */
  public LiveFunction forOperators() {
    return forOperators;
  }

  private SecurityGroup securityGroup(BundledFunctions.Props props) {
    SecurityGroup group =
        SecurityGroup.Builder.create(this, "SecurityGroup")
            .vpc(props.vpc())
            .description("What on-call may reach")
            .allowAllOutbound(false)
            .build();
    // AWS, Slack, WeCom and the outside watcher have public addresses that nobody announces.
    group.addEgressRule(Peer.anyIpv4(), Port.tcp(443), "AWS, messengers, outside watcher");
    return group;
  }
}
