package io.gamekeeper.asset.aws;

import io.gamekeeper.asset.AssetException;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** A bucket, and what the failure of a call to it means. */
record Bucket(S3Client s3, String name) {
  static final int NOT_FOUND = 404;

  /** Without the right to list the bucket S3 would say 403 for what is not there. */
  <T> Optional<T> found(String what, Supplier<T> call) {
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

  static boolean hasCode(S3Exception e, String code) {
    return e.awsErrorDetails() != null && code.equals(e.awsErrorDetails().errorCode());
  }

  <T> T tried(String what, Supplier<T> call) {
    try {
      return call.get();
    } catch (SdkException e) {
      throw failed(what, e);
    }
  }

  AssetException failed(String what, Exception e) {
    return new AssetException(
        "the bucket " + name + " failed to " + what + ": " + e.getMessage(), e);
  }
}
