package io.gamekeeper.asset.aws;

import io.gamekeeper.asset.AssetException;
import io.gamekeeper.asset.AssetLayout;
import io.gamekeeper.asset.AssetStore;
import io.gamekeeper.asset.LocalAsset;
import io.gamekeeper.asset.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * Sends large files to S3 in parts. A part that an interrupted upload has brought there is not sent
 * again.
 */
final class UploadInParts {
  private static final int PART = 8 << 20;
  private static final int BAD_REQUEST = 400;

  private final Bucket bucket;
  private final boolean checksums;

  /**
   * Uploads to that bucket.
   *
   * @param checksums whether the server knows S3's additional checksums
   */
  UploadInParts(Bucket bucket, boolean checksums) {
    this.bucket = bucket;
    this.checksums = checksums;
  }

  /**
   * Sends the parts that are not there.
   *
   * @throws AssetException if the file is not what it was, or the bucket fails
   */
  AssetStore.Upload put(LocalAsset asset) throws IOException {
    String key = AssetLayout.content(asset.file().sha256());
    @Nullable String unfinished = unfinished(key);
    if (unfinished != null) {
      try {
        return put(asset, key, unfinished, parts(key, unfinished));
      } catch (AssetException e) {
        if (!isRefused(e)) {
          throw e;
        }
        // Another client's, or gone meanwhile: it can never be finished, so it is not gone on with.
        abort(key, unfinished);
      }
    }
    return put(asset, key, begin(asset, key), Map.of());
  }

  /** The request as such will not do, whoever repeats it; a slow line is a 400, too. */
  private static boolean isRefused(AssetException failure) {
    return failure.getCause() instanceof S3Exception s3
        && (s3.statusCode() == Bucket.NOT_FOUND
            || (s3.statusCode() == BAD_REQUEST && !Bucket.hasCode(s3, "RequestTimeout")));
  }

  private void abort(String key, String upload) {
    bucket.found(
        "give up " + key,
        () ->
            bucket
                .s3()
                .abortMultipartUpload(a -> a.bucket(bucket.name()).key(key).uploadId(upload)));
  }

  private AssetStore.Upload put(
      LocalAsset asset, String key, String upload, Map<Integer, Part> there) throws IOException {
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
    bucket.tried(
        "complete " + key,
        () ->
            bucket
                .s3()
                .completeMultipartUpload(
                    c ->
                        c.bucket(bucket.name())
                            .key(key)
                            .uploadId(upload)
                            .multipartUpload(m -> m.parts(completed))));
    return new AssetStore.Upload(sent, resumed);
  }

  /** The newest upload of that key that somebody began and did not complete. */
  private @Nullable String unfinished(String key) {
    return bucket
        .tried(
            "look for unfinished uploads of " + key,
            () -> bucket.s3().listMultipartUploads(list -> list.bucket(bucket.name()).prefix(key)))
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
    return bucket
        .tried(
            "begin " + key,
            () ->
                bucket
                    .s3()
                    .createMultipartUpload(
                        create -> {
                          create
                              .bucket(bucket.name())
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
    bucket.tried(
        "look for parts of " + key,
        () -> {
          bucket
              .s3()
              .listPartsPaginator(list -> list.bucket(bucket.name()).key(key).uploadId(upload))
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
      return Checksums.base64(Checksums.sha256(bytes, length)).equals(part.checksumSHA256());
    }
    return HexFormat.of()
        .formatHex(Checksums.md5(bytes, length))
        .equals(part.eTag().replace("\"", ""));
  }

  private CompletedPart send(String key, String upload, int number, byte[] bytes, int length) {
    UploadPartRequest.Builder request =
        UploadPartRequest.builder()
            .bucket(bucket.name())
            .key(key)
            .uploadId(upload)
            .partNumber(number)
            .contentMD5(Checksums.base64(Checksums.md5(bytes, length)));
    if (checksums) {
      request.checksumSHA256(Checksums.base64(Checksums.sha256(bytes, length)));
    }
    UploadPartResponse sent =
        bucket.tried(
            "upload " + key,
            () ->
                bucket
                    .s3()
                    .uploadPart(
                        request.build(),
                        RequestBody.fromByteBuffer(ByteBuffer.wrap(bytes, 0, length))));
    return completed(number, sent.eTag(), sent.checksumSHA256());
  }

  private static CompletedPart completed(int number, String eTag, @Nullable String sha256) {
    return CompletedPart.builder().partNumber(number).eTag(eTag).checksumSHA256(sha256).build();
  }

  static AssetException changed(LocalAsset asset) {
    return new AssetException(asset.source() + " was changed meanwhile: release again");
  }
}
