package io.gamekeeper.asset.aws;

import io.gamekeeper.asset.AssetException;
import io.gamekeeper.asset.AssetLayout;
import io.gamekeeper.asset.AssetStore;
import io.gamekeeper.asset.Channel;
import io.gamekeeper.asset.LocalAsset;
import io.gamekeeper.asset.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * The bucket in S3. The client repeats calls that fail for a transient reason; a file is checked
 * once more while it is read for sending. Files above 16 MiB are sent in parts, and a part that an
 * interrupted upload has stored is not sent again.
 */
public final class S3AssetStore implements AssetStore {
  /** The largest file that is sent in one piece, in bytes. */
  public static final int ONE_PIECE = 16 << 20;

  private static final int PART = 8 << 20;
  private static final int BUFFER = 1 << 16;
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int PRECONDITION_FAILED = 412;

  private final S3Client s3;
  private final String bucket;
  private final boolean checksums;

  /**
   * Creates a store.
   *
   * @param checksums whether the server knows S3's additional checksums: then it refuses what
   *     arrives damaged by SHA-256 and tells the hash of what it has, else by MD5 only
   */
  public S3AssetStore(S3Client s3, String bucket, boolean checksums) {
    this.s3 = s3;
    this.bucket = bucket;
    this.checksums = checksums;
  }

  @Override
  public Optional<Stored> stat(Sha256 content) {
    HeadObjectRequest.Builder request =
        HeadObjectRequest.builder().bucket(bucket).key(AssetLayout.content(content));
    if (checksums) {
      request.checksumMode(ChecksumMode.ENABLED);
    }
    return found("look for " + AssetLayout.content(content), () -> s3.headObject(request.build()))
        .map(head -> new Stored(head.contentLength(), sha256(head)));
  }

  /**
   * Returns the object's SHA-256; for an object that came in parts, S3 has only a hash of hashes.
   */
  private static Optional<Sha256> sha256(HeadObjectResponse head) {
    return head.checksumSHA256() == null || head.checksumType() == ChecksumType.COMPOSITE
        ? Optional.empty()
        : Optional.of(
            new Sha256(
                HexFormat.of().formatHex(Base64.getDecoder().decode(head.checksumSHA256()))));
  }

