package io.gamekeeper.asset;

/** Fetches contents as players do, through a location of the CDN. */
public interface Delivery {

  /** Whether the location's cache had the content. */
  enum Cache {
    HIT,
    MISS,
    /** The answer does not say. */
    UNKNOWN
  }

  /**
   * An answer.
   *
   * @param status of HTTP; 0 if there was no answer, or it broke off
   * @param bytes of the body
   * @param sha256 of the body
   * @param problem why there was no answer; empty if there was
   */
  record Fetched(int status, Cache cache, long bytes, Sha256 sha256, String problem) {
    private static final int OK = 200;

    /** Returns whether it is that file's content. */
    boolean is(AssetFile file) {
      return status == OK && bytes == file.size() && sha256.equals(file.sha256());
    }

    /** Returns whether the answer may be another one a little later. */
    boolean mayPass() {
      return status != OK;
    }

    String described(AssetFile file) {
      if (status == 0) {
        return "gives no answer: " + problem;
      }
      return status == OK
          ? "gives " + bytes + " bytes with the hash " + sha256 + " instead of " + file.size()
          : "answers " + status;
    }
  }

  /** Fetches a content as a whole; returns what came, right or wrong. */
  Fetched fetch(Location location, Sha256 content);
}
