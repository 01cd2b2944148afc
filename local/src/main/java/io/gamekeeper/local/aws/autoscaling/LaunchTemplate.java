package io.gamekeeper.local.aws.autoscaling;

import io.gamekeeper.contract.GameServerEnvironment;
import io.gamekeeper.local.aws.autoscaling.machine.CloudConfig;
import io.gamekeeper.local.client.RedisEndpoints;
import io.gamekeeper.local.iam.Role;
import io.gamekeeper.local.template.AwsEnvironment;
import io.gamekeeper.local.template.TemplateException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A launch template: what a group makes its instances from.
 *
 * @param where its user data is, for messages
 * @param image the machine image, or the parameter that each launch reads it from; empty if the
 *     template has none
 * @param securityGroups those of its instances
 * @param role the role of its instances; empty if they have no rights
 * @param spot whether the template itself asks for Spot instances
 */
record LaunchTemplate(
    String id,
    String name,
    String where,
    CloudConfig config,
    Optional<String> image,
    List<String> securityGroups,
    Optional<Role> role,
    boolean spot,
    AwsEnvironment environment) {

  /** Tells whether each launch looks up the image, which AWS forbids to some groups. */
  boolean imageByParameter() {
    return image.filter(value -> value.startsWith("resolve:ssm:")).isPresent();
  }

  /**
   * Returns the address of the Redis for its servers' claims, if their variables name one: that of
   * the engine, which has no TLS.
   *
   * @throws TemplateException if they cannot reach it
   */
  Optional<URI> claims(Supplier<RedisEndpoints> redis) {
    String declared = config.variables().get(GameServerEnvironment.CLAIMS_URL);
    if (declared == null) {
      return Optional.empty();
    }
    try {
      URI address = URI.create(declared);
      if (!"rediss".equals(address.getScheme())) {
        throw new IllegalArgumentException("the cluster takes connections over TLS only");
      }
      return Optional.of(redis.get().engine(securityGroups, address.getHost(), address.getPort()));
    } catch (IllegalArgumentException e) {
      throw new TemplateException(
          where, GameServerEnvironment.CLAIMS_URL + ": " + e.getMessage(), e);
    }
  }
}
