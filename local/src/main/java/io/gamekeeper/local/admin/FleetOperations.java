package io.gamekeeper.local.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.local.aws.autoscaling.Activity;
import io.gamekeeper.local.aws.autoscaling.Fleet;
import io.gamekeeper.local.aws.autoscaling.InstanceView;
import java.time.Duration;
import java.util.Map;

/** What the admin API can do with the game fleet. */
final class FleetOperations {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int DEFAULT_ACTIVITIES = 20;

  private final Fleet fleet;

  FleetOperations(Fleet fleet) {
    this.fleet = fleet;
  }

  /** All groups with their instances. */
  private ObjectNode list() {
    ObjectNode answer = NODES.objectNode();
    ArrayNode groups = answer.putArray("groups");
    for (String name : fleet.groupNames()) {
      Fleet.Capacity capacity = fleet.capacity(name);
      ObjectNode group =
          groups
              .addObject()
              .put("name", name)
              .put("minimum", capacity.minimum())
              .put("desired", capacity.desired())
              .put("maximum", capacity.maximum());
      ArrayNode instances = group.putArray("instances");
      fleet.instances().stream()
          .filter(instance -> instance.group().equals(name))
          .forEach(instance -> put(instances.addObject(), instance));
    }
    return answer;
  }

  private static void put(ObjectNode node, InstanceView instance) {
    node.put("id", instance.id())
        .put("zone", instance.zone())
        .put("spot", instance.spot())
        .put("state", instance.state().label())
        .put("health", instance.health())
        .put("port", instance.port())
        .put("since", instance.since().toString());
    instance.pid().ifPresent(pid -> node.put("pid", pid));
  }

  /** A group's history, newest first: {@code group}, and {@code limit} if wanted. */
  private ObjectNode activities(JsonNode arguments) {
    ObjectNode answer = NODES.objectNode();
    ArrayNode activities = answer.putArray("activities");
    fleet.activities(StageAdmin.required(arguments, "group")).stream()
        .limit(arguments.path("limit").asInt(DEFAULT_ACTIVITIES))
        .forEach(activity -> put(activities.addObject(), activity));
    return answer;
  }

  private static void put(ObjectNode node, Activity activity) {
    node.put("start", activity.start().toString());
    activity.end().ifPresent(end -> node.put("end", end.toString()));
    node.put("status", activity.status().label())
        .put("description", activity.description())
        .put("cause", activity.cause())
        .put("message", activity.message());
  }

  /** Sets the desired capacity: {@code group, desired}. */
  private ObjectNode scale(JsonNode arguments) {
    JsonNode desired = arguments.path("desired");
    if (!desired.canConvertToInt()) {
      throw new IllegalArgumentException("the argument desired is no number");
    }
    fleet.scale(StageAdmin.required(arguments, "group"), desired.asInt());
    return NODES.objectNode();
  }

  /** Takes an instance out of service: {@code instance}, and {@code decrement} if wanted. */
  private ObjectNode terminate(JsonNode arguments) {
    fleet.terminate(
        StageAdmin.required(arguments, "instance"), arguments.path("decrement").asBoolean(false));
    return NODES.objectNode();
  }

  /** Kills an instance, or with {@code serverOnly} the server on it: {@code instance}. */
  private ObjectNode kill(JsonNode arguments) {
    String instance = StageAdmin.required(arguments, "instance");
    if (arguments.path("serverOnly").asBoolean(false)) {
      fleet.killServer(instance);
    } else {
      fleet.kill(instance);
    }
    return NODES.objectNode();
  }

  /** Interrupts a Spot instance: {@code instance}, and {@code noticeAfterSeconds} if wanted. */
  private ObjectNode interrupt(JsonNode arguments) {
    int seconds = arguments.path("noticeAfterSeconds").asInt(0);
    if (seconds < 0) {
      throw new IllegalArgumentException("noticeAfterSeconds is negative");
    }
    return NODES
        .objectNode()
        .put(
            "endsAt",
            fleet
                .interrupt(StageAdmin.required(arguments, "instance"), Duration.ofSeconds(seconds))
                .toString());
  }

  /** Replaces all instances of a group: {@code group}. Returns at once. */
  private ObjectNode refresh(JsonNode arguments) {
    return NODES
        .objectNode()
        .put(
            "startedAt", fleet.refresh(StageAdmin.required(arguments, "group")).start().toString());
  }

  /** All of them by their name in the API. */
  Map<String, AdminApi.Operation> operations() {
    return Map.of(
        "fleet-list", _ -> list(),
        "fleet-activities", this::activities,
        "fleet-scale", this::scale,
        "fleet-terminate", this::terminate,
        "fleet-kill", this::kill,
        "fleet-interrupt", this::interrupt,
        "fleet-refresh", this::refresh);
  }
}
