package io.gamekeeper.platform.http;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.ApplicationLoadBalancerRequestEvent;
import com.amazonaws.services.lambda.runtime.events.ApplicationLoadBalancerResponseEvent;
import io.gamekeeper.platform.telemetry.Telemetry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The boundary of a function that answers operators by two doors: the load balancer, whose event it
 * takes as it is, and the function's own address, whose events (payload format 2.0) become the same
 * requests. Who calls is taken from the door by which the event came, and from nothing that a
 * caller can write.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads">Request
 *     and response payloads of function URLs</a>
 */
public final class OperationsBoundary {
  private static final String NOBODY = "";

  private final HttpBoundary boundary;

  /** Creates a boundary that serves these routes; the first that matches answers. */
  public OperationsBoundary(Telemetry telemetry, Route... routes) {
    this.boundary = new HttpBoundary(telemetry, routes);
  }

  /** Answers an event of either door, in that door's form. */
  public Map<String, Object> serve(Map<String, Object> event, Context context) {
    Object http = object(event.get("requestContext")).get("http");
    return http == null
        ? balancerResponse(boundary.serve(balancerEvent(event), null, context))
        : urlResponse(boundary.serve(urlEvent(event, object(http)), signedBy(event), context));
  }

  private static ApplicationLoadBalancerRequestEvent balancerEvent(Map<String, Object> event) {
    ApplicationLoadBalancerRequestEvent request = new ApplicationLoadBalancerRequestEvent();
    request.setHttpMethod(text(event, "httpMethod"));
    request.setPath(text(event, "path"));
    request.setMultiValueQueryStringParameters(lists(event.get("multiValueQueryStringParameters")));
    request.setMultiValueHeaders(lists(event.get("multiValueHeaders")));
    request.setBody(text(event, "body"));
    request.setIsBase64Encoded(Boolean.TRUE.equals(event.get("isBase64Encoded")));
    return request;
  }

  private static ApplicationLoadBalancerRequestEvent urlEvent(
      Map<String, Object> event, Map<String, Object> http) {
    ApplicationLoadBalancerRequestEvent request = new ApplicationLoadBalancerRequestEvent();
    request.setHttpMethod(text(http, "method"));
    request.setPath(text(event, "rawPath"));
    Map<String, List<String>> headers = new HashMap<>();
    object(event.get("headers"))
        .forEach((name, value) -> headers.put(name, List.of(String.valueOf(value))));
    request.setMultiValueHeaders(headers);
    request.setMultiValueQueryStringParameters(query(text(event, "rawQueryString")));
    request.setBody(text(event, "body"));
    request.setIsBase64Encoded(Boolean.TRUE.equals(event.get("isBase64Encoded")));
    return request;
  }

  /** Returns who signed; Lambda has checked it. An event without it comes from nobody. */
  private static String signedBy(Map<String, Object> event) {
    Object arn =
        object(object(object(event.get("requestContext")).get("authorizer")).get("iam"))
            .get("userArn");
    return arn instanceof String text ? text : NOBODY;
  }

  private static Map<String, List<String>> query(String raw) {
    Map<String, List<String>> query = new LinkedHashMap<>();
    for (String parameter : raw.split("&", -1)) {
      if (!parameter.isEmpty()) {
        int equals = parameter.indexOf('=');
        query
            .computeIfAbsent(
                equals < 0 ? parameter : parameter.substring(0, equals), _ -> new ArrayList<>())
            .add(equals < 0 ? "" : parameter.substring(equals + 1));
      }
    }
    return query;
  }

  private static Map<String, Object> balancerResponse(
      ApplicationLoadBalancerResponseEvent response) {
    Map<String, Object> event = response(response);
    event.put("multiValueHeaders", response.getMultiValueHeaders());
    return event;
  }

  private static Map<String, Object> urlResponse(ApplicationLoadBalancerResponseEvent response) {
    Map<String, Object> event = response(response);
    event.put("headers", response.getHeaders());
    return event;
  }

  private static Map<String, Object> response(ApplicationLoadBalancerResponseEvent response) {
    Map<String, Object> event = new HashMap<>();
    event.put("statusCode", response.getStatusCode());
    event.put("body", response.getBody());
    event.put("isBase64Encoded", response.getIsBase64Encoded());
    return event;
  }

  private static String text(Map<String, Object> event, String name) {
    return event.get(name) instanceof String text ? text : "";
  }

  @SuppressWarnings("unchecked") // what is JSON has texts as keys
  private static Map<String, Object> object(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }

  private static Map<String, List<String>> lists(@Nullable Object value) {
    Map<String, List<String>> lists = new LinkedHashMap<>();
    object(value)
        .forEach(
            (name, values) -> {
              if (values instanceof List<?> list && !list.isEmpty()) {
                lists.put(name, list.stream().map(String::valueOf).toList());
              }
            });
    return lists;
  }
}
