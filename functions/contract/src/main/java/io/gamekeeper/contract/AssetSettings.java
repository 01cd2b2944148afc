package io.gamekeeper.contract;

/**
 * The JSON document in a parameter that names a stage's assets: their bucket, their signing key and
 * their address.
 */
public final class AssetSettings {
  /** Name of the bucket. */
  public static final String BUCKET = "bucket";

  /** ARN of the KMS key, ECC_NIST_P256, that signs manifests. */
  public static final String SIGNING_KEY = "signingKey";

  /** The address that clients fetch from: https, without a path. */
  public static final String URL = "url";

  private AssetSettings() {}

  /** Returns the parameter's name in a stage. */
  public static String parameter(String stage) {
    return "/gamekeeper/" + stage + "/assets";
  }
}
