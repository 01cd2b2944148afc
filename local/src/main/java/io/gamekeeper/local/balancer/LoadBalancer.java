package io.gamekeeper.local.balancer;

import io.gamekeeper.local.StageException;
import io.gamekeeper.local.client.EngineTime;
import io.gamekeeper.local.lambda.Caller;
import io.gamekeeper.local.lambda.Ids;
import io.gamekeeper.local.lambda.InvocationResult;
import io.gamekeeper.local.lambda.LambdaService;
import io.gamekeeper.local.observe.ErrorLog;
import io.gamekeeper.local.observe.RouteTimes;
import io.gamekeeper.platform.Waiting;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** Decides what happens to a request, by the template's listeners, rules and target groups. */
public final class LoadBalancer {
  private static final String PRINCIPAL = "elasticloadbalancing.amazonaws.com";
  private static final int HEALTH_CHECKS = 20;
  private static final Duration HEALTH_INTERVAL = Duration.ofMillis(250);

  private final LambdaService functions;
  private final Ids ids;
  private final RandomGenerator random;
  private final RouteTimes times;
  private final ErrorLog errors;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final Map<String, TargetGroup> targetGroups = new ConcurrentHashMap<>();

  /**
   * A load balancer without listeners.
   *
   * @param random chooses between weighted target groups; safe for use by several threads
   */
  public LoadBalancer(
      LambdaService functions, Ids ids, RandomGenerator random, RouteTimes times, ErrorLog errors) {
    this.functions = functions;
    this.ids = ids;
    this.random = random;
    this.times = times;
    this.errors = errors;
  }

  /** Adds a listener. */
  public void add(Listener listener) {
    listeners.add(listener);
  }

  /** Adds a target group. */
  public void add(TargetGroup targetGroup) {
    targetGroups.put(targetGroup.arn(), targetGroup);
  }

  /**
   * Checks that the load balancer may call the functions of all target groups.
   *
   * @throws StageException if a permission is missing; names the target group
   */
  public void checkPermissions() {
    for (TargetGroup group : targetGroups.values()) {
      refusal(group)
          .ifPresent(
              reason -> {
                throw StageException.of(group.logicalId(), "its target is out of reach; " + reason);
              });
    }
  }

  /**
   * Waits until the target groups that have a health check are healthy.
   *
   * @throws StageException if one does not become so; names it, with what it answered
   */
  public void checkHealth(Waiting waiting) {
    for (TargetGroup group : targetGroups.values()) {
      if (group.health().isPresent()) {
        try {
          awaitHealthy(group, group.health().get(), waiting);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw StageException.of(group.logicalId(), "interrupted at its first health check", e);
        }
      }
    }
  }

  private void awaitHealthy(TargetGroup group, String path, Waiting waiting)
      throws InterruptedException {
    FrontRequest check =
        new FrontRequest(
            "GET",
            path,
            null,
            List.of(new FrontRequest.Field("user-agent", "ELB-HealthChecker/2.0")),
            new byte[0],
            "127.0.0.1");
    FrontResponse answer = null;
    for (int i = 0; i < HEALTH_CHECKS; i++) {
      answer = invoke(check, served(), group, new EngineTime());
      if (answer.status() == 200) {
        return;
      }
      waiting.sleep(HEALTH_INTERVAL);
    }
    throw StageException.of(
        group.logicalId(),
        "its health check GET "
            + path
            + " fails: "
            + (answer == null ? "" : answer.status() + " " + text(answer))
            + errors.newest().stream()
                .map(error -> "; " + error.logicalId() + ": " + error.message())
                .distinct()
                .collect(Collectors.joining()));
  }

  private static String text(FrontResponse answer) {
    return new String(answer.body(), StandardCharsets.UTF_8).replaceAll("\\s+", " ");
  }

