package io.gamekeeper.local.aws.s3;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.local.client.Access;
import io.gamekeeper.local.client.SimulatedService;
import io.gamekeeper.local.client.StoredObjects;
import io.gamekeeper.local.engine.S3Engine;
import io.gamekeeper.local.iam.AccessControl;
import io.gamekeeper.local.iam.Policy;
import io.gamekeeper.local.iam.RequestContext;
import io.gamekeeper.local.template.AwsEnvironment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The stage's S3: the buckets of the templates, and the service in front of the engine. Roles
 * decide on the access of functions, bucket policies on that of distributions.
 */
public final class S3Buckets implements StoredObjects {
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;

  private final AccessControl control;
  private final S3Engine engine;

  /** The customer's keys that encrypt buckets. */
  private final Map<String, Key> keys = new ConcurrentHashMap<>();

  /** The policies of the buckets, parsed when they are first needed. */
  private final Map<String, PolicyText> policies = new ConcurrentHashMap<>();

  private record Key(String arn, String via) {}

  private record PolicyText(String where, JsonNode document) {}

  public S3Buckets(AccessControl control, S3Engine engine) {
    this.control = control;
    this.engine = engine;
  }

  /**
   * Adds a bucket.
   *
   * @param kmsKey the customer's key that encrypts it: users of its objects need rights on it too
   */
  public void register(String bucket, AwsEnvironment environment, Optional<String> kmsKey) {
    kmsKey.ifPresent(
        arn -> keys.put(bucket, new Key(arn, "s3." + environment.region() + ".amazonaws.com")));
    engine.addBucket(bucket);
  }

  /**
   * Adds the policy of a bucket.
   *
   * @param where its place, for messages
   */
  public void policy(String bucket, String where, JsonNode document) {
    policies.put(bucket, new PolicyText(where, document));
  }

  /**
   * Returns the policy of a bucket, for services whose access it decides.
   *
   * @throws io.gamekeeper.local.template.TemplateException if it has what the stage does not
   *     evaluate
   */
  public Optional<Policy> policy(String bucket) {
    return Optional.ofNullable(policies.get(bucket))
        .map(text -> Policy.parse(text.where(), text.document()));
  }

  /**
   * Returns the service that functions call.
   *
   * @param begin starts the engine in the background, when the first function asks for a client
   */
  public SimulatedService<S3Client> service(Runnable begin) {
    return new SimulatedService<>("s3", S3Client.class, S3Buckets::error)
        .startingWith(
            () -> {
              if (engine.hasBuckets()) {
                begin.run();
              }
            })
        .streaming(
            "putObject",
            PutObjectRequest.class,
            RequestBody.class,
            List.of("Bucket", "Key"),
            this::put,
            (request, body) -> client(request.bucket()).putObject(request, body))
        .streaming(
            "getObject",
            GetObjectRequest.class,
            ResponseTransformer.class,
            List.of("Bucket", "Key"),
            request -> read(request.bucket(), request.key(), request.versionId()),
            this::get)
        .operation(
            "headObject",
            HeadObjectRequest.class,
            List.of("Bucket", "Key"),
            request -> read(request.bucket(), request.key(), request.versionId()),
            request -> client(request.bucket()).headObject(request))
        .operation(
            "deleteObject",
            DeleteObjectRequest.class,
            List.of("Bucket", "Key"),
            request ->
                List.of(
                    new Access.ByRole(
                        request.versionId() == null ? "s3:DeleteObject" : "s3:DeleteObjectVersion",
                        object(request.bucket(), request.key()))),
            request -> client(request.bucket()).deleteObject(request))
        .operation(
            "copyObject",
            CopyObjectRequest.class,
            List.of("SourceBucket", "SourceKey", "DestinationBucket", "DestinationKey"),
            request -> {
              List<Access> all =
                  new ArrayList<>(
                      read(request.sourceBucket(), request.sourceKey(), request.sourceVersionId()));
              all.addAll(write(request.destinationBucket(), request.destinationKey()));
              return all;
            },
            request -> {
              client(request.sourceBucket());
              return client(request.destinationBucket()).copyObject(request);
            })
        .operation(
            "listObjectsV2",
            ListObjectsV2Request.class,
            List.of("Bucket"),
            this::list,
            request -> client(request.bucket()).listObjectsV2(request))
        .operation(
            "headBucket",
            HeadBucketRequest.class,
            List.of("Bucket"),
            request -> List.of(new Access.ByRole("s3:ListBucket", bucket(request.bucket()))),
            request -> client(request.bucket()).headBucket(request));
  }

