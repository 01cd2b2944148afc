package io.gamekeeper.contract;

/** The document, in a parameter, that says where a stage's assets lie and who signs for them. */
public final class AssetSettings {
  /** Name of the bucket. */
  public static final String BUCKET = "bucket";

  /** ARN of the KMS key, ECC_NIST_P256, that signs manifests. */
  public static final String SIGNING_KEY = "signingKey";

  /** Where clients fetch from: an https address without a path. */
  public static final String URL = "url";

  private AssetSettings() {}

  /** The parameter's name in a stage. */
  public static String parameter(String stage) {
    return "/gamekeeper/" + stage + "/assets";
  }
}
