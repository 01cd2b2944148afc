package io.gamekeeper.testing;

import com.amazonaws.services.lambda.runtime.events.ApplicationLoadBalancerRequestEvent;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events as a load balancer sends them, read by Lambda's own serializer. */
public final class Requests {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final PojoSerializer<ApplicationLoadBalancerRequestEvent> EVENTS =
      LambdaEventSerializers.serializerFor(
          ApplicationLoadBalancerRequestEvent.class, Requests.class.getClassLoader());

  // From AWS's documentation, "Using AWS Lambda with an Application Load Balancer".
  private static final String EVENT =
      """
      {
        "requestContext": {
          "elb": {
            "targetGroupArn": "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/lambda-279XGJDqGZ5rsrHC2Fjr/49e9d65c45c6791a"
          }
        },
        "httpMethod": "GET",
        "path": "/lambda",
        "queryStringParameters": {},
        "headers": {
          "accept": "*/*",
          "accept-encoding": "gzip",
          "host": "lambda-alb-123578498.us-east-1.elb.amazonaws.com",
          "user-agent": "curl/8.5.0",
          "x-amzn-trace-id": "Root=1-5c536348-3d683b8b04734faae651f476",
          "x-forwarded-for": "72.12.164.125",
          "x-forwarded-port": "443",
          "x-forwarded-proto": "https"
        },
        "body": "",
        "isBase64Encoded": false
      }
      """;

  private Requests() {}

  /**
   * A request.
   *
   * @param headers beside those that each request has; names in small letters
   * @param body null for none
   */
  public static ApplicationLoadBalancerRequestEvent event(
      String method,
      String path,
      Map<String, String> query,
      Map<String, String> headers,
      @Nullable String body) {
    try {
      ObjectNode event = (ObjectNode) JSON.readTree(EVENT);
      event.put("httpMethod", method).put("path", path).put("body", body == null ? "" : body);
      ObjectNode parameters = event.putObject("queryStringParameters");
      query.forEach(parameters::put);
      ObjectNode all = (ObjectNode) event.get("headers");
      headers.forEach(all::put);
      return EVENTS.fromJson(JSON.writeValueAsString(event));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
