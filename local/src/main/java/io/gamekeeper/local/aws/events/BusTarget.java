package io.gamekeeper.local.aws.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.local.target.Call;
import io.gamekeeper.local.target.NotTakenException;
import io.gamekeeper.local.target.Target;
import io.gamekeeper.local.template.AwsEnvironment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An event bus as a target: it takes entries as PutEvents has them. */
record BusTarget(EventBuses buses, String bus, AwsEnvironment environment) implements Target {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public String action() {
    return "events:PutEvents";
  }

  /** Services of the account need no permission for their own events. */
  @Override
  public Optional<String> refusal(String principal, String sourceArn) {
    return Optional.empty();
  }

  @Override
  public void take(Call call) throws NotTakenException {
    JsonNode entry;
    try {
      entry = JSON.readTree(call.payload());
    } catch (JsonProcessingException e) {
      throw new NotTakenException("MALFORMED_DETAIL", "an event must be JSON: " + e.getMessage());
    }
    List<String> resources = new ArrayList<>();
    entry.path("Resources").forEach(resource -> resources.add(resource.asText()));
    Optional<String> published =
        buses.publish(
            bus,
            environment,
            new EventBuses.NewEvent(
                entry.path("Source").asText(),
                entry.path("DetailType").asText(),
                entry.path("Detail"),
                resources,
                Optional.empty(),
                call.traceHeader()));
    if (published.isEmpty()) {
      throw new NotTakenException("NO_RESOURCE", "there is no event bus " + bus);
    }
  }
}
