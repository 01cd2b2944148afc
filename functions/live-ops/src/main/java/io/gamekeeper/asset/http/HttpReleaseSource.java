package io.gamekeeper.asset.http;

import io.gamekeeper.asset.AssetLayout;
import io.gamekeeper.asset.Channel;
import io.gamekeeper.asset.Location;
import io.gamekeeper.asset.NoReleaseException;
import io.gamekeeper.asset.Sha256;
import io.gamekeeper.asset.SignedManifest;
import io.gamekeeper.asset.client.ReleaseSource;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The source of releases on the CDN. */
public final class HttpReleaseSource implements ReleaseSource {
  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int NOT_FOUND = 404;

  /** CloudFront's status for a missing object, because it may not list the bucket. */
  private static final int FORBIDDEN = 403;

  private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,18})-\\d+/(\\d+|\\*)");

  private final AssetHttp http;
  private final Location location;

  public HttpReleaseSource(AssetHttp http, Location location) {
    this.http = http;
    this.location = location;
  }

  @Override
  public String manifest(Channel channel) throws IOException, InterruptedException {
    String path = AssetLayout.manifest(channel);
    HttpResponse<InputStream> answer = http.get(location, path, Map.of());
    try (InputStream body = answer.body()) {
      if (answer.statusCode() == FORBIDDEN || answer.statusCode() == NOT_FOUND) {
        throw new NoReleaseException(channel, answered(path, answer));
      }
      if (answer.statusCode() != OK) {
        throw refused(path, answer);
      }
      byte[] bytes = body.readNBytes(SignedManifest.LARGEST + 1);
      return new String(bytes, StandardCharsets.US_ASCII);
    }
  }

  /**
   * Asks for the rest only, and for the whole if the answer is anything else: a cache that sends
   * another part, or answers 206 without saying which part ("Range requests", RFC 9110, section
   * 14), may do so each time.
   */
  @Override
  public Part content(Sha256 content, long from) throws IOException, InterruptedException {
    String path = AssetLayout.content(content);
    if (from > 0) {
      HttpResponse<InputStream> answer =
          http.get(location, path, Map.of("Range", "bytes=" + from + "-"));
      if (answer.statusCode() == PARTIAL && begin(answer) == from) {
        return new Part(from, answer.body());
      }
      if (answer.statusCode() == OK) {
        return new Part(0, answer.body());
      }
      answer.body().close();
    }
    HttpResponse<InputStream> answer = http.get(location, path, Map.of());
    if (answer.statusCode() == OK) {
      return new Part(0, answer.body());
    }
    answer.body().close();
    throw refused(path, answer);
  }

  private static long begin(HttpResponse<?> answer) {
    Matcher range = RANGE.matcher(answer.headers().firstValue("Content-Range").orElse(""));
    return range.matches() ? Long.parseLong(range.group(1)) : -1;
  }

  private IOException refused(String path, HttpResponse<?> answer) {
    return new IOException(answered(path, answer));
  }

  private String answered(String path, HttpResponse<?> answer) {
    return "the location " + location.name() + " answers " + answer.statusCode() + " for " + path;
  }
}
