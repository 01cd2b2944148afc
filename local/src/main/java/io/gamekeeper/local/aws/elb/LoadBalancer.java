package io.gamekeeper.local.aws.elb;

import io.gamekeeper.local.client.EngineTime;
import io.gamekeeper.local.http.Answer;
import io.gamekeeper.local.http.FrontRequest;
import io.gamekeeper.local.http.FrontResponse;
import io.gamekeeper.local.http.RequestBody;
import io.gamekeeper.local.http.RequestFilter;
import io.gamekeeper.local.http.Site;
import io.gamekeeper.local.iam.Wildcard;
import io.gamekeeper.local.identity.TokenCheck;
import io.gamekeeper.local.observe.ErrorLog;
import io.gamekeeper.local.observe.RouteTimes;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.Ids;
import io.gamekeeper.local.service.StageException;
import io.gamekeeper.local.target.Functions;
import io.gamekeeper.platform.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A load balancer: it answers requests by the listeners, rules and target groups of the templates.
 */
public final class LoadBalancer {
  private final Functions functions;
  private final Ids ids;
  private final RandomGenerator random;
  private final RouteTimes times;
  private final ErrorLog errors;
  private final FunctionForwarding toFunctions;
  private final InstanceProxy toServers;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final List<RequestFilter> filters = new CopyOnWriteArrayList<>();
  private final Map<String, TargetGroup> targetGroups = new ConcurrentHashMap<>();

  /**
   * Creates a load balancer without listeners.
   *
   * @param ground gives ids and the clock, and takes errors
   * @param random chooses between weighted target groups; safe for use by several threads
   * @param idleTimeout after which a connection to a server that sends nothing is closed
   */
  public LoadBalancer(
      Functions functions,
      Ground ground,
      RandomGenerator random,
      RouteTimes times,
      Duration idleTimeout) {
    InstantSource clock = ground.time().clock();
    this.functions = functions;
    this.ids = ground.ids();
    this.random = random;
    this.times = times;
    this.errors = ground.errors();
    this.toFunctions = new FunctionForwarding(functions, ids, errors, clock);
    this.toServers = new InstanceProxy(idleTimeout, errors, clock);
  }

  /** Adds a listener. */
  public void add(Listener listener) {
    listeners.add(listener);
  }

  /** Adds a filter, which sees every request before the listeners do. */
  public void add(RequestFilter filter) {
    filters.add(filter);
  }

  /** Adds a target group. */
  public void add(TargetGroup targetGroup) {
    targetGroups.put(targetGroup.arn(), targetGroup);
  }

  /** Returns the target groups with servers, sorted by logical id. */
  public List<InstanceTargets> instanceTargets() {
    return targetGroups.values().stream()
        .flatMap(group -> group instanceof InstanceTargets targets ? Stream.of(targets) : null)
        .sorted(Comparator.comparing(InstanceTargets::logicalId))
        .toList();
  }

  /** Records the health of the servers behind each listener's rules. */
  void sample() {
    Set<LoadBalancerMetrics.OfGroup> sampled = new HashSet<>();
    for (Listener listener : listeners) {
      for (RuleConfig rule : listener.rules()) {
        for (RuleAction.WeightedGroup group : rule.action().groups()) {
          if (targetGroups.get(group.targetGroupArn()) instanceof InstanceTargets targets
              && sampled.add(listener.metrics().of(targets))) {
            listener.metrics().of(targets).sample(targets.targets().values());
          }
        }
      }
    }
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
    functionTargets().forEach(toFunctions::checkPermission);
  }

  /**
   * Waits until the target groups that have a health check are healthy.
   *
   * @throws StageException if one does not become so; names it, with its last answer
   */
  public void checkHealth(Waiting waiting) {
    functionTargets().forEach(group -> toFunctions.awaitHealthy(group, served(), waiting));
  }

  /**
   * Returns the listener that the laptop's port serves: the template's HTTPS listener if there is
   * one, else its first.
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

  /** Returns the routes of the served listener, as they are now. */
  public Routes routes() {
    return new Routes(served(), targetGroups);
  }

  /**
   * Returns the host whose users sign in: of the first rule that authenticates users of one host.
   */
  public Optional<String> signInHost() {
    return signIns().map(SignIn::host).findFirst();
  }

  /** Returns the addresses to which identity providers lead users back. */
  public Set<String> callbacks() {
    return signIns().map(signIn -> callback(signIn.host())).collect(Collectors.toUnmodifiableSet());
  }

  private static String callback(String host) {
    return "https://" + host + OidcAuthentication.CALLBACK;
  }

  /**
   * Signs a user in without a browser.
   *
   * @param provider gives a code for the address to which users come back
   * @return the session's cookie: {@code name=value}
   * @throws StageException if no rule authenticates users, or the provider refuses its own code
   */
  public String signIn(UnaryOperator<String> provider) {
    SignIn first =
        signIns()
            .findFirst()
            .orElseThrow(
                () -> new StageException("no listener rule of the templates authenticates users"));
    String callback = callback(first.host());
    try {
      return first.users().signIn(provider.apply(callback), callback);
    } catch (IOException e) {
      throw new StageException("the sign-in failed: " + e.getMessage(), e);
    }
  }

  private record SignIn(String host, OidcAuthentication users) {}

