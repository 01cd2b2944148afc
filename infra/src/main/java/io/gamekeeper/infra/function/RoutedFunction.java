package io.gamekeeper.infra.function;

import io.gamekeeper.contract.ApiRoute;
import io.gamekeeper.infra.config.TokensConfig;
import io.gamekeeper.infra.edge.VerifiedPlayers;
import java.util.List;
import java.util.Objects;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.elasticloadbalancingv2.ApplicationListenerRule;
import software.amazon.awscdk.services.elasticloadbalancingv2.ApplicationTargetGroup;
import software.amazon.awscdk.services.elasticloadbalancingv2.HealthCheck;
import software.amazon.awscdk.services.elasticloadbalancingv2.IApplicationListener;
import software.amazon.awscdk.services.elasticloadbalancingv2.ListenerAction;
import software.amazon.awscdk.services.elasticloadbalancingv2.ListenerCondition;
import software.constructs.Construct;

/** A route's target group, its listener rule and the load balancer's permission to invoke. */
final class RoutedFunction extends Construct {

  private final ApplicationTargetGroup targets;

  /**
   * What a route is made of.
   *
   * @param route which requests
   * @param function who answers them
   * @param tokens the issuer of players' tokens
   * @param listener where they arrive
   */
  record Props(
      ApiRoute route, LiveFunction function, TokensConfig tokens, IApplicationListener listener) {
    Props {
      Objects.requireNonNull(route);
      Objects.requireNonNull(function);
      Objects.requireNonNull(tokens);
      Objects.requireNonNull(listener);
    }
  }

  RoutedFunction(Construct scope, String id, Props props) {
    super(scope, id);
    ApiRoute route = props.route();
    targets = AliasTarget.group(this, "Targets", props.function().live(), healthCheck(route));
    ApplicationListenerRule.Builder.create(this, "Rule")
        .listener(props.listener())
        .priority(route.priority())
        .conditions(
            List.of(
                ListenerCondition.httpRequestMethods(route.methods()),
                ListenerCondition.pathPatterns(List.of(route.path()))))
        .action(action(props, ListenerAction.forward(List.of(targets))))
        .build();
  }

  /** Returns the group through which the load balancer invokes the function. */
  ApplicationTargetGroup targets() {
    return targets;
  }

  /**
   * Verifies the token first: a caller without a good token costs no invocation. The function
   * checks it again, and its audience too.
   */
  private static ListenerAction action(Props props, ListenerAction forward) {
    return switch (props.route().caller()) {
      case PLAYER -> VerifiedPlayers.first(props.tokens(), forward);
      case ANYBODY, STORE -> forward;
    };
  }

  /** Returns the health check: on for the health function only. */
  private static HealthCheck healthCheck(ApiRoute route) {
    return switch (route) {
      case HEALTH ->
          HealthCheck.builder()
              .enabled(true)
              .path(route.path())
              .interval(Duration.seconds(60))
              .timeout(Duration.seconds(10))
              .healthyThresholdCount(2)
              .unhealthyThresholdCount(3)
              .healthyHttpCodes("200")
              .build();
      case SUBMIT_SCORE,
          READ_LEADERBOARD,
          PURCHASE,
          READ_INVENTORY,
          NOTIFY_APPLE,
          NOTIFY_GOOGLE,
          LOG_EVENTS ->
          AliasTarget.UNCHECKED;
    };
  }
}
