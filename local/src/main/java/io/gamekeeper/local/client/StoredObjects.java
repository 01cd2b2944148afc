package io.gamekeeper.local.client;

import java.util.List;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The stage's objects, for services that read and write them: with the rights of a role, of which
 * they ask first what it takes.
 */
public interface StoredObjects {

  /** Tells whether a template has a bucket of that name. */
  boolean hasBucket(String bucket);

  /** Returns what a role must be allowed to read an object, all of it. */
  List<Access> read(String bucket, String key);

  /** Returns what a role must be allowed to write an object, all of it. */
  List<Access> write(String bucket, String key);

  /** Returns what a role must be allowed to list objects, all of it. */
  List<Access> list(String bucket, String prefix);

  /**
   * Returns a client with all rights; the first call starts the engine.
   *
   * @throws software.amazon.awssdk.services.s3.model.NoSuchBucketException if no template has the
   *     bucket
   */
  S3Client client(String bucket);
}
