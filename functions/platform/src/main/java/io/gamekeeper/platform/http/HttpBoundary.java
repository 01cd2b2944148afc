package io.gamekeeper.platform.http;

import static software.amazon.lambda.powertools.logging.argument.StructuredArguments.entry;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.ApplicationLoadBalancerRequestEvent;
import com.amazonaws.services.lambda.runtime.events.ApplicationLoadBalancerResponseEvent;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.platform.RedisUnavailableException;
import io.gamekeeper.platform.identity.Verdict;
import io.gamekeeper.platform.telemetry.Telemetry;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * The boundary between load balancer and endpoints: it finds an event's route, checks the token,
 * and turns exceptions into problem documents – 503 for transient faults, 500 without internals for
 * bugs, each logged once, here.
 */
public final class HttpBoundary {
  private static final Logger LOG = LoggerFactory.getLogger(HttpBoundary.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final String TRACE_HEADER = "X-Amzn-Trace-Id";
  private static final String HEAD = "HEAD";
  private static final int SERVER_FAULT = 500;

  /** The route of a request that has none. */
  private static final String NO_ROUTE = "-";

  private static final String JSON = "application/json";
  private static final String PROBLEM_JSON = "application/problem+json";

  private final Telemetry telemetry;
  private final List<Route> routes;
  private final Json json = new Json();

  /** Creates a boundary that serves these routes; the first that matches answers. */
  public HttpBoundary(Telemetry telemetry, Route... routes) {
    this.telemetry = telemetry;
    this.routes = List.of(routes);
  }

  /** Answers a load balancer's event; throws only what no answer can be given for. */
  public ApplicationLoadBalancerResponseEvent serve(
      ApplicationLoadBalancerRequestEvent event, Context context) {
    return serve(event, null, context);
  }

  /** Answers an event that is perhaps signed by a role's session. */
  ApplicationLoadBalancerResponseEvent serve(
      ApplicationLoadBalancerRequestEvent event, @Nullable String signedBy, Context context) {
    String id = Telemetry.correlationId(traceHeader(event), context);
    return telemetry.invocation(
        context,
        id,
        () -> {
          telemetry.asked(event.getHttpMethod(), event.getPath());
          HttpResponse response = respond(event, signedBy, id);
          telemetry.answered(response.status());
          if (response.status() >= 400 && response.status() < 500) {
            telemetry.count(GameMetric.REQUESTS_REFUSED);
          }
          ApplicationLoadBalancerResponseEvent answer = encode(response, id);
          if (event.getHttpMethod().equals(HEAD)) {
            answer.setBody("");
            answer.setIsBase64Encoded(false);
          }
          return answer;
        });
  }

  /**
   * Answers an event outside any invocation and reads a body of that type, so that what that needs
   * is loaded and compiled into a snapshot. Give no token and nothing that leads to a call.
   */
  public void prime(ApplicationLoadBalancerRequestEvent event, Class<?> body) {
    encode(respond(event, null, "priming"), "priming");
    json.read("{}", body);
  }

  private HttpResponse respond(
      ApplicationLoadBalancerRequestEvent event, @Nullable String signedBy, String id) {
    try {
      return HttpRequest.of(event, signedBy, json).answer(request -> route(request, id));
    } catch (RedisUnavailableException | SdkClientException e) {
      return transientFault(e);
    } catch (AwsServiceException e) {
      return e.isThrottlingException() || e.statusCode() >= 500 ? transientFault(e) : bug(e);
    } catch (RuntimeException e) {
      return bug(e);
    }
  }

  private HttpResponse transientFault(RuntimeException e) {
    LOG.warn("A dependency does not answer: {}", e.toString());
    telemetry.failed(e);
    return HttpResponse.of(Problem.unavailable(RETRY_AFTER));
  }

  private HttpResponse bug(RuntimeException e) {
    LOG.error("The request failed", e);
    telemetry.failed(e);
    return HttpResponse.of(Problem.internal());
  }

  private HttpResponse route(HttpRequest request, String id) {
    // The same but for the body: RFC 9110, section 9.3.2.
    String method = request.method().equals(HEAD) ? "GET" : request.method();
    Set<String> allowed = new TreeSet<>();
    for (Route route : routes) {
      Map<String, String> variables = route.match(request.segments());
      if (variables != null) {
        if (route.method().equals(method)) {
          if (route.keepsErrors()) {
            telemetry.keepErrors();
          }
          return noted(route.template(), method, authenticate(route, request, variables, id));
        }
        allowed.add(route.method());
      }
    }
    if (allowed.isEmpty()) {
      return noted(
          NO_ROUTE, method, HttpResponse.of(Problem.notFound("there is nothing at this path")));
    }
    if (allowed.contains("GET")) {
      allowed.add(HEAD);
    }
    return noted(
        NO_ROUTE,
        method,
        new HttpResponse.Failure(
            Problem.methodNotAllowed(request.method()),
            Map.of("Allow", String.join(", ", allowed))));
  }

  /**
   * Logs why a request is refused. The path as it was asked for is not logged: players are in it.
   *
   * @param route its template
   */
  private static HttpResponse noted(String route, String method, HttpResponse response) {
    if (response instanceof HttpResponse.Failure(Problem problem, var headers)
        && problem.status() < SERVER_FAULT) {
      LOG.info(
          "Request refused",
          entry("method", method),
          entry("route", route),
          entry("status", problem.status()),
          entry("problem", problem.name()),
          entry("reason", Objects.requireNonNullElse(problem.detail(), problem.title())));
    }
    return response;
  }

  private HttpResponse authenticate(
      Route route, HttpRequest request, Map<String, String> variables, String id) {
    return switch (route.guard()) {
      case Guard.Everybody() ->
          route.endpoint().answer(new Call(request, variables, id, null, null, null));
      case Guard.Players(var verifier) ->
          switch (verifier.verify(request.header("authorization"))) {
            case Verdict.Player(String player, _) ->
                route.endpoint().answer(new Call(request, variables, id, player, null, null));
            case Verdict.Refused(Verdict.Reason reason) ->
                new HttpResponse.Failure(
                    Problem.unauthorized(reason.text()),
                    Map.of("WWW-Authenticate", challenge(reason)));
            case Verdict.Unverifiable() -> HttpResponse.of(Problem.unavailable(RETRY_AFTER));
          };
      case Guard.ByRole operators ->
          new OperatorGate(operators, json).answer(route, request, variables, id);
    };
  }

  private static String challenge(Verdict.Reason reason) {
    return reason == Verdict.Reason.MISSING ? "Bearer" : "Bearer error=\"invalid_token\"";
  }

  private ApplicationLoadBalancerResponseEvent encode(HttpResponse response, String id) {
    Map<String, String> headers = new HashMap<>(response.headers());
    headers.putIfAbsent("Cache-Control", "no-store");
    ApplicationLoadBalancerResponseEvent event = new ApplicationLoadBalancerResponseEvent();
    event.setIsBase64Encoded(false);
    switch (response) {
      case HttpResponse.Document(int status, Object body, var extra) -> {
        headers.put("Content-Type", JSON);
        event.setBody(json.write(body));
      }
      case HttpResponse.Changed(int status, var before, Object after, var extra) -> {
        headers.put("Content-Type", JSON);
        event.setBody(json.write(after));
      }
      case HttpResponse.File(int status, String contentType, byte[] content, var extra) -> {
        headers.put("Content-Type", contentType);
        event.setBody(Base64.getEncoder().encodeToString(content));
        event.setIsBase64Encoded(true);
      }
      case HttpResponse.Failure(Problem problem, var extra) -> {
        headers.put("Content-Type", PROBLEM_JSON);
        Duration retryAfter = problem.retryAfter();
        if (retryAfter != null) {
          headers.put("Retry-After", Long.toString(Math.max(1, retryAfter.toSeconds())));
        }
        event.setBody(json.write(document(problem, id)));
      }
    }
    event.setStatusCode(response.status());
    event.setHeaders(headers);
    // A target group takes the one or the other, by whether it passes several values on.
    Map<String, List<String>> lists = new HashMap<>();
    headers.forEach((name, value) -> lists.put(name, List.of(value)));
    event.setMultiValueHeaders(lists);
    return event;
  }

  private static Map<String, Object> document(Problem problem, String id) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("type", problem.type());
    document.put("title", problem.title());
    document.put("status", problem.status());
    String detail = problem.detail();
    if (detail != null) {
      document.put("detail", detail);
    }
    document.put("instance", id);
    return document;
  }

  private static @Nullable String traceHeader(ApplicationLoadBalancerRequestEvent event) {
    if (event.getHeaders() != null) {
      for (Map.Entry<String, String> header : event.getHeaders().entrySet()) {
        if (header.getKey().equalsIgnoreCase(TRACE_HEADER)) {
          return header.getValue();
        }
      }
    } else if (event.getMultiValueHeaders() != null) {
      for (Map.Entry<String, List<String>> header : event.getMultiValueHeaders().entrySet()) {
        if (header.getKey().equalsIgnoreCase(TRACE_HEADER)) {
          return header.getValue().getLast();
        }
      }
    }
    return null;
  }
}
