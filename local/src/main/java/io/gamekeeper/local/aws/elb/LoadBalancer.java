package io.gamekeeper.local.aws.elb;

import io.gamekeeper.local.client.EngineTime;
import io.gamekeeper.local.http.Answer;
import io.gamekeeper.local.http.FrontRequest;
import io.gamekeeper.local.http.FrontResponse;
import io.gamekeeper.local.http.RequestBody;
import io.gamekeeper.local.http.RequestFilter;
import io.gamekeeper.local.http.Site;
import io.gamekeeper.local.identity.TokenCheck;
import io.gamekeeper.local.observe.ErrorLog;
import io.gamekeeper.local.observe.RouteTimes;
import io.gamekeeper.local.service.Ids;
import io.gamekeeper.local.service.StageException;
import io.gamekeeper.local.target.Functions;
import io.gamekeeper.local.target.InvocationResult;
import io.gamekeeper.platform.Waiting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Decides what happens to a request, by the template's listeners, rules and target groups. */
public final class LoadBalancer {
  private static final String PRINCIPAL = "elasticloadbalancing.amazonaws.com";

  /** The largest request body that a load balancer hands to a function. */
  private static final int FUNCTION_BODY_LIMIT_BYTES = 1 << 20;

  private static final int HEALTH_CHECKS = 20;
  private static final Duration HEALTH_INTERVAL = Duration.ofMillis(250);

  private final Functions functions;
  private final Ids ids;
  private final RandomGenerator random;
  private final RouteTimes times;
  private final ErrorLog errors;
  private final InstanceProxy proxy;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final List<RequestFilter> filters = new CopyOnWriteArrayList<>();
  private final Map<String, TargetGroup> targetGroups = new ConcurrentHashMap<>();

  /**
   * A load balancer without listeners.
   *
   * @param random chooses between weighted target groups; safe for use by several threads
   * @param idleTimeout after which a server that sends nothing is given up
   */
  public LoadBalancer(
      Functions functions,
      Ids ids,
      RandomGenerator random,
      RouteTimes times,
      ErrorLog errors,
      Duration idleTimeout) {
    this.functions = functions;
    this.ids = ids;
    this.random = random;
    this.times = times;
    this.errors = errors;
    this.proxy = new InstanceProxy(idleTimeout, errors);
  }

  /** Adds a listener. */
  public void add(Listener listener) {
    listeners.add(listener);
  }

  /** Lets a filter see every request before the listeners do. */
  public void add(RequestFilter filter) {
    filters.add(filter);
  }

  /** Adds a target group. */
  public void add(TargetGroup targetGroup) {
    targetGroups.put(targetGroup.arn(), targetGroup);
  }

  /** All target groups with servers, by logical id. */
  public List<InstanceTargets> instanceTargets() {
    return targetGroups.values().stream()
        .flatMap(group -> group instanceof InstanceTargets targets ? Stream.of(targets) : null)
        .sorted(Comparator.comparing(InstanceTargets::logicalId))
        .toList();
  }

  private List<FunctionTargets> functionTargets() {
    return targetGroups.values().stream()
        .flatMap(group -> group instanceof FunctionTargets targets ? Stream.of(targets) : null)
        .toList();
  }