  private Stream<SignIn> signIns() {
    return listeners.stream()
        .flatMap(listener -> listener.rules().stream())
        .flatMap(
            rule ->
                rule.action() instanceof RuleAction.Authenticate(var users, _)
                    ? rule.conditions().stream()
                        .flatMap(
                            condition ->
                                condition instanceof RuleCondition.Host(var hosts)
                                    ? hosts.stream().map(Wildcard::toString)
                                    : Stream.empty())
                        .filter(host -> host.matches("[A-Za-z0-9.-]+"))
                        .map(host -> new SignIn(host.toLowerCase(Locale.ROOT), users))
                    : Stream.empty());
  }

  /** Returns the site at the laptop's port; it may be asked for before there are listeners. */
  public Site servedSite() {
    return new Listening(this::served);
  }

  /** Returns the site of one listener. */
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

  /** Answers a request. */
  Answer answer(FrontRequest request, Listener listener, long startNanos)
      throws InterruptedException {
    AtomicReference<@Nullable Answer> answer = new AtomicReference<>();
    answer(request, listener, startNanos, Invocations.waiting(functions), answer::set);
    return Objects.requireNonNull(answer.get());
  }

  private void answer(
      FrontRequest asked,
      Listener listener,
      long startNanos,
      Invocations invocations,
      Consumer<Answer> to)
      throws InterruptedException {
    FrontRequest request = withoutClaims(asked);
    for (RequestFilter filter : filters) {
      Optional<FrontResponse> refusal = filter.refusal(request);
      if (refusal.isPresent()) {
        int status = refusal.get().status();
        times.record(filter.logicalId(), System.nanoTime() - startNanos, 0, status);
        listener.metrics().ownAnswer(status);
        to.accept(refusal.get());
        return;
      }
    }
    RuleConfig rule = rule(request, listener);
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
        case RuleAction.FixedResponse fixed -> {
          listener.metrics().fixedResponse(fixed.status());
          exchange.answer(
              listener.complete(
                  FrontResponse.own(fixed.status(), fixed.contentType(), fixed.body())));
        }
        case RuleAction.Redirect redirect -> {
          listener.metrics().redirected(redirect.status());
          exchange.answer(
              FrontResponse.redirect(
                  redirect.status(),
                  redirect.location(request, listener.protocol(), listener.port())));
        }
        case RuleAction.Verify(TokenCheck check, RuleAction.Forward forward) -> {
          Optional<FrontResponse> refusal = refusal(check, request, rule);
          if (refusal.isPresent()) {
            exchange.answerByItself(refusal.get());
          } else {
            forward(exchange, forward.choose(random));
          }
        }
        case RuleAction.Authenticate(OidcAuthentication users, RuleAction.Forward forward) ->
            authenticate(exchange, users, forward);
        case RuleAction.Forward forward -> forward(exchange, forward.choose(random));
      }
    } catch (RequestBody.UnusableException e) {
      listener.metrics().ownAnswer(e.status());
      to.accept(FrontResponse.closing(e.status()));
    }
  }

  /** Takes out what only the load balancer may say about a user. */
  private static FrontRequest withoutClaims(FrontRequest request) {
    return request.headers().stream().noneMatch(LoadBalancer::isClaim)
        ? request
        : request.withHeaders(
            request.headers().stream().filter(header -> !isClaim(header)).toList());
  }

  private static boolean isClaim(FrontRequest.Field header) {
    return header.name().startsWith(OidcAuthentication.HEADERS);
  }

  /**
   * Returns the rule that answers. Users who come back from an identity provider are answered by
   * the rule that led them there, whatever its other conditions.
   */
  private static RuleConfig rule(FrontRequest request, Listener listener) {
    if (request.path().equals(OidcAuthentication.CALLBACK)) {
      List<RuleConfig> rules = listener.authenticating(request);
      Optional<RuleConfig> answering =
          rules.stream()
              .filter(
                  rule ->
                      rule.action() instanceof RuleAction.Authenticate action
                          && action.users().began(request))
              .findFirst()
              .or(() -> rules.stream().findFirst());
      if (answering.isPresent()) {
        return answering.get();
      }
    }
    return listener.match(request);
  }

  private void authenticate(Exchange exchange, OidcAuthentication users, RuleAction.Forward forward)
      throws InterruptedException, RequestBody.UnusableException {
    FrontRequest request = exchange.request();
    OidcAuthentication.Outcome outcome =
        request.path().equals(OidcAuthentication.CALLBACK)
            ? users.complete(request)
            : users.admit(request);
    switch (outcome) {
      case OidcAuthentication.Outcome.Passed(var claims) ->
          forward(exchange.with(claims), forward.choose(random));
      case OidcAuthentication.Outcome.Answered(var response) -> exchange.answerByItself(response);
      case OidcAuthentication.Outcome.Refused(int status, String reason) -> {
        if (status >= 500) {
          errors.note(exchange.rule().logicalId(), reason);
        }
        exchange.answerByItself(FrontResponse.own(status));
      }
    }
  }

  /** Returns the load balancer's own answer if the token is not good. */
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

  /** Records how long the answer took; a streamed one counts until it begins. */
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
        exchange.answerByItself(FrontResponse.own(503));
      }
      case FunctionTargets target -> toFunctions.forward(exchange, target);
      case InstanceTargets targets -> {
        FrontRequest request = exchange.request();
        Listener listener = exchange.listener();
        Answer answer =
            toServers.answer(
                request,
                targets,
                ForwardedHeaders.of(request, listener, ids.traceId()),
                listener.metrics().of(targets));
        switch (answer) {
          case FrontResponse own -> exchange.answerByItself(own);
          case Answer.Streamed _, Answer.Tunnel _ -> exchange.answer(listener.complete(answer));
        }
      }
    }
  }
}
