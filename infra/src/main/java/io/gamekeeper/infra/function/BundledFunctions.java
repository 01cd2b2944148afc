package io.gamekeeper.infra.function;

import io.gamekeeper.contract.ApiRoute;
import io.gamekeeper.contract.Bundle;
import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.contract.Use;
import io.gamekeeper.infra.config.ConstructId;
import io.gamekeeper.infra.config.OnCallConfig;
import io.gamekeeper.infra.config.StageConfig;
import io.gamekeeper.infra.data.DataStack;
import io.gamekeeper.infra.lake.LakeStack;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.elasticloadbalancingv2.ApplicationTargetGroup;
import software.amazon.awscdk.services.elasticloadbalancingv2.IApplicationListener;
import software.amazon.awscdk.services.events.IEventBus;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.lambda.Code;
import software.constructs.Construct;

/**
 * The functions of one bundle, deployed into one stack: each is allowed its uses, and each of the
 * bundle's routes leads to its function. The one place where a {@link Use} becomes rights.
 */
public final class BundledFunctions {
  private final Construct scope;
  private final Props props;
  private final ISecurityGroup securityGroup;
  private final Code code;
  private final Map<GameFunction, LiveFunction> deployed = new EnumMap<>(GameFunction.class);

  /**
   * What functions are deployed with and may use.
   *
   * @param bundle which functions
   * @param zip their code, as the build left it
   * @param config the stage they run in
   * @param vpc where they run
   * @param data what they store in
   * @param lake where events go that are asked about in SQL
   * @param eventBus where they announce what happened
   * @param listener where players' requests arrive
   * @param doors where operators' requests arrive
   */
  public record Props(
      Bundle bundle,
      Path zip,
      StageConfig config,
      IVpc vpc,
      DataStack data,
      LakeStack lake,
      IEventBus eventBus,
      IApplicationListener listener,
      OperationsDoors doors) {
    public Props {
      Objects.requireNonNull(bundle);
      Objects.requireNonNull(zip);
      Objects.requireNonNull(config);
      Objects.requireNonNull(vpc);
      Objects.requireNonNull(data);
      Objects.requireNonNull(lake);
      Objects.requireNonNull(eventBus);
      Objects.requireNonNull(listener);
      Objects.requireNonNull(doors);
    }
  }

  /** Deploys functions below that construct, which may reach what that security group may. */
  public BundledFunctions(Construct scope, ISecurityGroup securityGroup, Props props) {
    this.scope = scope;
    this.props = props;
    this.securityGroup = securityGroup;
    this.code = Code.fromAsset(props.zip().toString());
  }

  /** Deploys a function that players wait for: it starts from a snapshot. */
  public LiveFunction deployForPlayers(
      GameFunction function, Duration timeout, Map<String, String> environment) {
    return deploy(function, timeout, true, environment);
  }

  /** Deploys a function that runs by itself. */
  public LiveFunction deploy(
      GameFunction function, Duration timeout, Map<String, String> environment) {
    return deploy(function, timeout, false, environment);
  }

  /** Deploys a function that answers operators, and opens their doors to it. */
  public LiveFunction deployForOperators(
      GameFunction function, Duration timeout, Map<String, String> environment) {
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(props.doors().environment(Stack.of(scope)));
    LiveFunction live = deploy(function, timeout, false, all);
    props.doors().open(scope, ConstructId.of(function.functionName()), function, live);
    return live;
  }

  /**
   * Leads the bundle's routes to its functions, all of which must be deployed by now.
   *
   * @return the target group of each route
   */
  public Map<ApiRoute, ApplicationTargetGroup> route() {
    Map<ApiRoute, ApplicationTargetGroup> routes = new EnumMap<>(ApiRoute.class);
    for (ApiRoute route : ApiRoute.values()) {
      if (route.function().bundle() == props.bundle()) {
        RoutedFunction routed =
            new RoutedFunction(
                scope,
                "Route" + ConstructId.of(route.name().toLowerCase(Locale.ROOT).replace('_', '-')),
                new RoutedFunction.Props(
                    route, deployed(route.function()), props.config().tokens(), props.listener()));
        routes.put(route, routed.targets());
      }
    }
    return routes;
  }

  /** Returns what was deployed so far, in the contract's order. */
  public Map<GameFunction, LiveFunction> deployed() {
    return new EnumMap<>(deployed);
  }

