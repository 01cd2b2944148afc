package io.gamekeeper.local.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpStatus;

/**
 * A response before it goes out.
 *
 * @param headers in their order
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
public record FrontResponse(int status, List<FrontRequest.Field> headers, byte[] body)
    implements Answer {
  private static final String SERVER = "awselb/2.0";

  public FrontResponse {
    headers = List.copyOf(headers);
  }

  /** Returns the load balancer's own response, after which the connection is closed. */
  public static FrontResponse closing(int status) {
    FrontResponse own = own(status);
    List<FrontRequest.Field> headers = new ArrayList<>(own.headers());
    headers.add(new FrontRequest.Field("connection", "close"));
    return new FrontResponse(status, headers, own.body());
  }

  /** Returns the load balancer's own response with a status. */
  public static FrontResponse own(int status) {
    String title = status + " " + HttpStatus.getMessage(status);
    return own(
        status,
        "text/html",
        "<html>\r\n<head><title>"
            + title
            + "</title></head>\r\n<body>\r\n<center><h1>"
            + title
            + "</h1></center>\r\n</body>\r\n</html>\r\n");
  }

  /** Returns the load balancer's own response with a text of the template. */
  public static FrontResponse own(int status, String contentType, String body) {
    return new FrontResponse(
        status,
        List.of(
            new FrontRequest.Field("server", SERVER),
            new FrontRequest.Field("content-type", contentType)),
        body.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns a redirection to another address. */
  public static FrontResponse redirect(int status, String location) {
    return new FrontResponse(
        status,
        List.of(
            new FrontRequest.Field("server", SERVER), new FrontRequest.Field("location", location)),
        new byte[0]);
  }
}
