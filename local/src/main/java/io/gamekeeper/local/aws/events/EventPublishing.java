package io.gamekeeper.local.aws.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.local.client.Access;
import io.gamekeeper.local.client.CallerTrace;
import io.gamekeeper.local.client.SimulatedService;
import io.gamekeeper.local.iam.RequestContext;
import io.gamekeeper.local.template.AwsEnvironment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.EventBridgeException;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;

/** The API of EventBridge for functions: {@code PutEvents}. */
public final class EventPublishing {
  private static final int BAD_REQUEST = 400;
  private static final int MOST_ENTRIES = 10;
  private static final int TIME_BYTES = 14;

  /** The limit of all entries together; every region takes as much, some take more. */
  private static final int MOST_BYTES = 256 * 1024;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final EventBuses buses;

  private EventPublishing(EventBuses buses) {
    this.buses = buses;
  }

  /** Returns the service in front of the buses. */
  public static SimulatedService<EventBridgeClient> service(EventBuses buses) {
    EventPublishing publishing = new EventPublishing(buses);
    return new SimulatedService<>("events", EventBridgeClient.class, EventPublishing::error)
        .operation(
            "putEvents",
            PutEventsRequest.class,
            List.of("Entries"),
            publishing::access,
            publishing::put);
  }

  /** Returns the rights that a role needs to publish on a bus of that name or ARN. */
  public static List<Access> access(EventBuses buses, String action, String bus) {
    return List.of(new Access.ByRole(action, arn(buses, bus)));
  }

  private static String arn(EventBuses buses, String bus) {
    return buses
        .arn(bus)
        .orElseGet(() -> AwsEnvironment.LAPTOP.arn("events", "event-bus/" + EventBuses.name(bus)));
  }

  private List<Access> access(PutEventsRequest request) {
    List<Access> all = new ArrayList<>();
    for (PutEventsRequestEntry entry : request.entries()) {
      RequestContext context = RequestContext.NONE;
      context = entry.source() == null ? context : context.with("events:source", entry.source());
      context =
          entry.detailType() == null
              ? context
              : context.with("events:detail-type", entry.detailType());
      all.add(new Access.ByRole("events:PutEvents", arn(buses, bus(entry)), context));
    }
    return all;
  }

  private PutEventsResponse put(PutEventsRequest request) {
    int count = request.entries().size();
    if (count == 0 || count > MOST_ENTRIES) {
      throw error(
          "ValidationException",
          BAD_REQUEST,
          "1 validation error detected: Value at 'entries' failed to satisfy constraint: Member"
              + " must have length between 1 and "
              + MOST_ENTRIES);
    }
    if (request.entries().stream().mapToInt(EventPublishing::bytes).sum() > MOST_BYTES) {
      throw error(
          "ValidationException",
          BAD_REQUEST,
          "Total size of the entries in the request is over the limit.");
    }
    List<PutEventsResultEntry> results =
        request.entries().stream().map(entry -> put(entry, CallerTrace.of(request))).toList();
    return PutEventsResponse.builder()
        .entries(results)
        .failedEntryCount(
            (int) results.stream().filter(result -> result.errorCode() != null).count())
        .build();
  }

  /**
   * Publishes an entry. Its own trace header counts before the request's, and one that is none is
   * dropped (EventBridge guide, "Amazon EventBridge integration with AWS X-Ray").
   */
  private PutEventsResultEntry put(PutEventsRequestEntry entry, Optional<String> ofRequest) {
    String source = entry.source();
    String detailType = entry.detailType();
    String text = entry.detail();
    if (isBlank(source)) {
      return missing("Source");
    }
    if (isBlank(detailType)) {
      return missing("DetailType");
    }
    if (isBlank(text)) {
      return missing("Detail");
    }
    if (source.startsWith("aws.")) {
      return failure("NotAuthorizedForSourceException", "Not authorized for the source.");
    }
    JsonNode detail;
    try {
      detail = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return failure("MalformedDetail", "Detail is malformed.");
    }
    if (!detail.isObject()) {
      return failure("MalformedDetail", "Detail is malformed.");
    }
    // EventBridge accepts and drops an event for a bus that does not exist, which nobody wants.
    return buses
        .publish(
            bus(entry),
            new EventBuses.NewEvent(
                source,
                detailType,
                detail,
                entry.resources(),
                Optional.ofNullable(entry.time()),
                Optional.ofNullable(entry.traceHeader())
                    .filter(CallerTrace::isTrace)
                    .or(() -> ofRequest)))
        .map(id -> PutEventsResultEntry.builder().eventId(id).build())
        .orElseGet(
            () ->
                failure(
                    "ResourceNotFoundException", "Event bus " + bus(entry) + " does not exist."));
  }

  private static String bus(PutEventsRequestEntry entry) {
    return entry.eventBusName() == null ? EventBuses.DEFAULT : entry.eventBusName();
  }

  private static boolean isBlank(@Nullable String text) {
    return text == null || text.isBlank();
  }

  private static PutEventsResultEntry missing(String parameter) {
    return failure(
        "InvalidArgument",
        "Parameter %s is not valid. Reason: %s is a required argument."
            .formatted(parameter, parameter));
  }

  private static PutEventsResultEntry failure(String code, String message) {
    return PutEventsResultEntry.builder().errorCode(code).errorMessage(message).build();
  }

  /** Returns the size of an entry, as the user guide computes it. */
  private static int bytes(PutEventsRequestEntry entry) {
    int bytes = entry.time() == null ? 0 : TIME_BYTES;
    bytes += utf8(entry.source()) + utf8(entry.detailType()) + utf8(entry.detail());
    for (String resource : entry.resources()) {
      bytes += utf8(resource);
    }
    return bytes;
  }

  private static int utf8(@Nullable String text) {
    return text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static EventBridgeException error(String code, int status, String message) {
    return (EventBridgeException)
        EventBridgeException.builder()
            .awsErrorDetails(
                AwsErrorDetails.builder()
                    .serviceName("EventBridge")
                    .errorCode(code)
                    .errorMessage(message)
                    .build())
            .statusCode(status)
            .build();
  }
}
