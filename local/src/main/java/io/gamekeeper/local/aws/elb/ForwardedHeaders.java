package io.gamekeeper.local.aws.elb;

import io.gamekeeper.local.http.FrontRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The headers that a target gets: the client's, without those that concern one connection only, and
 * those by which the load balancer describes the client.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/x-forwarded-headers.html">HTTP
 *     headers and Application Load Balancers</a>
 */
final class ForwardedHeaders {
  private static final String FOR = "x-forwarded-for";
  private static final String PORT = "x-forwarded-port";
  private static final String PROTOCOL = "x-forwarded-proto";
  private static final String TRACE_ID = "x-amzn-trace-id";

  /** Headers that concern one connection only. */
  static final Set<String> HOP_BY_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private ForwardedHeaders() {}

  /**
   * Returns the headers for a target.
   *
   * @param newTraceId an X-Ray trace id for requests that bring none
   */
  static List<FrontRequest.Field> of(FrontRequest request, Listener listener, String newTraceId) {
    Set<String> ofConnection = named(request.header("connection"));
    List<FrontRequest.Field> headers = new ArrayList<>(request.headers().size() + 4);
    for (FrontRequest.Field field : request.headers()) {
      switch (field.name()) {
        case FOR, PORT, PROTOCOL, TRACE_ID -> {}
        default -> {
          if (!HOP_BY_HOP.contains(field.name()) && !ofConnection.contains(field.name())) {
            headers.add(field);
          }
        }
      }
    }
    headers.add(
        new FrontRequest.Field(TRACE_ID, traceHeader(request.header(TRACE_ID), newTraceId)));
    String forwardedFor = request.header(FOR);
    headers.add(
        new FrontRequest.Field(
            FOR,
            forwardedFor == null
                ? request.clientAddress()
                : forwardedFor + ", " + request.clientAddress()));
    headers.add(new FrontRequest.Field(PORT, Integer.toString(listener.port())));
    headers.add(new FrontRequest.Field(PROTOCOL, listener.protocol().toLowerCase(Locale.ROOT)));
    return headers;
  }

  /** Returns the names, in lower case, that a {@code Connection} header lists. */
  static Set<String> named(@Nullable String connection) {
    if (connection == null || connection.isBlank()) {
      return Set.of();
    }
    Set<String> names = new HashSet<>();
    for (String name : connection.split(",", -1)) {
      names.add(name.strip().toLowerCase(Locale.ROOT));
    }
    return names;
  }

  /**
   * Returns the trace header: a root that the client sent is kept, after the load balancer's own
   * hop.
   */
  private static String traceHeader(@Nullable String brought, String newTraceId) {
    if (brought == null || brought.isBlank()) {
      return "Root=" + newTraceId;
    }
    String kept =
        brought.startsWith("Self=") ? brought.substring(brought.indexOf(';') + 1) : brought;
    return "Self=" + newTraceId + ";" + kept;
  }
}
