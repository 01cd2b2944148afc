package io.gamekeeper.local.aws.athena;

import io.gamekeeper.local.client.Access;
import io.gamekeeper.local.template.AwsEnvironment;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.athena.model.InvalidRequestException;

/** The workgroups that templates declare, by their names. */
final class Workgroups {
  /** The workgroup of requests that name none; no template declares it. */
  static final String PRIMARY = "primary";

  private final Map<String, Workgroup> declared = new ConcurrentHashMap<>();

  /** Returns whether the name was free. */
  boolean add(Workgroup workgroup) {
    return declared.putIfAbsent(workgroup.name(), workgroup) == null;
  }

  Optional<Workgroup> find(String name) {
    return Optional.ofNullable(declared.get(name));
  }

  /**
   * Returns the workgroup that a request names.
   *
   * @throws InvalidRequestException if there is none
   */
  Workgroup get(@Nullable String name) {
    return find(orPrimary(name)).orElseThrow(() -> AthenaErrors.invalid("WorkGroup is not found."));
  }

  /** Returns the right that a request in a workgroup needs, whether there is one or not. */
  List<Access> right(String action, @Nullable String name) {
    String named = orPrimary(name);
    return List.of(
        new Access.ByRole(
            action,
            find(named)
                .map(Workgroup::arn)
                .orElseGet(() -> AwsEnvironment.LAPTOP.arn("athena", "workgroup/" + named))));
  }

  private static String orPrimary(@Nullable String name) {
    return Objects.requireNonNullElse(name, PRIMARY);
  }
}
