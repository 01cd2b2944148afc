package io.gamekeeper.local.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.local.aws.cloudfront.Deliveries;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the admin API can do with distributions and with what they deliver. */
final class DeliveryOperations {
  private final Deliveries deliveries;

  DeliveryOperations(Deliveries deliveries) {
    this.deliveries = deliveries;
  }

  /** All of them by their name in the API. */
  Map<String, AdminApi.Operation> operations() {
    return Map.of(
        "cdn-locations", this::locations,
        "cdn-invalidate", this::invalidate);
  }

  /** The port of each edge location; {@code distribution} if there are several. */
  private ObjectNode locations(JsonNode arguments) {
    ObjectNode ports = JsonNodeFactory.instance.objectNode();
    deliveries
        .ports(distribution(arguments))
        .forEach((location, port) -> ports.put(location.name(), port));
    return ports;
  }

  /** Forgets {@code paths}, a list such as {@code ["/channels/*"]}. */
  private ObjectNode invalidate(JsonNode arguments) {
    List<String> paths = new ArrayList<>();
    arguments.path("paths").forEach(path -> paths.add(path.asText()));
    if (paths.isEmpty()) {
      throw new IllegalArgumentException("the argument paths is missing");
    }
    return JsonNodeFactory.instance
        .objectNode()
        .put("forgotten", deliveries.invalidate(distribution(arguments), paths));
  }

  private static String distribution(JsonNode arguments) {
    return arguments.path("distribution").asText("");
  }
}