  private LiveFunction deploy(
      GameFunction function, Duration timeout, boolean snapStart, Map<String, String> environment) {
    if (function.bundle() != props.bundle()) {
      throw new IllegalArgumentException(function + " is not in bundle " + props.bundle());
    }
    LiveFunction live =
        new LiveFunction(
            scope,
            ConstructId.of(function.functionName()),
            new LiveFunction.Props(
                function,
                code,
                props.config(),
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
    DataStack data = props.data();
    switch (use) {
      case START_REBUILD -> deployed(GameFunction.LEADERBOARD_REBUILD).live().grantInvoke(grantee);
      case PUBLISH_EVENTS -> grant(grantee, use, props.eventBus().getEventBusArn());
      case APPEND_SCORES, READ_SCORES_BACK, PROBE_SCORE_LOG, ERASE_SCORES ->
          data.scoreLog().grant(grantee, use);
      case KEEP_PLAYER_FIGURES, PUT_INTO_INBOX, FORGET_FIGURES, READ_FIGURES ->
          data.playerFigures().grant(grantee, use);
      case SEND_METRICS -> {
        // Metrics are no resources: the namespace is what a role can be held to.
        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/iam-cw-condition-keys-namespace.html
        grantee
            .getGrantPrincipal()
            .addToPrincipalPolicy(
                PolicyStatement.Builder.create()
                    .actions(use.actions())
                    .resources(List.of("*"))
                    .conditions(
                        Map.of(
                            "StringEquals",
                            Map.of("cloudwatch:namespace", props.config().metricsNamespace())))
                    .build());
      }
      case READ_ALARMS,
          SET_ALARMS,
          READ_DASHBOARDS,
          READ_METRICS,
          READ_FLEET,
          CHANGE_FLEET,
          LIST_LOGS,
          READ_LOGS,
          QUERY_LOGS,
          READ_TRACES,
          MIRROR_INCIDENTS ->
          OperatorRights.grant(grantee, use, props.config());
      case APPEND_AUDIT, READ_AUDIT -> data.operationsAudit().grant(grantee, use);
      case FREEZE_SEASONS, READ_SEASONS, RENAME_IN_SEASONS ->
          data.seasonStandings().grant(grantee, use);
      case CONNECT_TO_PAYMENTS -> data.paymentDatabase().grantConnect(grantee);
      case CONNECT_AS_OWNER -> data.paymentDatabase().grantConnectAsOwner(grantee);
      case READ_USERS_SECRET -> data.paymentDatabase().grantUsersSecret(grantee, use);
      case READ_STORE_CREDENTIALS -> data.storeSettings().grantCredentials(grantee, use);
      case READ_PROVIDER_SWITCH, SWITCH_PROVIDER ->
          data.storeSettings().grantProviderSwitch(grantee, use);
      case CALL_STORES_ONCE, CONSUME_ONCE -> data.once().grant(grantee, use);
      case APPEND_PURCHASE_LOG, READ_PURCHASE_LOG, ERASE_PURCHASE_LOG ->
          data.purchaseLog().grant(grantee, use);
      case QUEUE_EVENTS,
          QUEUE_ORDERED_EVENTS,
          RETRY_EVENTS,
          GIVE_EVENTS_UP,
          REDRIVE_EVENTS,
          REDRIVE_ORDERED_EVENTS ->
          data.eventQueues().grant(grantee, use);
      case APPEND_EVENT_LOG, READ_EVENT_LOG, ERASE_EVENT_LOG -> data.eventLog().grant(grantee, use);
      case KNOW_PLAYERS, READ_PLAYERS, FORGET_PLAYERS -> data.players().grant(grantee, use);
      case READ_ERASURES, BEGIN_ERASURES, DO_ERASURES -> data.erasures().grant(grantee, use);
      case FILL_LAKE, ASK_LAKE, READ_LAKE_TABLES, READ_LAKE_EVENTS, KEEP_LAKE_RESULTS ->
          props.lake().grant(grantee, use);
      case KEEP_ALERTS, READ_ALERTS, ANSWER_ALERTS, WAKE_ON_CALL, READ_MESSENGER_KEYS, SIGN_LINKS ->
          data.onCall().grant(grantee, use);
      case SEND_MAIL ->
          grant(grantee, use, OnCallConfig.mailIdentityArn(Stack.of(scope), props.config().edge()));
      case CALL_PEOPLE ->
          grant(grantee, use, props.config().onCall().phoneNumberArn(Stack.of(scope)));
    }
  }

  private static void grant(LiveFunction grantee, Use use, String arn) {
    grantee
        .getGrantPrincipal()
        .addToPrincipalPolicy(
            PolicyStatement.Builder.create()
                .actions(use.actions())
                .resources(List.of(arn))
                .build());
  }

  private LiveFunction deployed(GameFunction function) {
    return Objects.requireNonNull(deployed.get(function), function.functionName());
  }
}
