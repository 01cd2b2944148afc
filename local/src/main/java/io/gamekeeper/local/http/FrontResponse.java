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

  /** Its own words, after which the connection is closed. */
  public static FrontResponse closing(int status) {
    FrontResponse own = own(status);
    List<FrontRequest.Field> headers = new ArrayList<>(own.headers());
    headers.add(new FrontRequest.Field("connection", "close"));
    return new FrontResponse(status, headers, own.body());
  }

  /** What the load balancer says itself, in its own words. */
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

  /** What the load balancer says itself, in the template's words. */
  public static FrontResponse own(int status, String contentType, String body) {
    return new FrontResponse(
        status,
        List.of(
            new FrontRequest.Field("server", SERVER),
            new FrontRequest.Field("content-type", contentType)),
        body.getBytes(StandardCharsets.UTF_8));
  }

  /** A redirection to another address. */
  public static FrontResponse redirect(int status, String location) {
    return new FrontResponse(
        status,
        List.of(
            new FrontRequest.Field("server", SERVER), new FrontRequest.Field("location", location)),
        new byte[0]);
  }
}
