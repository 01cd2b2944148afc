package io.gamekeeper.local.aws.cloudfront;

import io.gamekeeper.local.engine.EngineException;
import io.gamekeeper.local.engine.S3Engine;
import io.gamekeeper.local.iam.Policy;
import io.gamekeeper.local.iam.RequestContext;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * A bucket behind a distribution with origin access control: the bucket's policy must let
 * CloudFront read for this distribution. CloudFront's guide names only the condition key {@code
 * aws:SourceArn}, so the policy finds no other here. Without the right to list, a missing object is
 * answered as forbidden, as on S3.
 */
public final class S3Origin implements Origin {
  /** The largest object that is read into memory; no cache would keep a larger one. */
  private static final long LARGEST_KEPT_BYTES = 16L << 20;

  private static final String PRINCIPAL = "cloudfront.amazonaws.com";

  private final S3Engine engine;
  private final String bucket;
  private final String prefix;
  private final Supplier<Optional<Policy>> policy;
  private final RequestContext context;

  /**
   * Creates a bucket.
   *
   * @param prefix put before each path; empty for none
   * @param policy the bucket's, when a request needs it
   * @param distribution its ARN
   */
  public S3Origin(
      S3Engine engine,
      String bucket,
      String prefix,
      Supplier<Optional<Policy>> policy,
      String distribution) {
    this.engine = engine;
    this.bucket = bucket;
    this.prefix = prefix;
    this.policy = policy;
    this.context =
        RequestContext.NONE
            .with("aws:SourceArn", distribution)
            .with("aws:SecureTransport", "true")
            .with("s3:TlsVersion", "1.3");
  }

  @Override
  public Fetched fetch(String path, Optional<String> etag) throws IOException {
    String key;
    try {
      key = URLDecoder.decode((prefix + path).replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return Fetched.status(400);
    }
    key = key.substring(1);
    if (key.isEmpty() || !allows("s3:GetObject", "arn:aws:s3:::" + bucket + "/" + key)) {
      return Fetched.status(403);
    }
    GetObjectRequest.Builder request = GetObjectRequest.builder().bucket(bucket).key(key);
    etag.ifPresent(request::ifNoneMatch);
    try (ResponseInputStream<GetObjectResponse> object =
        engine.client().getObject(request.build())) {
      if (object.response().contentLength() > LARGEST_KEPT_BYTES) {
        object.abort();
        return fetched(object.response(), remote(key, object.response()));
      }
      return fetched(object.response(), new Body.Kept(object.readAllBytes()));
    } catch (S3Exception e) {
      int status = e.statusCode();
      return Fetched.status(status == 404 && !mayList() ? 403 : status);
    } catch (SdkException | EngineException e) {
      throw new IOException("S3 does not answer: " + e.getMessage(), e);
    }
  }

  private boolean mayList() {
    return allows("s3:ListBucket", "arn:aws:s3:::" + bucket);
  }

  private boolean allows(String action, String resource) {
    return policy
        .get()
        .map(document -> document.allowsService(PRINCIPAL, action, resource, context))
        .orElse(false);
  }

  private Body remote(String key, GetObjectResponse head) {
    return new Body.Remote(
        head.contentLength(), (first, last) -> part(key, head.eTag(), first, last));
  }

  private InputStream part(String key, String etag, long first, long last) throws IOException {
    try {
      return new AbandonedInTime(
          engine
              .client()
              .getObject(
                  get ->
                      get.bucket(bucket)
                          .key(key)
                          .ifMatch(etag)
                          .range("bytes=" + first + "-" + last)));
    } catch (SdkException | EngineException e) {
      throw new IOException("S3 does not answer: " + e.getMessage(), e);
    }
  }

  /** A stream that can be closed before its end without reading the rest. */
  private static final class AbandonedInTime extends FilterInputStream {
    private final ResponseInputStream<GetObjectResponse> object;

    AbandonedInTime(ResponseInputStream<GetObjectResponse> object) {
      super(object);
      this.object = object;
    }

    @Override
    public void close() {
      object.abort();
    }
  }

  private static Fetched fetched(GetObjectResponse head, Body body) {
    return new Fetched(
        200,
        text(head.contentType()),
        stored(head.contentEncoding()),
        text(head.cacheControl()),
        text(head.eTag()),
        date(head.lastModified()),
        body);
  }

  /**
   * Returns the content encoding that S3 keeps: without aws-chunked, which describes the upload
   * only.
   */
  private static String stored(@Nullable String encoding) {
    return text(encoding).replaceAll("aws-chunked,?\\s*", "");
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }

  private static String date(@Nullable Instant instant) {
    return instant == null
        ? ""
        : DateTimeFormatter.RFC_1123_DATE_TIME.format(instant.atOffset(ZoneOffset.UTC));
  }
}
