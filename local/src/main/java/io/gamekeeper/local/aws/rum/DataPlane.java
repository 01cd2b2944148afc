package io.gamekeeper.local.aws.rum;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.local.http.Answer;
import io.gamekeeper.local.http.FrontRequest;
import io.gamekeeper.local.http.FrontResponse;
import io.gamekeeper.local.http.RequestBody;
import io.gamekeeper.local.http.Site;
import io.gamekeeper.local.service.Ids;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * RUM's end point for clients: {@code PutRumEvents}, as a web client sends it, without a signature.
 * Pages of any origin may call it, as they have to.
 *
 * <p>AWS names no limit of a request's size. This end point takes {@value #LARGEST_BYTES} bytes:
 * many times what a browser sends as a beacon, and the batch of 100 events that the web client
 * makes. A client may compress its body, which is as large as what it unpacks to.
 *
 * @see <a href="https://github.com/aws-observability/aws-rum-web">The CloudWatch RUM web client</a>
 */
final class DataPlane implements Site {
  static final int LARGEST_BYTES = 1 << 20;

  private static final int BAD_REQUEST = 400;
  private static final int TOO_LARGE = 413;
  private static final String INVALID = "ValidationException";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern PATH =
      Pattern.compile("/appmonitors/([a-fA-F0-9]{8}(?:-[a-fA-F0-9]{4}){3}-[a-fA-F0-9]{12})/?");

  private static final List<FrontRequest.Field> PREFLIGHT =
      List.of(
          new FrontRequest.Field("access-control-allow-methods", "POST"),
          new FrontRequest.Field(
              "access-control-allow-headers",
              "authorization,content-encoding,content-type,x-amz-content-sha256,x-amz-date,x-amz-security-token"),
          new FrontRequest.Field("access-control-max-age", "3600"));

  private final AppMonitors monitors;
  private final Ids ids;

  DataPlane(AppMonitors monitors, Ids ids) {
    this.monitors = monitors;
    this.ids = ids;
  }

  @Override
  public Answer answer(FrontRequest request, long startNanos) {
    if (request.method().equals("OPTIONS")) {
      return response(200, PREFLIGHT, new byte[0]);
    }
    Matcher path = PATH.matcher(request.path());
    if (!request.method().equals("POST") || !path.matches()) {
      return error(404, "UnknownOperationException", "there is no such operation");
    }
    try {
      byte[] body = plain(request.body().whole(LARGEST_BYTES), request.header("content-encoding"));
      return put(path.group(1).toLowerCase(Locale.ROOT), body);
    } catch (RequestBody.UnusableException e) {
      return error(
          e.status(),
          e.status() == TOO_LARGE ? "RequestEntityTooLargeException" : INVALID,
          "the request cannot be taken");
    }
  }

  /** Returns a body that the web client may have compressed. */
  private static byte[] plain(byte[] body, @Nullable String encoding)
      throws RequestBody.UnusableException {
    if (encoding == null) {
      return body;
    }
    if (!encoding.equalsIgnoreCase("gzip")) {
      throw new RequestBody.UnusableException(BAD_REQUEST);
    }
    try (GZIPInputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(body))) {
      byte[] plain = unpacked.readNBytes(LARGEST_BYTES + 1);
      return RequestBody.of(plain).whole(LARGEST_BYTES);
    } catch (IOException e) {
      throw new RequestBody.UnusableException(BAD_REQUEST);
    }
  }

  private Answer put(String id, byte[] body) {
    Optional<AppMonitor> monitor = monitors.find(id);
    if (monitor.isEmpty()) {
      ObjectNode missing = JSON.createObjectNode();
      missing.put("message", "App monitor not found");
      missing.put("resourceName", id);
      missing.put("resourceType", "AppMonitor");
      return error(404, "ResourceNotFoundException", missing);
    }
    EventBatch batch;
    try {
      batch = EventBatch.read(body);
    } catch (EventBatch.InvalidException e) {
      return error(BAD_REQUEST, INVALID, String.valueOf(e.getMessage()));
    }
    if (!monitor.get().admits(batch.alias())) {
      return error(
          403,
          "AccessDeniedException",
          "the app monitor's policy does not allow rum:PutRumEvents"
              + batch.alias().map(alias -> " with the alias " + alias).orElse(" without an alias"));
    }
    monitor.get().take(batch);
    return response(200, List.of(), new byte[0]);
  }

  private Answer error(int status, String type, String message) {
    return error(status, type, JSON.createObjectNode().put("message", message));
  }

  private Answer error(int status, String type, ObjectNode body) {
    return response(
        status,
        List.of(new FrontRequest.Field("x-amzn-errortype", type)),
        body.toString().getBytes(UTF_8));
  }

  private Answer response(int status, List<FrontRequest.Field> more, byte[] body) {
    List<FrontRequest.Field> headers = new ArrayList<>();
    headers.add(new FrontRequest.Field("content-type", "application/json"));
    headers.add(new FrontRequest.Field("x-amzn-requestid", ids.requestId()));
    headers.add(new FrontRequest.Field("access-control-allow-origin", "*"));
    headers.addAll(more);
    return new FrontResponse(status, headers, body);
  }
}
