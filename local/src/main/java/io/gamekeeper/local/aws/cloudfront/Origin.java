package io.gamekeeper.local.aws.cloudfront;

import java.io.IOException;
import java.util.Optional;

/** The origin of a distribution. */
@FunctionalInterface
public interface Origin {

  /**
   * Fetches the object at a path.
   *
   * @param path undecoded, with its slash
   * @param etag of the cached answer; the answer is 304 if that is still current
   * @throws IOException if the origin does not answer
   */
  Fetched fetch(String path, Optional<String> etag) throws IOException;

  /**
   * An answer of the origin.
   *
   * @param cacheControl empty if the origin says nothing
   */
  record Fetched(
      int status,
      String contentType,
      String contentEncoding,
      String cacheControl,
      String etag,
      String lastModified,
      Body body) {

    /** Returns an answer with a status only. */
    public static Fetched status(int status) {
      return new Fetched(status, "", "", "", "", "", Body.EMPTY);
    }
  }
}