  @Override
  public Optional<Sha256> hash(Sha256 content) {
    String key = AssetLayout.content(content);
    return found(
        "read " + key,
        () -> {
          try (InputStream body = s3.getObject(get -> get.bucket(bucket).key(key))) {
            MessageDigest digest = Sha256.digest();
            byte[] buffer = new byte[BUFFER];
            for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
              digest.update(buffer, 0, read);
            }
            return Sha256.of(digest);
          } catch (IOException e) {
            throw failed("read " + key, e);
          }
        });
  }

  @Override
  public Upload put(LocalAsset asset) {
    try {
      return asset.file().size() > ONE_PIECE ? putInParts(asset) : putInOnePiece(asset);
    } catch (IOException e) {
      throw new AssetException(asset.source() + " cannot be read: " + e, e);
    }
  }

  private Upload putInOnePiece(LocalAsset asset) throws IOException {
    byte[] bytes;
    try (InputStream content = Files.newInputStream(asset.source())) {
      bytes = content.readNBytes(ONE_PIECE + 1);
    }
    if (!Sha256.of(bytes).equals(asset.file().sha256())) {
      throw changed(asset);
    }
    String key = AssetLayout.content(asset.file().sha256());
    PutObjectRequest.Builder request =
        PutObjectRequest.builder()
            .bucket(bucket)
            .key(key)
            .contentType(asset.file().type())
            .cacheControl(AssetLayout.CONTENT_CACHING)
            .contentMD5(base64(md5(bytes, bytes.length)));
    if (checksums) {
      request.checksumSHA256(base64(HexFormat.of().parseHex(asset.file().sha256().hex())));
    }
    tried("upload " + key, () -> s3.putObject(request.build(), RequestBody.fromBytes(bytes)));
    return new Upload(bytes.length, 0);
  }

  private Upload putInParts(LocalAsset asset) throws IOException {
    String key = AssetLayout.content(asset.file().sha256());
    @Nullable String unfinished = unfinished(key);
    if (unfinished != null) {
      try {
        return putInParts(asset, key, unfinished, parts(key, unfinished));
      } catch (AssetException e) {
        if (!isRefused(e)) {
          throw e;
        }
        // Another client's, or gone meanwhile: it can never be finished, so it is not gone on with.
        abort(key, unfinished);
      }
    }
    return putInParts(asset, key, begin(asset, key), Map.of());
  }

  /**
   * Returns whether the request is refused for good, however often it is repeated; a slow
   * connection is a 400, too.
   */
  private static boolean isRefused(AssetException failure) {
    return failure.getCause() instanceof S3Exception s3
        && (s3.statusCode() == NOT_FOUND
            || (s3.statusCode() == BAD_REQUEST && !hasCode(s3, "RequestTimeout")));
  }

  private void abort(String key, String upload) {
    found(
        "give up " + key,
        () -> s3.abortMultipartUpload(a -> a.bucket(bucket).key(key).uploadId(upload)));
  }

  private Upload putInParts(LocalAsset asset, String key, String upload, Map<Integer, Part> there)
      throws IOException {
    List<CompletedPart> completed = new ArrayList<>();
    MessageDigest whole = Sha256.digest();
    long sent = 0;
    long resumed = 0;
    byte[] buffer = new byte[PART];
    try (InputStream content = Files.newInputStream(asset.source())) {
      int number = 1;
      for (int length = content.readNBytes(buffer, 0, PART);
          length > 0;
          length = content.readNBytes(buffer, 0, PART)) {
        whole.update(buffer, 0, length);
        @Nullable Part part = there.get(number);
        if (part != null && isSame(part, buffer, length)) {
          completed.add(completed(number, part.eTag(), part.checksumSHA256()));
          resumed += length;
        } else {
          completed.add(send(key, upload, number, buffer, length));
          sent += length;
        }
        number++;
      }
    }
    if (!Sha256.of(whole).equals(asset.file().sha256())) {
      abort(key, upload);
      throw changed(asset);
    }
    tried(
        "complete " + key,
        () ->
            s3.completeMultipartUpload(
                c ->
                    c.bucket(bucket)
                        .key(key)
                        .uploadId(upload)
                        .multipartUpload(m -> m.parts(completed))));
    return new Upload(sent, resumed);
  }

  /** Returns the newest upload of that key that was begun and not completed. */
  private @Nullable String unfinished(String key) {
    return tried(
            "look for unfinished uploads of " + key,
            () -> s3.listMultipartUploads(list -> list.bucket(bucket).prefix(key)))
        .uploads()
        .stream()
        .filter(upload -> upload.key().equals(key))
        .max(
            Comparator.comparing(
                MultipartUpload::initiated, Comparator.nullsFirst(Comparator.naturalOrder())))
        .map(MultipartUpload::uploadId)
        .orElse(null);
  }

  private String begin(LocalAsset asset, String key) {
    return tried(
            "begin " + key,
            () ->
                s3.createMultipartUpload(
                    create -> {
                      create
                          .bucket(bucket)
                          .key(key)
                          .contentType(asset.file().type())
                          .cacheControl(AssetLayout.CONTENT_CACHING);
                      if (checksums) {
                        create.checksumAlgorithm(ChecksumAlgorithm.SHA256);
                      }
                    }))
        .uploadId();
  }

  private Map<Integer, Part> parts(String key, String upload) {
    Map<Integer, Part> parts = new TreeMap<>();
    tried(
        "look for parts of " + key,
        () -> {
          s3.listPartsPaginator(list -> list.bucket(bucket).key(key).uploadId(upload))
              .parts()
              .forEach(part -> parts.put(part.partNumber(), part));
          return parts;
        });
    return parts;
  }

  private boolean isSame(Part part, byte[] bytes, int length) {
    if (part.size() != length) {
      return false;
    }
    if (checksums) {
      return base64(sha256(bytes, length)).equals(part.checksumSHA256());
    }
    return HexFormat.of().formatHex(md5(bytes, length)).equals(part.eTag().replace("\"", ""));
  }

  private CompletedPart send(String key, String upload, int number, byte[] bytes, int length) {
    UploadPartRequest.Builder request =
        UploadPartRequest.builder()
            .bucket(bucket)
            .key(key)
            .uploadId(upload)
            .partNumber(number)
            .contentMD5(base64(md5(bytes, length)));
    if (checksums) {
      request.checksumSHA256(base64(sha256(bytes, length)));
    }
    UploadPartResponse sent =
        tried(
            "upload " + key,
            () ->
                s3.uploadPart(
                    request.build(),
                    RequestBody.fromByteBuffer(ByteBuffer.wrap(bytes, 0, length))));
    return completed(number, sent.eTag(), sent.checksumSHA256());
  }

  private static CompletedPart completed(int number, String eTag, @Nullable String sha256) {
    return CompletedPart.builder().partNumber(number).eTag(eTag).checksumSHA256(sha256).build();
  }

  private static AssetException changed(LocalAsset asset) {
    return new AssetException(asset.source() + " was changed meanwhile: release again");
  }

  @Override
  public List<Channel> channels() {
    String folder = AssetLayout.CHANNELS;
    return tried(
        "list " + folder,
        () ->
            s3
                .listObjectsV2Paginator(list -> list.bucket(bucket).prefix(folder).delimiter("/"))
                .commonPrefixes()
                .stream()
                .flatMap(prefix -> AssetLayout.channel(prefix.prefix()).stream())
                .sorted(Comparator.comparing(Channel::name))
                .toList());
  }

  @Override
  public Optional<Current> current(Channel channel) {
    String key = AssetLayout.manifest(channel);
    return found(
        "read " + key,
        () -> {
          var object = s3.getObjectAsBytes(get -> get.bucket(bucket).key(key));
          return new Current(object.asString(StandardCharsets.US_ASCII), object.response().eTag());
        });
  }

  @Override
  public boolean replace(Channel channel, Optional<String> expected, String jws) {
    PutObjectRequest.Builder request = manifest(AssetLayout.manifest(channel));
    expected.ifPresentOrElse(request::ifMatch, () -> request.ifNoneMatch("*"));
    return putIf(request.build(), jws);
  }

  @Override
  public void keep(Channel channel, long number, String jws) {
    putIf(manifest(AssetLayout.release(channel, number)).ifNoneMatch("*").build(), jws);
  }

  private PutObjectRequest.Builder manifest(String key) {
    return PutObjectRequest.builder()
        .bucket(bucket)
        .key(key)
        .contentType(AssetLayout.MANIFEST_TYPE)
        .cacheControl(AssetLayout.MANIFEST_CACHING);
  }

  /**
   * Puts an object under a condition. S3 answers 412 if the condition does not hold, 409 if
   * somebody else's write came in between, and 404 if the object to match has gone ("Conditional
   * writes" in its user guide).
   */
  private boolean putIf(PutObjectRequest request, String jws) {
    byte[] bytes = jws.getBytes(StandardCharsets.US_ASCII);
    PutObjectRequest checked =
        request.toBuilder().contentMD5(base64(md5(bytes, bytes.length))).build();
    try {
      s3.putObject(checked, RequestBody.fromBytes(bytes));
      return true;
    } catch (S3Exception e) {
      if (e.statusCode() == PRECONDITION_FAILED
          || e.statusCode() == CONFLICT
          || (e.statusCode() == NOT_FOUND && request.ifMatch() != null)) {
        return false;
      }
      throw failed("write " + request.key(), e);
    } catch (SdkException e) {
      throw failed("write " + request.key(), e);
    }
  }

  @Override
  public Optional<String> kept(Channel channel, long number) {
    String key = AssetLayout.release(channel, number);
    return found(
        "read " + key,
        () ->
            s3.getObjectAsBytes(get -> get.bucket(bucket).key(key))
                .asString(StandardCharsets.US_ASCII));
  }

  @Override
  public List<Long> kept(Channel channel) {
    String folder = AssetLayout.releases(channel);
    return tried(
        "list " + folder,
        () ->
            s3
                .listObjectsV2Paginator(list -> list.bucket(bucket).prefix(folder))
                .contents()
                .stream()
                .map(S3Object::key)
                .map(key -> AssetLayout.number(channel, key))
                .filter(number -> number > 0)
                .sorted()
                .toList());
  }

  /**
   * Returns what is there; needs the right to list the bucket, without which S3 would answer 403
   * for a missing object.
   */
  private <T> Optional<T> found(String what, Supplier<T> call) {
    try {
      return Optional.of(call.get());
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    } catch (S3Exception e) {
      if (e.statusCode() == NOT_FOUND && !hasCode(e, "NoSuchBucket")) {
        return Optional.empty();
      }
      throw failed(what, e);
    } catch (SdkException e) {
      throw failed(what, e);
    }
  }

  private static boolean hasCode(S3Exception e, String code) {
    return e.awsErrorDetails() != null && code.equals(e.awsErrorDetails().errorCode());
  }

  private <T> T tried(String what, Supplier<T> call) {
    try {
      return call.get();
    } catch (SdkException e) {
      throw failed(what, e);
    }
  }

  private AssetException failed(String what, Exception e) {
    return new AssetException(
        "the bucket " + bucket + " failed to " + what + ": " + e.getMessage(), e);
  }

  private static byte[] sha256(byte[] bytes, int length) {
    MessageDigest digest = Sha256.digest();
    digest.update(bytes, 0, length);
    return digest.digest();
  }

  private static byte[] md5(byte[] bytes, int length) {
    MessageDigest digest = Md5.digest();
    digest.update(bytes, 0, length);
    return digest.digest();
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
