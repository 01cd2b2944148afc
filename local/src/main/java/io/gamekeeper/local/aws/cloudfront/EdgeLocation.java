package io.gamekeeper.local.aws.cloudfront;

import io.gamekeeper.local.http.Answer;
import io.gamekeeper.local.http.FrontRequest;
import io.gamekeeper.local.http.FrontResponse;
import io.gamekeeper.local.http.Site;
import io.gamekeeper.local.time.StageTime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** An edge location of a distribution: it answers from its cache, which the shield fills. */
final class EdgeLocation implements Site {
  /** The smallest answer that CloudFront compresses, in bytes. */
  private static final int LEAST_COMPRESSED = 1000;

  private static final int MOST_COMPRESSED = 10_000_000;
  private static final String COMPRESSED_KEY = " gzip";
  private static final Set<String> COMPRESSIBLE =
      Set.of(
          "application/javascript",
          "application/json",
          "application/manifest+json",
          "application/problem+json",
          "application/wasm",
          "application/xml",
          "application/vnd.api+json",
          "application/x-javascript",
          "font/otf",
          "font/ttf",
          "image/svg+xml");

  private final Delivery delivery;
  private final Location location;
  private final Tier cache;
  private final StageTime time;

  EdgeLocation(Delivery delivery, Location location, Tier cache, StageTime time) {
    this.delivery = delivery;
    this.location = location;
    this.cache = cache;
    this.time = time;
  }

  @Override
  public Answer answer(FrontRequest request, long startNanos) {
    Behavior behavior = delivery.behavior(request.path());
    if (!behavior.methods().contains(request.method())) {
      return error(
          403,
          "This distribution is not configured to allow the HTTP request method that was used");
    }
    try {
      return found(request, behavior, find(request, behavior));
    } catch (IOException e) {
      return error(502, "CloudFront could not connect to the origin");
    }
  }

  private Tier.Found find(FrontRequest request, Behavior behavior) throws IOException {
    String path = delivery.originPath(request.path());
    String key =
        behavior.cache().wholeQuery() && request.query() != null
            ? path + "?" + request.query()
            : path;
    Tier.Found plain = cache.find(key, _ -> delivery.fromShield(key, path, behavior));
    if (!compresses(request, behavior, plain.answer().answer())) {
      return plain;
    }
    Tier.Found compressed =
        cache.find(
            key + COMPRESSED_KEY + " " + plain.answer().answer().etag(),
            _ -> compressed(plain.answer()));
    return new Tier.Found(compressed.answer(), plain.outcome());
  }

  /**
   * Tells whether the answer is compressed. Ranges are those of the plain object, so that any
   * client can continue a download.
   */
  private static boolean compresses(
      FrontRequest request, Behavior behavior, Origin.Fetched answer) {
    String accepted = request.header("accept-encoding");
    return behavior.compress()
        && behavior.cache().gzip()
        && accepted != null
        && acceptsGzip(accepted)
        && request.header("range") == null
        && answer.status() == 200
        && answer.contentEncoding().isEmpty()
        && answer.body().length() >= LEAST_COMPRESSED
        && answer.body().length() <= MOST_COMPRESSED
        && answer.body() instanceof Body.Kept
        && isCompressible(answer.contentType());
  }