  /**
   * The listener that the laptop's port stands for: the template's HTTPS listener if there is one,
   * else its first.
   *
   * @throws StageException if the templates have no listener
   */
  public Listener served() {
    return listeners.stream()
        .filter(listener -> listener.protocol().equals("HTTPS"))
        .findFirst()
        .or(() -> listeners.stream().findFirst())
        .orElseThrow(
            () ->
                new StageException(
                    "the templates have no AWS::ElasticLoadBalancingV2::Listener; nothing to"
                        + " serve"));
  }

  /** The functions that a request without any header can reach; none if no rule forwards it. */
  public List<String> functions(String method, String path) {
    FrontRequest request =
        new FrontRequest(method, path, null, List.of(), new byte[0], "127.0.0.1");
    return switch (served().match(request).action()) {
      case RuleAction.Forward forward ->
          forward.groups().stream()
              .flatMap(
                  group -> Optional.ofNullable(targetGroups.get(group.targetGroupArn())).stream())
              .map(TargetGroup::function)
              .distinct()
              .toList();
      case RuleAction.FixedResponse _, RuleAction.Redirect _ -> List.of();
    };
  }

  /** The response to a request. */
  FrontResponse answer(FrontRequest request, Listener listener, long startNanos)
      throws InterruptedException {
    RuleConfig rule = listener.match(request);
    EngineTime engineTime = new EngineTime();
    FrontResponse response =
        switch (rule.action()) {
          case RuleAction.FixedResponse fixed ->
              FrontResponse.own(fixed.status(), fixed.contentType(), fixed.body());
          case RuleAction.Redirect redirect ->
              FrontResponse.redirect(
                  redirect.status(),
                  redirect.location(request, listener.protocol(), listener.port()));
          case RuleAction.Forward forward ->
              forward(request, listener, rule, choose(forward), engineTime);
        };
    times.record(
        rule.logicalId(), System.nanoTime() - startNanos, engineTime.nanos(), response.status());
    return response;
  }

  private FrontResponse forward(
      FrontRequest request,
      Listener listener,
      RuleConfig rule,
      String targetGroupArn,
      EngineTime engineTime)
      throws InterruptedException {
    TargetGroup target = targetGroups.get(targetGroupArn);
    if (target == null) {
      errors.note(rule.logicalId(), "forwards to " + targetGroupArn + ", which does not exist");
      return FrontResponse.own(503);
    }
    Optional<String> refusal = refusal(target);
    if (refusal.isPresent()) {
      errors.note(target.logicalId(), refusal.get());
      return FrontResponse.own(502);
    }
    return invoke(request, listener, target, engineTime);
  }

  private FrontResponse invoke(
      FrontRequest request, Listener listener, TargetGroup target, EngineTime engineTime)
      throws InterruptedException {
    byte[] event = AlbEvent.encode(request, target, listener, ids.traceId());
    return switch (functions.invoke(target.function(), event, engineTime)) {
      case InvocationResult.Answered(byte[] payload) -> decode(target, payload);
      case InvocationResult.Failed _ -> FrontResponse.own(502); // noted where it happened
      case InvocationResult.Throttled(String reason) -> {
        errors.note(target.logicalId(), reason);
        yield FrontResponse.own(502);
      }
    };
  }

  private FrontResponse decode(TargetGroup target, byte[] payload) {
    try {
      return AlbResponse.decode(payload, target.multiValueHeaders());
    } catch (AlbResponse.MalformedException e) {
      errors.note(target.logicalId(), "what its function returned " + e.getMessage());
      return FrontResponse.own(502);
    }
  }

  private Optional<String> refusal(TargetGroup target) {
    return functions.refusal(target.function(), new Caller.Service(PRINCIPAL, target.arn()));
  }

  private String choose(RuleAction.Forward forward) {
    List<RuleAction.WeightedGroup> groups = forward.groups();
    int total = forward.totalWeight();
    if (groups.size() > 1 && total > 0) {
      int drawn = random.nextInt(total);
      for (RuleAction.WeightedGroup group : groups) {
        drawn -= group.weight();
        if (drawn < 0) {
          return group.targetGroupArn();
        }
      }
    }
    return groups.getFirst().targetGroupArn();
  }
}
