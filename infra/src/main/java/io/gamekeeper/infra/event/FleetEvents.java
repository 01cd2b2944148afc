package io.gamekeeper.infra.event;

import io.gamekeeper.contract.GameAlarm;
import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.contract.TimeLimit;
import io.gamekeeper.contract.event.EventQueueEnvironment;
import io.gamekeeper.contract.event.SessionEventsEnvironment;
import io.gamekeeper.infra.alarm.Alarms;
import io.gamekeeper.infra.alarm.Missing;
import io.gamekeeper.infra.alarm.Rule;
import io.gamekeeper.infra.data.Ranking;
import io.gamekeeper.infra.function.BundledFunctions;
import io.gamekeeper.infra.function.DeadLetters;
import io.gamekeeper.infra.function.LiveFunction;
import io.gamekeeper.infra.function.Timeouts;
import io.gamekeeper.infra.function.Timer;
import java.util.Objects;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.amazon.awscdk.services.ec2.Peer;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.constructs.Construct;

/**
 * The way of players' logins and logouts from the game servers' stream into the queue of events:
 * each minute a function, which alone of the stack reaches Redis.
 */
final class FleetEvents extends Construct {
  private static final Duration MINUTE = Duration.minutes(1);

  /** Reports wait in their stream for hours; a quarter of one is soon enough for a person. */
  private static final int FAILED_MINUTES = 15;

  private final LiveFunction function;

  /**
   * What it needs.
   *
   * @param functions how functions are deployed, and what they may use
   * @param queues where the events go
   */
  record Props(BundledFunctions.Props functions, EventQueueEnvironment queues, Alarms alarms) {
    Props {
      Objects.requireNonNull(functions);
      Objects.requireNonNull(queues);
      Objects.requireNonNull(alarms);
    }
  }

  FleetEvents(Construct scope, String id, Props props) {
    super(scope, id);
    BundledFunctions functions =
        new BundledFunctions(this, securityGroup(props.functions()), props.functions());
    function =
        functions.deploy(
            GameFunction.SESSION_EVENTS,
            Timeouts.of(TimeLimit.TICK),
            new SessionEventsEnvironment(
                    props.functions().data().ranking().host(), Ranking.PORT, props.queues())
                .toMap());
    new Timer(
        this,
        "Timer",
        new Timer.Props(
            function,
            "Puts players' logins and logouts into the queue of events",
            MINUTE,
            DeadLetters.queue(
                this,
                "UndeliveredSessionTicks",
                props.alarms(),
                props.functions().config().protection().removalPolicy())));
    raise(props.alarms());
  }

  /** Returns the function that puts events into the queue. */
  LiveFunction function() {
    return function;
  }

  private void raise(Alarms alarms) {
    alarms.raise(
        this,
        GameAlarm.SESSION_EVENTS_DELAYED,
        Rule.above(
                0,
                function
                    .live()
                    .metricErrors(MetricOptions.builder().statistic("Sum").period(MINUTE).build()),
                Missing.quiet(
                    "A minute without a run moves nothing; the next run makes up for it."),
                "Logins and logouts that game servers report do not get into the queue of events:"
                    + " Redis or the queue does not answer, or the queue is full. They wait in"
                    + " their stream, for hours.")
            .in(FAILED_MINUTES, FAILED_MINUTES));
    alarms.raise(
        this,
        GameAlarm.SESSION_EVENTS_LOST,
        Rule.above(
            0,
            alarms.metric(
                GameFunction.SESSION_EVENTS, GameMetric.SESSION_EVENT_GAPS, "Sum", MINUTE),
            Missing.quiet("A minute without a run has read nothing, and so has lost nothing."),
            "Logins and logouts left the game servers' stream before they were read, and are in no"
                + " player's log: the function's log says from when to when."));
  }

  private SecurityGroup securityGroup(BundledFunctions.Props functions) {
    SecurityGroup group =
        SecurityGroup.Builder.create(this, "SecurityGroup")
            .vpc(functions.vpc())
            .description("What the function of logins and logouts may reach")
            .allowAllOutbound(false)
            .build();
    group.getConnections().allowToDefaultPort(functions.data().ranking(), "The session stream");
    group.addEgressRule(Peer.anyIpv4(), Port.tcp(443), "SQS has public addresses");
    return group;
  }
}