  private static boolean acceptsGzip(String accepted) {
    for (String part : accepted.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] coding = part.strip().split(";", 2);
      if (coding[0].strip().equals("gzip")) {
        return coding.length == 1 || !coding[1].strip().matches("q=0(\\.0*)?");
      }
    }
    return false;
  }

  private static boolean isCompressible(String contentType) {
    String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return type.startsWith("text/") || COMPRESSIBLE.contains(type);
  }

  private static CachedAnswer compressed(CachedAnswer plain) throws IOException {
    Origin.Fetched answer = plain.answer();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes);
        InputStream body = answer.body().open(0, answer.body().length() - 1)) {
      body.transferTo(gzip);
    }
    return new CachedAnswer(
        new Origin.Fetched(
            answer.status(),
            answer.contentType(),
            "gzip",
            answer.cacheControl(),
            answer.etag().isEmpty() || answer.etag().startsWith("W/")
                ? answer.etag()
                : "W/" + answer.etag(),
            answer.lastModified(),
            new Body.Kept(bytes.toByteArray())),
        plain.since(),
        plain.until());
  }

  private Answer found(FrontRequest request, Behavior behavior, Tier.Found found)
      throws IOException {
    Origin.Fetched answer = found.answer().answer();
    List<FrontRequest.Field> headers = new ArrayList<>();
    boolean failed = answer.status() >= 400;
    own(headers, failed ? "Error" : found.outcome().word());
    if (found.outcome() != Tier.Outcome.MISS) {
      Duration age = Duration.between(found.answer().since(), time.clock().instant());
      headers.add(new FrontRequest.Field("age", Long.toString(Math.max(0, age.toSeconds()))));
    }
    add(headers, "content-type", answer.contentType());
    add(headers, "cache-control", answer.cacheControl());
    add(headers, "etag", answer.etag());
    add(headers, "last-modified", answer.lastModified());
    if (behavior.compress() && behavior.cache().gzip() && !failed) {
      headers.add(new FrontRequest.Field("vary", "Accept-Encoding"));
    }
    add(headers, "content-encoding", answer.contentEncoding());
    headers.addAll(behavior.headers());
    if (request.header("origin") != null) {
      headers.addAll(behavior.crossOrigin());
    }
    if (answer.status() != 200) {
      return part(
          request,
          answer.status(),
          headers,
          answer.body(),
          new ByteRange(0, answer.body().length() - 1));
    }
    if (unchanged(request, answer)) {
      return new FrontResponse(304, headers, new byte[0]);
    }
    headers.add(new FrontRequest.Field("accept-ranges", "bytes"));
    return ranged(request, answer, headers);
  }

  private static boolean unchanged(FrontRequest request, Origin.Fetched answer) {
    String tags = request.header("if-none-match");
    if (tags != null) {
      for (String tag : tags.split(",", -1)) {
        if (tag.strip().equals("*") || strong(tag.strip()).equals(strong(answer.etag()))) {
          return true;
        }
      }
      return false;
    }
    Optional<Instant> since = instant(request.header("if-modified-since"));
    Optional<Instant> modified = instant(answer.lastModified());
    return since.isPresent() && modified.isPresent() && !modified.get().isAfter(since.get());
  }

  private static String strong(String tag) {
    return tag.startsWith("W/") ? tag.substring(2) : tag;
  }

  private static Optional<Instant> instant(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty(); // HTTP ignores a malformed date
    }
  }

  private static Answer ranged(
      FrontRequest request, Origin.Fetched answer, List<FrontRequest.Field> headers)
      throws IOException {
    Body body = answer.body();
    String range = request.header("range");
    String onlyIf = request.header("if-range");
    Optional<ByteRange> wanted =
        range == null || (onlyIf != null && !onlyIf.equals(answer.etag()))
            ? Optional.empty()
            : ByteRange.parse(range, body.length());
    if (wanted.isEmpty()) {
      return part(request, 200, headers, body, new ByteRange(0, body.length() - 1));
    }
    ByteRange bytes = wanted.get();
    if (bytes.first() >= body.length()) {
      headers.add(new FrontRequest.Field("content-range", "bytes */" + body.length()));
      return new FrontResponse(416, headers, new byte[0]);
    }
    headers.add(
        new FrontRequest.Field(
            "content-range", "bytes " + bytes.first() + "-" + bytes.last() + "/" + body.length()));
    return part(request, 206, headers, body, bytes);
  }

  /** Returns an answer with a part of the body: from memory, or streamed. */
  private static Answer part(
      FrontRequest request,
      int status,
      List<FrontRequest.Field> headers,
      Body body,
      ByteRange bytes)
      throws IOException {
    if (body instanceof Body.Kept) {
      try (InputStream content = body.open(bytes.first(), bytes.last())) {
        return new FrontResponse(status, headers, content.readAllBytes());
      }
    }
    headers.add(
        new FrontRequest.Field("content-length", Long.toString(bytes.last() - bytes.first() + 1)));
    return new Answer.Streamed(
        status,
        headers,
        request.method().equals("HEAD")
            ? InputStream.nullInputStream()
            : body.open(bytes.first(), bytes.last()));
  }

  private FrontResponse error(int status, String message) {
    List<FrontRequest.Field> headers = new ArrayList<>();
    own(headers, "Error");
    headers.add(new FrontRequest.Field("server", "CloudFront"));
    headers.add(new FrontRequest.Field("content-type", "text/html"));
    return new FrontResponse(
        status,
        headers,
        ("<html><body><h1>" + status + "</h1>" + message + "</body></html>\n")
            .getBytes(StandardCharsets.UTF_8));
  }

  /** Adds the headers that CloudFront adds to every answer. */
  private void own(List<FrontRequest.Field> headers, String word) {
    headers.add(new FrontRequest.Field("x-cache", word + " from cloudfront"));
    headers.add(new FrontRequest.Field("via", "1.1 " + delivery.domain() + " (CloudFront)"));
    headers.add(new FrontRequest.Field("x-amz-cf-pop", location.pop()));
    headers.add(
        new FrontRequest.Field(
            "x-amz-cf-id", HexFormat.of().toHexDigits(time.random().nextLong())));
  }

  private static void add(List<FrontRequest.Field> headers, String name, String value) {
    if (!value.isEmpty()) {
      headers.add(new FrontRequest.Field(name, value));
    }
  }
}
