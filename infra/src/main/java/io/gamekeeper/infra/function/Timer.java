package io.gamekeeper.infra.function;

import io.gamekeeper.infra.config.Sorted;
import java.util.Map;
import java.util.Objects;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.PrincipalWithConditions;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.EventInvokeConfigOptions;
import software.amazon.awscdk.services.scheduler.Schedule;
import software.amazon.awscdk.services.scheduler.ScheduleExpression;
import software.amazon.awscdk.services.scheduler.ScheduleGroup;
import software.amazon.awscdk.services.scheduler.TimeWindow;
import software.amazon.awscdk.services.scheduler.targets.LambdaInvoke;
import software.amazon.awscdk.services.sqs.IQueue;
import software.constructs.Construct;

/**
 * A timer that invokes a function at a steady rate. A run that fails is not repeated, as the next
 * tick does the same. What cannot be delivered goes to a queue.
 */
public final class Timer extends Construct {

  /**
   * What a timer needs.
   *
   * @param function the function that it invokes
   * @param purpose the reason, in words
   * @param rate how often
   * @param undelivered where invocations end that Lambda refused to accept
   */
  public record Props(LiveFunction function, String purpose, Duration rate, IQueue undelivered) {
    public Props {
      Objects.requireNonNull(function);
      Objects.requireNonNull(purpose);
      Objects.requireNonNull(rate);
      Objects.requireNonNull(undelivered);
    }
  }

  /** Starts to tick with the deployment. */
  public Timer(Construct scope, String id, Props props) {
    super(scope, id);
    props
        .function()
        .live()
        .configureAsyncInvoke(
            // Lambda's own two repetitions, kept for hours, would pile up behind a slow run.
            EventInvokeConfigOptions.builder().retryAttempts(0).maxEventAge(props.rate()).build());
    ScheduleGroup group =
        ScheduleGroup.Builder.create(this, "Group").removalPolicy(RemovalPolicy.DESTROY).build();
    Role role = role(group);
    Schedule schedule =
        Schedule.Builder.create(this, "Schedule")
            .description(props.purpose())
            .scheduleGroup(group)
            .schedule(ScheduleExpression.rate(props.rate()))
            .timeWindow(TimeWindow.off())
            .target(
                LambdaInvoke.Builder.create(props.function().live())
                    .role(role)
                    .deadLetterQueue(props.undelivered())
                    // The next tick brings the next chance: a retry beyond it is a second timer.
                    .maxEventAge(props.rate())
                    .retryAttempts(2)
                    .build())
            .build();
    // It ticks as soon as it is there; a tick that the role may not deliver yet is a dead letter.
    // https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html
    schedule.getNode().addDependency(role);
  }

  private Role role(ScheduleGroup group) {
    return Role.Builder.create(this, "Role")
        .assumedBy(
            new PrincipalWithConditions(
                new ServicePrincipal("scheduler.amazonaws.com"),
                Map.of(
                    "StringEquals",
                    Sorted.map(
                        "aws:SourceAccount", Stack.of(this).getAccount(),
                        "aws:SourceArn", group.getScheduleGroupArn()))))
        .build();
  }
}
