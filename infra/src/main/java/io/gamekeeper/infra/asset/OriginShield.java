package io.gamekeeper.infra.asset;

import java.util.Optional;

/**
 * The regions in which CloudFront offers an origin shield, and the nearest one to each other
 * region. Both tables are from CloudFront's guide, "Use Amazon CloudFront Origin Shield", part
 * "Choosing the AWS Region".
 */
final class OriginShield {
  private OriginShield() {}

  /**
   * Returns the region of the shield for a bucket in that region; empty if no page says which one
   * is near.
   */
  static Optional<String> beside(String region) {
    return switch (region) {
      case "ap-northeast-1",
          "ap-northeast-2",
          "ap-south-1",
          "ap-southeast-1",
          "ap-southeast-2",
          "eu-central-1",
          "eu-west-1",
          "eu-west-2",
          "sa-east-1",
          "us-east-1",
          "us-east-2",
          "us-west-2" ->
          Optional.of(region);
      case "af-south-1" -> Optional.of("eu-west-1");
      case "ap-east-1" -> Optional.of("ap-southeast-1");
      case "ca-central-1" -> Optional.of("us-east-1");
      case "eu-north-1", "eu-west-3" -> Optional.of("eu-west-2");
      case "eu-south-1" -> Optional.of("eu-central-1");
      case "me-south-1" -> Optional.of("ap-south-1");
      case "us-west-1" -> Optional.of("us-west-2");
      default -> Optional.empty();
    };
  }
}