  /**
   * Checks that the load balancer may call the functions of all target groups.
   *
   * @throws StageException if a permission is missing; names the target group
   */
  public void checkPermissions() {
    for (FunctionTargets group : functionTargets()) {
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
    for (FunctionTargets group : functionTargets()) {
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

  private void awaitHealthy(FunctionTargets group, String path, Waiting waiting)
      throws InterruptedException {
    FrontRequest check =
        new FrontRequest(
            "GET",
            path,
            null,
            List.of(new FrontRequest.Field("user-agent", "ELB-HealthChecker/2.0")),
            RequestBody.EMPTY,
            "127.0.0.1");
    FrontResponse answer = null;
    for (int i = 0; i < HEALTH_CHECKS; i++) {
      byte[] event = event(check, new byte[0], served(), group);
      answer =
          response(functions.invoke(group.function(), event, new EngineTime()), served(), group);
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
        new FrontRequest(method, path, null, List.of(), RequestBody.EMPTY, "127.0.0.1");
    return switch (served().match(request).action()) {
      case RuleAction.Verify(_, RuleAction.Forward forward) -> functions(forward);
      case RuleAction.Forward forward -> functions(forward);
      case RuleAction.FixedResponse _, RuleAction.Redirect _ -> List.of();
    };
  }

  private List<String> functions(RuleAction.Forward forward) {
    return forward.groups().stream()
        .flatMap(
            group ->
                targetGroups.get(group.targetGroupArn()) instanceof FunctionTargets targets
                    ? Stream.of(targets.function())
                    : null)
        .distinct()
        .toList();
  }

  /** Whether a rule leads a path to a target group, by whatever host. */
  public boolean leadsTo(TargetGroup target, String path) {
    return actions("GET", path, List.of())
        .map(action -> action instanceof RuleAction.Verify v ? v.next() : action)
        .anyMatch(action -> leadsTo(target, action));
  }

  /** Whether a request with these headers gets to a target group though it brings no token. */
  public boolean admits(TargetGroup target, String path, List<FrontRequest.Field> headers) {
    return actions("GET", path, headers).anyMatch(action -> leadsTo(target, action));
  }

  /** Whether a rule answers a browser's question whether a page may call. */
  public boolean answersPreflight(List<FrontRequest.Field> headers) {
    return actions("OPTIONS", "/", headers)
        .anyMatch(
            action ->
                action instanceof RuleAction.FixedResponse fixed && fixed.status() / 100 == 2);
  }

  /** Of the rules that such a request matches, by whatever host. */
  private Stream<RuleAction> actions(String method, String path, List<FrontRequest.Field> headers) {
    FrontRequest request =
        new FrontRequest(method, path, null, headers, RequestBody.EMPTY, "127.0.0.1");
    return served().rules().stream()
        .filter(
            rule ->
                rule.conditions().stream()
                    .allMatch(
                        condition ->
                            condition instanceof RuleCondition.Host || condition.matches(request)))
        .map(RuleConfig::action);
  }

  private static boolean leadsTo(TargetGroup target, RuleAction action) {
    return action instanceof RuleAction.Forward forward
        && forward.groups().stream().anyMatch(group -> group.targetGroupArn().equals(target.arn()));
  }

  /** What the laptop's port serves, for those who need it before the listeners are there. */
  public Site servedSite() {
    return new Listening(this::served);
  }

  /** What one of the listeners serves. */
  Site site(Listener listener) {
    return new Listening(() -> listener);
  }

  private final class Listening implements Site {
    private final Supplier<Listener> listener;

    Listening(Supplier<Listener> listener) {
      this.listener = listener;
    }

    @Override
    public Answer answer(FrontRequest request, long startNanos) throws InterruptedException {
      return LoadBalancer.this.answer(request, listener.get(), startNanos);
    }

    @Override
    public void answer(FrontRequest request, long startNanos, Consumer<Answer> to)
        throws InterruptedException {
      LoadBalancer.this.answer(request, listener.get(), startNanos, functions::invokeHere, to);
    }
  }

  /** A way to call functions. */
  private interface Invocations {
    void invoke(
        String function, byte[] event, EngineTime engineTime, Consumer<InvocationResult> answer)
        throws InterruptedException;
  }

  /** The answer to a request. */
  Answer answer(FrontRequest request, Listener listener, long startNanos)
      throws InterruptedException {
    AtomicReference<@Nullable Answer> answer = new AtomicReference<>();
    answer(request, listener, startNanos, this::waitFor, answer::set);
    return Objects.requireNonNull(answer.get());
  }

  private void waitFor(
      String function, byte[] event, EngineTime engineTime, Consumer<InvocationResult> answer)
      throws InterruptedException {
    answer.accept(functions.invoke(function, event, engineTime));
  }

  private void answer(
      FrontRequest request,
      Listener listener,
      long startNanos,
      Invocations invocations,
      Consumer<Answer> to)
      throws InterruptedException {
    for (RequestFilter filter : filters) {
      Optional<FrontResponse> refusal = filter.refusal(request);
      if (refusal.isPresent()) {
        int status = refusal.get().status();
        times.record(filter.logicalId(), System.nanoTime() - startNanos, 0, status);
        to.accept(refusal.get());
        return;
      }
    }
    RuleConfig rule = listener.match(request);
    EngineTime engineTime = new EngineTime();
    Exchange exchange =
        new Exchange(
            request,
            listener,
            rule,
            engineTime,
            invocations,
            answer -> {
              record(rule, startNanos, engineTime, answer);
              to.accept(answer);
            });
    try {
      switch (rule.action()) {
        case RuleAction.FixedResponse fixed ->
            exchange
                .to()
                .accept(
                    listener.complete(
                        FrontResponse.own(fixed.status(), fixed.contentType(), fixed.body())));
        case RuleAction.Redirect redirect ->
            exchange
                .to()
                .accept(
                    FrontResponse.redirect(
                        redirect.status(),
                        redirect.location(request, listener.protocol(), listener.port())));
        case RuleAction.Verify(TokenCheck check, RuleAction.Forward forward) -> {
          Optional<FrontResponse> refusal = refusal(check, request, rule);
          if (refusal.isPresent()) {
            exchange.to().accept(refusal.get());
          } else {
            forward(exchange, choose(forward));
          }
        }
        case RuleAction.Forward forward -> forward(exchange, choose(forward));
      }
    } catch (RequestBody.UnusableException e) {
      to.accept(FrontResponse.closing(e.status()));
    }
  }

  /**
   * A request that is being answered.
   *
   * @param engineTime counts what functions spend in engines
   * @param to gets the answer
   */
  private record Exchange(
      FrontRequest request,
      Listener listener,
      RuleConfig rule,
      EngineTime engineTime,
      Invocations invocations,
      Consumer<Answer> to) {}

  /** What the load balancer answers itself if the token is not good. */
  private Optional<FrontResponse> refusal(TokenCheck check, FrontRequest request, RuleConfig rule) {
    try {
      return check.accepts(request.header("authorization"))
          ? Optional.empty()
          : Optional.of(FrontResponse.closing(401));
    } catch (IOException e) {
      errors.note(rule.logicalId(), "cannot verify tokens: " + e.getMessage());
      return Optional.of(FrontResponse.closing(500));
    }
  }

  /** What is streamed counts until it begins. */
  private void record(RuleConfig rule, long startNanos, EngineTime engineTime, Answer answer) {
    int status =
        switch (answer) {
          case FrontResponse response -> response.status();
          case Answer.Streamed streamed -> streamed.status();
          case Answer.Tunnel _ -> 101;
        };
    times.record(rule.logicalId(), System.nanoTime() - startNanos, engineTime.nanos(), status);
  }

  private void forward(Exchange exchange, String targetGroupArn)
      throws InterruptedException, RequestBody.UnusableException {
    switch (targetGroups.get(targetGroupArn)) {
      case null -> {
        errors.note(
            exchange.rule().logicalId(),
            "forwards to " + targetGroupArn + ", which does not exist");
        exchange.to().accept(FrontResponse.own(503));
      }
      case FunctionTargets target -> toFunction(exchange, target);
      case InstanceTargets targets -> {
        FrontRequest request = exchange.request();
        Listener listener = exchange.listener();
        Answer answer =
            proxy.answer(request, targets, ForwardedHeaders.of(request, listener, ids.traceId()));
        exchange.to().accept(answer instanceof FrontResponse ? answer : listener.complete(answer));
      }
    }
  }

  private void toFunction(Exchange exchange, FunctionTargets target)
      throws InterruptedException, RequestBody.UnusableException {
    FrontRequest request = exchange.request();
    Listener listener = exchange.listener();
    byte[] body = request.body().whole(FUNCTION_BODY_LIMIT_BYTES);
    Optional<String> refusal = refusal(target);
    if (refusal.isPresent()) {
      errors.note(target.logicalId(), refusal.get());
      exchange.to().accept(FrontResponse.own(502));
      return;
    }
    exchange
        .invocations()
        .invoke(
            target.function(),
            event(request, body, listener, target),
            exchange.engineTime(),
            result -> exchange.to().accept(response(result, listener, target)));
  }

  private byte[] event(
      FrontRequest request, byte[] body, Listener listener, FunctionTargets target) {
    return AlbEvent.encode(request, body, target, listener, ids.traceId());
  }

  private FrontResponse response(
      InvocationResult result, Listener listener, FunctionTargets target) {
    return switch (result) {
      case InvocationResult.Answered(byte[] payload) -> decode(listener, target, payload);
      case InvocationResult.Failed _ -> FrontResponse.own(502); // noted where it happened
      case InvocationResult.Throttled(String reason) -> {
        errors.note(target.logicalId(), reason);
        yield FrontResponse.own(502);
      }
    };
  }

  private FrontResponse decode(Listener listener, FunctionTargets target, byte[] payload) {
    try {
      return listener.complete(AlbResponse.decode(payload, target.multiValueHeaders()));
    } catch (AlbResponse.MalformedException e) {
      errors.note(target.logicalId(), "what its function returned " + e.getMessage());
      return FrontResponse.own(502);
    }
  }

  private Optional<String> refusal(FunctionTargets target) {
    return functions.refusal(target.function(), PRINCIPAL, target.arn());
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
