package io.gamekeeper.infra.gameapi;

import io.gamekeeper.infra.function.LiveFunction;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.PrincipalWithConditions;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.scheduler.Schedule;
import software.amazon.awscdk.services.scheduler.ScheduleExpression;
import software.amazon.awscdk.services.scheduler.ScheduleGroup;
import software.amazon.awscdk.services.scheduler.TimeWindow;
import software.amazon.awscdk.services.scheduler.targets.LambdaInvoke;
import software.amazon.awscdk.services.sqs.IQueue;
import software.constructs.Construct;

/** Invokes the season-end function every minute; what it cannot deliver goes to a queue. */
final class SeasonTimer extends Construct {

  /**
   * What the timer needs.
   *
   * @param function whom it invokes
   * @param undelivered where invocations end that Lambda refused to accept
   */
  record Props(LiveFunction function, IQueue undelivered) {
    Props {
      Objects.requireNonNull(function);
      Objects.requireNonNull(undelivered);
    }
  }

  SeasonTimer(Construct scope, String id, Props props) {
    super(scope, id);
    ScheduleGroup group =
        ScheduleGroup.Builder.create(this, "Group").removalPolicy(RemovalPolicy.DESTROY).build();
    Schedule.Builder.create(this, "EveryMinute")
        .description("Freezes the standings of seasons that have ended")
        .scheduleGroup(group)
        .schedule(ScheduleExpression.rate(Duration.minutes(1)))
        .timeWindow(TimeWindow.off())
        .target(
            LambdaInvoke.Builder.create(props.function().live())
                .role(role(group))
                .deadLetterQueue(props.undelivered())
                // The next minute brings the next chance: a retry beyond it is a second timer.
                .maxEventAge(Duration.minutes(1))
                .retryAttempts(2)
                .build())
        .build();
  }

  private Role role(ScheduleGroup group) {
    return Role.Builder.create(this, "Role")
        .assumedBy(
            new PrincipalWithConditions(
                new ServicePrincipal("scheduler.amazonaws.com"),
                Map.of(
                    "StringEquals",
                    new TreeMap<>(
                        Map.of(
                            "aws:SourceAccount", Stack.of(this).getAccount(),
                            "aws:SourceArn", group.getScheduleGroupArn())))))
        .build();
  }
}
