package io.gamekeeper.infra.fleet;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.s3.assets.Asset;
import software.constructs.Construct;

/** The release that servers run: where it lies, and the checksum that they insist on. */
final class ServerRelease extends Construct {
  private final Asset asset;
  private final String sha256;

  ServerRelease(Construct scope, String id, Path release) {
    super(scope, id);
    asset = Asset.Builder.create(this, "Archive").path(release.toString()).build();
    sha256 = checksum(release);
  }

  /** Its address, for instance {@code s3://bucket/key}. */
  String url() {
    return asset.getS3ObjectUrl();
  }

  /** In hexadecimal. */
  String sha256() {
    return sha256;
  }

  /** Allows to fetch this release and no other object of the bucket. */
  void allowFetching(Role role) {
    role.addToPolicy(
        PolicyStatement.Builder.create()
            .sid("FetchTheRelease")
            .actions(List.of("s3:GetObject"))
            .resources(List.of(asset.getBucket().arnForObjects(asset.getS3ObjectKey())))
            .build());
  }

  private static String checksum(Path release) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (InputStream file = new DigestInputStream(Files.newInputStream(release), digest)) {
        file.transferTo(OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
