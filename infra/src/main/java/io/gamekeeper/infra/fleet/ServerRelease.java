package io.gamekeeper.infra.fleet;

import io.gamekeeper.infra.config.Findings;
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
import java.util.Map;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.s3.assets.Asset;
import software.constructs.Construct;

/** The release that servers run: its address, and the checksum that they verify. */
final class ServerRelease extends Construct {
  /** The ending of releases, which nothing else in the account's bucket of assets has. */
  private static final String SUFFIX = ".gz";

  private final Asset asset;
  private final String sha256;

  ServerRelease(Construct scope, String id, Path release) {
    super(scope, id);
    asset = Asset.Builder.create(this, "Archive").path(release.toString()).build();
    sha256 = checksum(release);
  }

  /** Returns its address, for instance {@code s3://bucket/key}. */
  String url() {
    return asset.getS3ObjectUrl();
  }

  /** Returns its checksum in hexadecimal. */
  String sha256() {
    return sha256;
  }

  /**
   * Allows fetching this release and those before and after it, and no other object of the bucket.
   * A deployment changes the role first and the groups later, and a rollback the other way round:
   * an instance that starts in between needs another release than the role's template names. An
   * instance cannot choose the release, because its user data has the checksum.
   */
  void allowFetching(Role role) {
    String releases = asset.getBucket().arnForObjects("*" + SUFFIX);
    role.addToPolicy(
        PolicyStatement.Builder.create()
            .sid("FetchReleases")
            .actions(List.of("s3:GetObject"))
            .resources(List.of(releases))
            .build());
    Findings.acknowledge(
        role,
        "AwsSolutions-IAM5[Resource::arn:aws:s3:::" + bucketAsReported() + "/*" + SUFFIX + "]",
        "Instances that start during a deployment fetch the release before or after");
  }

  /**
   * Returns the bucket's name as findings have it: what is known only at deployment stands in angle
   * brackets.
   */
  private String bucketAsReported() {
    Object name = Stack.of(this).resolve(asset.getS3BucketName());
    return name instanceof Map<?, ?> function
        ? String.valueOf(function.get("Fn::Sub")).replace("${", "<").replace('}', '>')
        : String.valueOf(name);
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
