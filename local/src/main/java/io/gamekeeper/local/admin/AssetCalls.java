package io.gamekeeper.local.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.local.admin.AdminOperation.Nothing;
import io.gamekeeper.local.aws.cloudfront.Location;
import io.gamekeeper.local.engine.S3Engine;
import java.util.Map;

/** Operations for releases of assets. */
public final class AssetCalls {
  /** Tells where the assets are, and how to get there with all rights. */
  public static final AdminOperation<Nothing, Assets> ASSETS =
      new AdminOperation<>("assets", Nothing.class, Assets.class);

  /** Signs a digest. */
  public static final AdminOperation<Digest, Signature> SIGN =
      new AdminOperation<>("kms-sign", Digest.class, Signature.class);

  /** Tells the public half of a key. */
  public static final AdminOperation<Key, PublicKey> PUBLIC_KEY =
      new AdminOperation<>("kms-public-key", Key.class, PublicKey.class);

  /** Tells the port of each edge location. */
  public static final AdminOperation<Nothing, Locations> LOCATIONS =
      new AdminOperation<>("cdn-locations", Nothing.class, Locations.class);

  private AssetCalls() {}

  /**
   * The place of the assets.
   *
   * @param settings the value of the parameter {@link io.gamekeeper.contract.AssetSettings}
   */
  public record Assets(S3Engine.Door s3, JsonNode settings) {}

  /**
   * A digest to sign.
   *
   * @param key ARN of the key
   * @param digest a SHA-256
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  public record Digest(String key, byte[] digest) {}

  /** A signature as KMS gives it. */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  public record Signature(byte[] signature) {}

  /** The ARN of a key. */
  public record Key(String key) {}

  /** The public half of a key as KMS gives it. */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  public record PublicKey(byte[] publicKey) {}

  /** The port of each edge location. */
  public record Locations(Map<Location, Integer> ports) {}
}
