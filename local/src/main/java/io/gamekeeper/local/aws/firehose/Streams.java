package io.gamekeeper.local.aws.firehose;

import io.gamekeeper.local.client.Access;
import io.gamekeeper.local.template.AwsEnvironment;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The streams of a stage by their names. */
final class Streams {
  private final Map<String, DeliveryStream> byName = new ConcurrentHashMap<>();

  /**
   * Adds a stream.
   *
   * @return false if there is one of that name
   */
  boolean add(DeliveryStream stream) {
    return byName.putIfAbsent(stream.settings().name(), stream) == null;
  }

  Optional<DeliveryStream> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  Collection<DeliveryStream> all() {
    return List.copyOf(byName.values());
  }

  /** Returns what an action on a stream, named so, asks of a role. */
  List<Access> access(String action, String name) {
    return List.of(
        new Access.ByRole(
            action,
            find(name)
                .map(stream -> stream.settings().arn())
                .orElseGet(() -> AwsEnvironment.LAPTOP.arn("firehose", "deliverystream/" + name))));
  }
}
