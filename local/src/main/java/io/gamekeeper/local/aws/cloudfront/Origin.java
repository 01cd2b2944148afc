package io.gamekeeper.local.aws.cloudfront;

import java.io.IOException;
import java.util.Optional;

/** Where a distribution fetches from. */
@FunctionalInterface
public interface Origin {

  /**
   * Fetches what lies at a path.
   *
   * @param path undecoded, with its slash
   * @param etag of what is there already; the answer is 304 if it is still the same
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

    /** An answer with a status only. */
    public static Fetched status(int status) {
      return new Fetched(status, "", "", "", "", "", Body.EMPTY);
    }
  }
}
