package io.gamekeeper.infra.fleet;

import io.gamekeeper.contract.GameServerContract;
import io.gamekeeper.infra.config.EdgeConfig;
import io.gamekeeper.infra.config.StageConfig;
import io.gamekeeper.infra.edge.VerifiedPlayers;
import java.util.List;
import java.util.Objects;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.elasticloadbalancingv2.ApplicationListenerRule;
import software.amazon.awscdk.services.elasticloadbalancingv2.ApplicationProtocol;
import software.amazon.awscdk.services.elasticloadbalancingv2.ApplicationTargetGroup;
import software.amazon.awscdk.services.elasticloadbalancingv2.HealthCheck;
import software.amazon.awscdk.services.elasticloadbalancingv2.IApplicationListener;
import software.amazon.awscdk.services.elasticloadbalancingv2.ListenerAction;
import software.amazon.awscdk.services.elasticloadbalancingv2.ListenerCondition;
import software.amazon.awscdk.services.elasticloadbalancingv2.TargetGroupLoadBalancingAlgorithmType;
import software.amazon.awscdk.services.elasticloadbalancingv2.TargetType;
import software.constructs.Construct;

/** The way from a player to a game server: a name, paths, and the servers that are healthy. */
final class PlayerRoute extends Construct {
  /** The priority after all routes of the API, which share the listener. */
  private static final int PRIORITY = 500;

  /** The priority before the rule that asks for a token in a header. */
  private static final int BROWSER_PRIORITY = 490;

  /** The priority before the API's own health route, which asks for no host. */
  private static final int HEALTH_PRIORITY = 5;

  private final ApplicationTargetGroup targets;

  /**
   * What the route is made of.
   *
   * @param config the game's name and how long players may finish
   * @param vpc where the servers run
   * @param listener where players arrive
   */
  record Props(StageConfig config, IVpc vpc, IApplicationListener listener) {
    Props {
      Objects.requireNonNull(config);
      Objects.requireNonNull(vpc);
      Objects.requireNonNull(listener);
    }
  }

  PlayerRoute(Construct scope, String id, Props props) {
    super(scope, id);
    targets =
        ApplicationTargetGroup.Builder.create(this, "Targets")
            .vpc(props.vpc())
            .targetType(TargetType.INSTANCE)
            .protocol(ApplicationProtocol.HTTP)
            .port(GameServerContract.PORT)
            // A session weighs as long as it lasts: newcomers go where fewest are. AWS refuses a
            // slow start beside it, and a server that says it is ready needs none.
            .loadBalancingAlgorithmType(
                TargetGroupLoadBalancingAlgorithmType.LEAST_OUTSTANDING_REQUESTS)
            // Not before the server has told its last players that it goes.
            .deregistrationDelay(
                Duration.seconds(
                    props.config().fleet().drainSeconds() + GameServerContract.END.toSeconds()))
            .healthCheck(
                HealthCheck.builder()
                    .path(GameServerContract.HEALTH_PATH)
                    .interval(Duration.seconds(5))
                    .timeout(Duration.seconds(2))
                    .healthyThresholdCount(2)
                    .unhealthyThresholdCount(2)
                    .healthyHttpCodes("200")
                    .build())
            .build();
    ApplicationListenerRule.Builder.create(this, "Rule")
        .listener(props.listener())
        .priority(PRIORITY)
        .conditions(
            List.of(
                ListenerCondition.hostHeaders(List.of(props.config().edge().gameDomain())),
                ListenerCondition.pathPatterns(
                    List.of(GameServerContract.SESSION_PATH, GameServerContract.ROOMS_PATH))))
        .action(
            VerifiedPlayers.first(
                props.config().tokens(), ListenerAction.forward(List.of(targets))))
        .build();
    props
        .config()
        .edge()
        .webOrigin()
        .ifPresent(origin -> admitBrowsers(props.listener(), props.config(), origin));
    // Route 53 asks here whether the game answers.
    ApplicationListenerRule.Builder.create(this, "Health")
        .listener(props.listener())
        .priority(HEALTH_PRIORITY)
        .conditions(
            List.of(
                ListenerCondition.hostHeaders(
                    List.of(EdgeConfig.directName(props.config().edge().gameDomain()))),
                ListenerCondition.pathPatterns(List.of(GameServerContract.HEALTH_PATH))))
        .action(ListenerAction.forward(List.of(targets)))
        .build();
  }

  /**
   * Admits browsers, whose WebSocket cannot send the header that the listener verifies: their token
   * passes unverified here, and the server checks it as it does every token. Pages of other origins
   * get no further than the rule for all.
   */
  private void admitBrowsers(IApplicationListener listener, StageConfig config, String origin) {
    ApplicationListenerRule.Builder.create(this, "Browsers")
        .listener(listener)
        .priority(BROWSER_PRIORITY)
        .conditions(
            List.of(
                ListenerCondition.hostHeaders(List.of(config.edge().gameDomain())),
                ListenerCondition.pathPatterns(List.of(GameServerContract.SESSION_PATH)),
                ListenerCondition.httpHeader("Origin", List.of(origin)),
                ListenerCondition.httpHeader(
                    "Sec-WebSocket-Protocol",
                    List.of("*" + GameServerContract.TOKEN_PROTOCOL + "*"))))
        .action(ListenerAction.forward(List.of(targets)))
        .build();
  }

  /** Returns the group in which servers are registered. */
  ApplicationTargetGroup targets() {
    return targets;
  }
}
