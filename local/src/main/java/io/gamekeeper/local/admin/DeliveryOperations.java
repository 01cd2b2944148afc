package io.gamekeeper.local.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.local.aws.cloudfront.Deliveries;
import java.util.Map;

/** What the admin API can do with distributions and with what they deliver. */
final class DeliveryOperations {
  private final Deliveries deliveries;

  DeliveryOperations(Deliveries deliveries) {
    this.deliveries = deliveries;
  }

  /** All of them by their name in the API. */
  Map<String, AdminApi.Operation> operations() {
    return Map.of("cdn-locations", _ -> locations());
  }

  /** Returns the port of each edge location. */
  private ObjectNode locations() {
    ObjectNode ports = JsonNodeFactory.instance.objectNode();
    deliveries.ports().forEach((location, port) -> ports.put(location.name(), port));
    return ports;
  }
}
