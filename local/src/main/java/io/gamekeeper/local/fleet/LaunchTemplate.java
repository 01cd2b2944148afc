package io.gamekeeper.local.fleet;

import io.gamekeeper.local.assembly.AwsEnvironment;
import io.gamekeeper.local.fleet.machine.CloudConfig;
import io.gamekeeper.local.iam.Role;
import java.util.Optional;

/**
 * What instances are launched from.
 *
 * @param where its user data stands, for messages
 * @param image the machine image, or the parameter that an instance's launch looks it up in; empty:
 *     the template says nothing
 * @param role whose rights its instances have; empty: none
 * @param spot whether the template itself asks for Spot instances
 */
record LaunchTemplate(
    String id,
    String name,
    String where,
    CloudConfig config,
    Optional<String> image,
    Optional<Role> role,
    boolean spot,
    AwsEnvironment environment) {

  /** Whether each launch looks the image up; what AWS refuses to groups of such instances. */
  boolean imageByParameter() {
    return image.filter(value -> value.startsWith("resolve:ssm:")).isPresent();
  }
}
