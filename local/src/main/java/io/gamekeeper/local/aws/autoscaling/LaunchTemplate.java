package io.gamekeeper.local.aws.autoscaling;

import io.gamekeeper.contract.GameServerEnvironment;
import io.gamekeeper.local.aws.autoscaling.machine.CloudConfig;
import io.gamekeeper.local.aws.autoscaling.machine.Machine;
import io.gamekeeper.local.client.RedisEndpoints;
import io.gamekeeper.local.iam.Role;
import io.gamekeeper.local.template.AwsEnvironment;
import io.gamekeeper.local.template.TemplateException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What instances are launched from.
 *
 * @param where its user data stands, for messages
 * @param image the machine image, or the parameter that an instance's launch looks it up in; empty:
 *     the template says nothing
 * @param securityGroups what its instances may reach
 * @param role whose rights its instances have; empty: none
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

  /** Whether each launch looks the image up; what AWS refuses to groups of such instances. */
  boolean imageByParameter() {
    return image.filter(value -> value.startsWith("resolve:ssm:")).isPresent();
  }

  /**
   * Where its servers find the Redis of their claims, if they are told of any: at the engine, which
   * speaks no TLS.
   *
   * @throws TemplateException if they would not get there
   */
  Optional<URI> claims(Supplier<RedisEndpoints> redis) {
    String declared = Machine.variables(config).get(GameServerEnvironment.CLAIMS_URL);
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
