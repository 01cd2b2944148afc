package io.gamekeeper.local.check;

import io.gamekeeper.contract.ApiRoute;
import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.contract.GameServerContract;
import io.gamekeeper.contract.OperationsPart;
import io.gamekeeper.local.aws.elb.InstanceTargets;
import io.gamekeeper.local.aws.elb.LoadBalancer;
import io.gamekeeper.local.aws.elb.Routes;
import io.gamekeeper.local.aws.lambda.FunctionConfig;
import io.gamekeeper.local.http.FrontRequest;
import io.gamekeeper.local.service.StageException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The check that calls reach every function, when all resources exist. */
public final class RoutingCheck {
  private final Map<GameFunction, FunctionConfig> functions;

  /**
   * Creates a check of these functions.
   *
   * @throws StageException if a function of the contract is missing, or is declared twice
   */
  public RoutingCheck(Collection<FunctionConfig> configs) {
    functions =
        configs.stream()
            .collect(
                Collectors.toMap(
                    FunctionCheck::named,
                    Function.identity(),
                    (one, other) -> {
                      throw StageException.of(
                          one.logicalId(), "is the same function as " + other.logicalId());
                    }));
    for (GameFunction function : GameFunction.values()) {
      if (!functions.containsKey(function)) {
        throw new StageException("the templates have no function " + function.functionName());
      }
    }
  }

  /**
   * Checks that each route leads to its function, and that something calls each of the others.
   *
   * @param targets ARNs of the targets of schedules, queues and rules
   * @param deployed ARNs of the functions that a deployment calls, with any qualifier or none: no
   *     traffic is shifted there
   * @throws StageException if not; names the function that is out of reach
   */
  public void check(LoadBalancer balancer, Set<String> targets, Set<String> deployed) {
    Routes routes = balancer.routes();
    Set<String> called = new HashSet<>(targets);
    functions.values().forEach(config -> called.addAll(config.environment().values()));
    for (ApiRoute route : ApiRoute.values()) {
      String live = live(route.function());
      List<String> reached = routes.functions(route.method(), route.path());
      if (!reached.equals(List.of(live))) {
        throw StageException.of(
            config(route.function()).logicalId(),
            "no listener rule leads "
                + route.method()
                + " "
                + route.path()
                + " to "
                + live
                + (reached.isEmpty() ? "" : ", but to " + reached));
      }
      called.add(live);
    }
    called.addAll(forOperators(routes));
    for (GameFunction function : GameFunction.values()) {
      if (!called.contains(live(function)) && !isDeployed(config(function), deployed)) {
        throw StageException.of(
            config(function).logicalId(),
            "no route, schedule, queue, rule, custom resource or environment variable names "
                + live(function));
      }
    }
  }

  /**
   * Checks that people reach each part of the operations API, if they can sign in at all.
   *
   * @return ARNs of the functions that they reach
   */
  private Set<String> forOperators(Routes routes) {
    Set<String> all = new HashSet<>();
    for (OperationsPart part : OperationsPart.values()) {
      if (part.asksWho() && !routes.signIn()) {
        continue;
      }
      String live = live(part.function());
      List<String> reached =
          part.asksWho()
              ? routes.functionsForSignedIn(part.path())
              : routes.functionsForStrangers(part.path());
      if (!reached.equals(List.of(live))) {
        throw StageException.of(
            config(part.function()).logicalId(),
            "no listener rule leads operators from "
                + part.path()
                + " to "
                + live
                + (reached.isEmpty() ? "" : ", but to " + reached));
      }
      if (part.asksWho() && part.isApi() && !routes.refusesStrangers(part.path())) {
        throw StageException.of(
            config(part.function()).logicalId(),
            "the listener rule of "
                + part.path()
                + " does not refuse operators without a session, who are programs there");
      }
      all.add(live);
    }
    return all;
  }

  /**
   * Checks that players reach the game servers, and that health checks do.
   *
   * @throws StageException if not; names the target group that is out of reach
   */
  public void checkServers(LoadBalancer balancer) {
    Routes routes = balancer.routes();
    for (InstanceTargets servers : balancer.instanceTargets()) {
      for (String path :
          List.of(
              GameServerContract.SESSION_PATH,
              GameServerContract.ROOMS_PATH,
              GameServerContract.HEALTH_PATH)) {
        if (!routes.leadTo(servers, path)) {
          throw StageException.of(
              servers.logicalId(), "no listener rule leads GET " + path + " to its servers");
        }
      }
    }
  }

  /**
   * Checks, if web pages may call the stage, that a browser's preflight request is answered and
   * that its sessions reach the game servers.
   *
   * @throws StageException if not; names the listener or the target group
   */
  public void checkBrowsers(LoadBalancer balancer) {
    Optional<String> origin = balancer.served().webOrigin();
    if (origin.isEmpty()) {
      return;
    }
    Routes routes = balancer.routes();
    FrontRequest.Field page =
        new FrontRequest.Field("Origin", origin.get().replace("*", "https://game.example"));
    if (!routes.answerPreflight(
        List.of(page, new FrontRequest.Field("Access-Control-Request-Method", "POST")))) {
      throw StageException.of(
          balancer.served().logicalId(),
          "lets pages of "
              + origin.get()
              + " call, but no rule answers their preflight requests (OPTIONS)");
    }
    FrontRequest.Field token =
        new FrontRequest.Field(
            "Sec-WebSocket-Protocol",
            GameServerContract.SESSION_PROTOCOL + ", " + GameServerContract.TOKEN_PROTOCOL + "x");
    for (InstanceTargets servers : balancer.instanceTargets()) {
      if (!routes.admit(servers, GameServerContract.SESSION_PATH, List.of(page, token))) {
        throw StageException.of(
            servers.logicalId(),
            "no listener rule leads a browser's session, whose token is a sub-protocol, to its"
                + " servers");
      }
    }
  }

  private static boolean isDeployed(FunctionConfig config, Set<String> deployed) {
    return deployed.stream()
        .anyMatch(arn -> arn.equals(config.arn()) || arn.startsWith(config.arn() + ":"));
  }

  private String live(GameFunction function) {
    return config(function).arn() + ":" + GameFunction.LIVE;
  }

  private FunctionConfig config(GameFunction function) {
    FunctionConfig config = functions.get(function);
    if (config == null) {
      throw new IllegalStateException("checked in the constructor: " + function);
    }
    return config;
  }
}
