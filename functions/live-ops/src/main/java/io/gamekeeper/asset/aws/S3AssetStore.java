package io.gamekeeper.asset.aws;

import io.gamekeeper.asset.AssetException;
import io.gamekeeper.asset.AssetLayout;
import io.gamekeeper.asset.AssetStore;
import io.gamekeeper.asset.Channel;
import io.gamekeeper.asset.LocalAsset;
import io.gamekeeper.asset.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The bucket in S3. The client repeats what fails for a passing reason; what a file is gets checked
 * once more while it is read for sending. Files above 16 MiB are sent in parts.
 */
public final class S3AssetStore implements AssetStore {
  /** The largest file that is sent in one piece, in bytes. */
  public static final int ONE_PIECE = 16 << 20;

  private static final int BUFFER = 1 << 16;
  private static final int CONFLICT = 409;
  private static final int PRECONDITION_FAILED = 412;

  private final Bucket bucket;
  private final S3Client s3;
  private final boolean checksums;
  private final UploadInParts inParts;

  /**
   * Creates a store.
   *
   * @param checksums whether the server knows S3's additional checksums: then it refuses what
   *     arrives damaged by SHA-256 and tells the hash of what it has, else by MD5 only
   */
  public S3AssetStore(S3Client s3, String bucket, boolean checksums) {
    this.bucket = new Bucket(s3, bucket);
    this.s3 = s3;
    this.checksums = checksums;
    this.inParts = new UploadInParts(this.bucket, checksums);
  }

  @Override
  public Optional<Stored> stat(Sha256 content) {
    HeadObjectRequest.Builder request =
        HeadObjectRequest.builder().bucket(bucket.name()).key(AssetLayout.content(content));
    if (checksums) {
      request.checksumMode(ChecksumMode.ENABLED);
    }
    return bucket
        .found("look for " + AssetLayout.content(content), () -> s3.headObject(request.build()))
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
    return bucket.found(
        "read " + key,
        () -> {
          try (InputStream body = s3.getObject(get -> get.bucket(bucket.name()).key(key))) {
            MessageDigest digest = Sha256.digest();
            byte[] buffer = new byte[BUFFER];
            for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
              digest.update(buffer, 0, read);
            }
            return Sha256.of(digest);
          } catch (IOException e) {
            throw bucket.failed("read " + key, e);
          }
        });
  }

  @Override
  public Upload put(LocalAsset asset) {
    try {
      return asset.file().size() > ONE_PIECE ? inParts.put(asset) : putInOnePiece(asset);
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
      throw UploadInParts.changed(asset);
    }
    String key = AssetLayout.content(asset.file().sha256());
    PutObjectRequest.Builder request =
        PutObjectRequest.builder()
            .bucket(bucket.name())
            .key(key)
            .contentType(asset.file().type())
            .cacheControl(AssetLayout.CONTENT_CACHING)
            .contentMD5(Checksums.base64(Checksums.md5(bytes, bytes.length)));
    if (checksums) {
      request.checksumSHA256(
          Checksums.base64(HexFormat.of().parseHex(asset.file().sha256().hex())));
    }
    bucket.tried(
        "upload " + key, () -> s3.putObject(request.build(), RequestBody.fromBytes(bytes)));
    return new Upload(bytes.length, 0);
  }

  @Override
  public List<Channel> channels() {
    String folder = AssetLayout.CHANNELS;
    return bucket.tried(
        "list " + folder,
        () ->
            s3
                .listObjectsV2Paginator(
                    list -> list.bucket(bucket.name()).prefix(folder).delimiter("/"))
                .commonPrefixes()
                .stream()
                .flatMap(prefix -> AssetLayout.channel(prefix.prefix()).stream())
                .sorted(Comparator.comparing(Channel::name))
                .toList());
  }

  @Override
  public Optional<Current> current(Channel channel) {
    String key = AssetLayout.manifest(channel);
    return bucket.found(
        "read " + key,
        () -> {
          var object = s3.getObjectAsBytes(get -> get.bucket(bucket.name()).key(key));
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
        .bucket(bucket.name())
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
        request.toBuilder()
            .contentMD5(Checksums.base64(Checksums.md5(bytes, bytes.length)))
            .build();
    try {
      s3.putObject(checked, RequestBody.fromBytes(bytes));
      return true;
    } catch (S3Exception e) {
      if (e.statusCode() == PRECONDITION_FAILED
          || e.statusCode() == CONFLICT
          || (e.statusCode() == Bucket.NOT_FOUND && request.ifMatch() != null)) {
        return false;
      }
      throw bucket.failed("write " + request.key(), e);
    } catch (SdkException e) {
      throw bucket.failed("write " + request.key(), e);
    }
  }

  @Override
  public Optional<String> kept(Channel channel, long number) {
    String key = AssetLayout.release(channel, number);
    return bucket.found(
        "read " + key,
        () ->
            s3.getObjectAsBytes(get -> get.bucket(bucket.name()).key(key))
                .asString(StandardCharsets.US_ASCII));
  }

  @Override
  public List<Long> kept(Channel channel) {
    String folder = AssetLayout.releases(channel);
    return bucket.tried(
        "list " + folder,
        () ->
            s3
                .listObjectsV2Paginator(list -> list.bucket(bucket.name()).prefix(folder))
                .contents()
                .stream()
                .map(S3Object::key)
                .map(key -> AssetLayout.number(channel, key))
                .filter(number -> number > 0)
                .sorted()
                .toList());
  }
}
