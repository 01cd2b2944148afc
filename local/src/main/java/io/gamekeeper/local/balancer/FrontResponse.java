package io.gamekeeper.local.balancer;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.jetty.http.HttpStatus;

/**
 * A response before it goes out.
 *
 * @param headers in their order
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
record FrontResponse(int status, List<FrontRequest.Field> headers, byte[] body) {
  private static final String SERVER = "awselb/2.0";

  /** What the load balancer says itself, in its own words. */
  static FrontResponse own(int status) {
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
  static FrontResponse own(int status, String contentType, String body) {
    return new FrontResponse(
        status,
        List.of(
            new FrontRequest.Field("server", SERVER),
            new FrontRequest.Field("content-type", contentType)),
        body.getBytes(StandardCharsets.UTF_8));
  }

  /** A redirection to another address. */
  static FrontResponse redirect(int status, String location) {
    return new FrontResponse(
        status,
        List.of(
            new FrontRequest.Field("server", SERVER), new FrontRequest.Field("location", location)),
        new byte[0]);
  }
}