  private static S3Exception error(String code, int status, String message) {
    // S3 has its own code and status for what other services call AccessDeniedException.
    boolean denied = code.equals("AccessDeniedException");
    S3Exception.Builder builder = S3Exception.builder();
    builder.awsErrorDetails(details(denied ? "AccessDenied" : code, message));
    builder.statusCode(denied ? FORBIDDEN : status);
    return (S3Exception) builder.build();
  }

  private static AwsErrorDetails details(String code, String message) {
    return AwsErrorDetails.builder()
        .serviceName("S3")
        .errorCode(code)
        .errorMessage(message)
        .build();
  }

  /**
   * Returns the engine; it is not started for a bucket that no template has.
   *
   * @throws NoSuchBucketException for such a bucket
   */
  @Override
  public S3Client client(String bucket) {
    if (!engine.hasBucket(bucket)) {
      throw NoSuchBucketException.builder()
          .awsErrorDetails(details("NoSuchBucket", "The specified bucket does not exist"))
          .statusCode(NOT_FOUND)
          .build();
    }
    return engine.client();
  }

  @SuppressWarnings("unchecked") // the client's method takes no other transformer
  private @Nullable Object get(GetObjectRequest request, ResponseTransformer<?, ?> transformer) {
    return client(request.bucket())
        .getObject(request, (ResponseTransformer<GetObjectResponse, ?>) transformer);
  }

  private List<Access> put(PutObjectRequest request) {
    List<Access> all = write(request.bucket(), request.key());
    if (request.tagging() != null) {
      all.add(new Access.ByRole("s3:PutObjectTagging", object(request.bucket(), request.key())));
    }
    if (request.aclAsString() != null) {
      all.add(new Access.ByRole("s3:PutObjectAcl", object(request.bucket(), request.key())));
    }
    return all;
  }

  /**
   * Returns what an action below a place asks of a role.
   *
   * @param place {@code s3://bucket/folder/}
   */
  List<Access> access(String action, String place) {
    String[] parts = place.substring(place.indexOf("//") + 2).split("/", 2);
    String bucket = parts[0];
    String folder = parts.length > 1 ? parts[1] : "";
    return switch (action) {
      case "s3:GetObject" -> read(bucket, folder + "object");
      case "s3:PutObject" -> write(bucket, folder + "object");
      case "s3:ListBucket" -> list(bucket, folder);
      case "s3:GetBucketLocation", "s3:ListBucketMultipartUploads" ->
          List.of(new Access.ByRole(action, bucket(bucket)));
      default -> List.of(new Access.ByRole(action, object(bucket, folder + "object")));
    };
  }

  @Override
  public List<Access> write(String bucket, String key) {
    List<Access> all = new ArrayList<>();
    all.add(new Access.ByRole("s3:PutObject", object(bucket, key)));
    encryption(bucket, "kms:GenerateDataKey").ifPresent(all::add);
    return all;
  }

  @Override
  public List<Access> read(String bucket, String key) {
    return read(bucket, key, null);
  }

  @Override
  public List<Access> list(String bucket, String prefix) {
    return List.of(
        new Access.ByRole(
            "s3:ListBucket", bucket(bucket), RequestContext.NONE.with("s3:prefix", prefix)));
  }

  @Override
  public boolean hasBucket(String bucket) {
    return engine.hasBucket(bucket);
  }

  private List<Access> read(String bucket, String key, @Nullable String version) {
    List<Access> all = new ArrayList<>();
    all.add(
        new Access.ByRole(
            version == null ? "s3:GetObject" : "s3:GetObjectVersion", object(bucket, key)));
    encryption(bucket, "kms:Decrypt").ifPresent(all::add);
    return all;
  }

  private List<Access> list(ListObjectsV2Request request) {
    RequestContext context =
        RequestContext.NONE.with("s3:prefix", request.prefix() == null ? "" : request.prefix());
    if (request.delimiter() != null) {
      context = context.with("s3:delimiter", request.delimiter());
    }
    if (request.maxKeys() != null) {
      context = context.with("s3:max-keys", request.maxKeys().toString());
    }
    return List.of(new Access.ByRole("s3:ListBucket", bucket(request.bucket()), context));
  }

  private Optional<Access> encryption(String bucket, String action) {
    return Optional.ofNullable(keys.get(bucket))
        .map(key -> new Access.ByKey(control, action, key.arn(), key.via()));
  }

  private static String bucket(String name) {
    return "arn:aws:s3:::" + name;
  }

  private static String object(String bucket, String key) {
    return bucket(bucket) + "/" + key;
  }
}
