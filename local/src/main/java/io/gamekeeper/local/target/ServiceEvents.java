package io.gamekeeper.local.target;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.local.observe.ErrorLog;
import java.util.List;

/** The events that AWS services put on the default event bus by themselves. */
public final class ServiceEvents {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ServiceEvents() {}

  /**
   * An event of a service.
   *
   * @param source for instance {@code aws.cloudwatch}
   * @param resources ARNs of what it is about
   */
  public record Event(
      String source,
      String detailType,
      String account,
      String region,
      List<String> resources,
      JsonNode detail) {
    public Event {
      resources = List.copyOf(resources);
    }

    /** As a bus takes it: an entry of PutEvents. */
    String entry() {
      ObjectNode entry =
          JSON.createObjectNode().put("Source", source).put("DetailType", detailType);
      resources.forEach(entry.putArray("Resources")::add);
      entry.set("Detail", detail);
      return entry.toString();
    }
  }

  /** Puts an event on the default bus. A stage without EventBridge has none. */
  public static void put(Targets targets, ErrorLog errors, Event event) {
    if (!targets.reaches("events")) {
      return;
    }
    String bus =
        "arn:aws:events:%s:%s:event-bus/default".formatted(event.region(), event.account());
    try {
      targets.call(bus, Call.of(event.entry(), event.source()));
    } catch (NotTakenException e) {
      errors.note(event.source(), "its event was not taken: " + e.getMessage());
    }
  }
}
