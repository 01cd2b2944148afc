package io.gamekeeper.local.template;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The parameters of Systems Manager that exist in every bootstrapped account: CDK's version, and
 * the machine images that AWS publishes.
 */
final class PublicParameters {
  private static final Map<String, String> PLAIN = Map.of("/cdk-bootstrap/hnb659fds/version", "30");

  private static final String AMAZON_LINUX = "/aws/service/ami-amazon-linux-latest/";

  /**
   * The names of images without the architecture.
   *
   * @see <a href="https://docs.aws.amazon.com/linux/al2023/ug/ec2.html">AL2023 on Amazon EC2</a>
   */
  private static final Set<String> IMAGES =
      List.of("kernel-default", "kernel-6.1", "kernel-6.12").stream()
          .flatMap(
              kernel ->
                  List.of("al2023-ami-" + kernel, "al2023-ami-minimal-" + kernel).stream()
                      .flatMap(image -> List.of(image + "-arm64", image + "-x86_64").stream()))
          .collect(Collectors.toUnmodifiableSet());

  /**
   * The image that stands for all others: an instance of the stage is a process of this machine.
   */
  private static final String STAGE_IMAGE = "ami-00000000000000000";

  private PublicParameters() {}

  /** Returns the value of a parameter; empty if there is no such parameter. */
  static Optional<String> value(String name) {
    if (name.startsWith(AMAZON_LINUX)) {
      return IMAGES.contains(name.substring(AMAZON_LINUX.length()))
          ? Optional.of(STAGE_IMAGE)
          : Optional.empty();
    }
    return Optional.ofNullable(PLAIN.get(name));
  }
}
