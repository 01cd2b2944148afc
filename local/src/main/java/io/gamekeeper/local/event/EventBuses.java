package io.gamekeeper.local.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.local.BackgroundWork;
import io.gamekeeper.local.assembly.AwsEnvironment;
import io.gamekeeper.local.messaging.OutgoingMessage;
import io.gamekeeper.local.messaging.Queues;
import io.gamekeeper.local.observe.ErrorLog;
import io.gamekeeper.platform.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.event.ruler.Machine;

/**
 * The event buses of a stage. What a rule matches goes to its targets at once; a target that does
 * not take it is tried again with growing delays, and in the end the event becomes a dead letter.
 */
public final class EventBuses implements AutoCloseable {
  /** The bus that every account has. */
  public static final String DEFAULT = "default";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
  private static final Duration LONGEST_DELAY = Duration.ofMinutes(1);

  private final InstantSource clock;
  private final Waiting waiting;
  private final Supplier<String> ids;
  private final Queues queues;
  private final ErrorLog errors;
  private final Map<String, Bus> buses = new ConcurrentHashMap<>();
  private final BackgroundWork retries = new BackgroundWork();

  /** An event without what the bus adds. */
  public record NewEvent(
      String source,
      String detailType,
      JsonNode detail,
      List<String> resources,
      Optional<Instant> time,
      Optional<String> traceHeader) {
    public NewEvent {
      resources = List.copyOf(resources);
    }
  }

  /** One bus: AWS's matcher with its rules. */
  private record Bus(
      AwsEnvironment environment, String arn, Machine matcher, Map<String, EventRule> rules) {}

  /**
   * The default bus.
   *
   * @param ids makes event ids
   * @param queues take dead letters
   */
  public EventBuses(
      InstantSource clock, Waiting waiting, Supplier<String> ids, Queues queues, ErrorLog errors) {
    this.clock = clock;
    this.waiting = waiting;
    this.ids = ids;
    this.queues = queues;
    this.errors = errors;
    create(DEFAULT, AwsEnvironment.LAPTOP);
  }

  /**
   * Adds a bus without rules.
   *
   * @return its ARN
   * @throws IllegalArgumentException if there is one of that name
   */
  public String create(String name, AwsEnvironment environment) {
    String arn = environment.arn("events", "event-bus/" + name);
    Bus bus = new Bus(environment, arn, Machine.builder().build(), new ConcurrentHashMap<>());
    if (buses.putIfAbsent(name, bus) != null) {
      throw new IllegalArgumentException("another event bus has the name " + name);
    }
    return arn;
  }

  /** The ARN of the bus of that name or ARN; empty if there is none. */
  public Optional<String> arn(String nameOrArn) {
    return Optional.ofNullable(buses.get(name(nameOrArn))).map(Bus::arn);
  }

  /** A bus's name, of which an ARN ends with it. */
  public static String name(String nameOrArn) {
    return nameOrArn.substring(nameOrArn.lastIndexOf('/') + 1);
  }

  /**
   * Adds a rule that is enabled.
   *
   * @param bus name or ARN
   * @throws IllegalArgumentException if there is no such bus or its pattern is not understood
   */
  public void add(String bus, EventRule rule) {
    Bus found = buses.get(name(bus));
    if (found == null) {
      throw new IllegalArgumentException("there is no event bus " + bus);
    }
    try {
      found.matcher().addRule(rule.arn(), rule.pattern());
    } catch (IOException e) {
      throw new IllegalArgumentException("its pattern is not understood: " + e.getMessage(), e);
    }
    found.rules().put(rule.arn(), rule);
  }

  /** ARNs of what the rules call. */
  public Set<String> targets() {
    Set<String> arns = new HashSet<>();
    for (Bus bus : buses.values()) {
      bus.rules()
          .values()
          .forEach(rule -> rule.targets().forEach(target -> arns.add(target.arn())));
    }
    return arns;
  }

  /**
   * Publishes an event.
   *
   * @return its id; empty if there is no such bus
   */
  public Optional<String> publish(String busName, NewEvent event) {
    Bus bus = buses.get(name(busName));
    if (bus == null) {
      return Optional.empty();
    }
    String id = ids.get();
    String envelope = envelope(bus.environment(), id, event);
    for (String arn : matches(bus, envelope)) {
      EventRule rule = Objects.requireNonNull(bus.rules().get(arn));
      for (RuleTarget target : rule.targets()) {
        deliver(rule, target, envelope, event.traceHeader());
      }
    }
    return Optional.of(id);
  }

  @Override
  public void close() {
    retries.close();
  }

  private String envelope(AwsEnvironment environment, String id, NewEvent event) {
    ObjectNode envelope = JSON.createObjectNode();
    envelope.put("version", "0");
    envelope.put("id", id);
    envelope.put("detail-type", event.detailType());
    envelope.put("source", event.source());
    envelope.put("account", environment.account());
    envelope.put(
        "time", event.time().orElseGet(clock::instant).truncatedTo(ChronoUnit.SECONDS).toString());
    envelope.put("region", environment.region());
    event.resources().forEach(envelope.putArray("resources")::add);
    envelope.set("detail", event.detail());
    return envelope.toString();
  }

  private static List<String> matches(Bus bus, String envelope) {
    try {
      return bus.matcher().rulesForJSONEvent(envelope);
    } catch (Exception e) { // the library's signature; it reads what was written just now
      throw new IllegalStateException("an event's envelope cannot be matched: " + envelope, e);
    }
  }

  private void deliver(
      EventRule rule, RuleTarget target, String event, Optional<String> traceHeader) {
    @Nullable DeliveryException failure = attempt(rule, target, event, traceHeader);
    if (failure != null) {
      Instant first = clock.instant();
      retries.start(
          rule.logicalId() + "-retry",
          () -> retry(rule, target, event, traceHeader, first, failure));
    }
  }

  /** Tries once; gives the reason if the target did not take it. */
  private @Nullable DeliveryException attempt(
      EventRule rule, RuleTarget target, String event, Optional<String> traceHeader) {
    try {
      target.delivery().deliver(event, traceHeader);
      return null;
    } catch (DeliveryException e) {
      errors.note(rule.logicalId(), target.arn() + " did not take an event: " + e.getMessage());
      return e;
    }
  }

  private void retry(
      EventRule rule,
      RuleTarget target,
      String event,
      Optional<String> traceHeader,
      Instant first,
      DeliveryException failure)
      throws InterruptedException {
    DeliveryException last = failure;
    Duration delay = FIRST_DELAY;
    int attempts = 0;
    String exhausted = "MaximumRetryAttempts";
    while (attempts < target.retries()) {
      if (clock.instant().plus(delay).isAfter(first.plus(target.maximumAge()))) {
        exhausted = "MaximumEventAgeInSeconds";
        break;
      }
      waiting.sleep(delay);
      attempts++;
      @Nullable DeliveryException again = attempt(rule, target, event, traceHeader);
      if (again == null) {
        return;
      }
      last = again;
      Duration doubled = delay.multipliedBy(2);
      delay = doubled.compareTo(LONGEST_DELAY) < 0 ? doubled : LONGEST_DELAY;
    }
    giveUp(rule, target, event, last, attempts, exhausted);
  }

  private void giveUp(
      EventRule rule,
      RuleTarget target,
      String event,
      DeliveryException last,
      int attempts,
      String exhausted) {
    if (target.deadLetterArn().isEmpty()) {
      errors.note(rule.logicalId(), "an event for " + target.arn() + " was given up");
      return;
    }
    Map<String, MessageAttributeValue> attributes = new HashMap<>();
    attributes.put("RULE_ARN", text(rule.arn()));
    attributes.put("TARGET_ARN", text(target.arn()));
    attributes.put("ERROR_CODE", text(last.code()));
    attributes.put("ERROR_MESSAGE", text(String.valueOf(last.getMessage())));
    attributes.put("RETRY_ATTEMPTS", number(attempts));
    attributes.put("EXHAUSTED_RETRY_CONDITION", text(exhausted));
    queues
        .require(target.deadLetterArn().get())
        .send(
            new OutgoingMessage(
                event, attributes, Optional.empty(), Optional.empty(), "events.amazonaws.com"));
  }

  private static MessageAttributeValue text(String value) {
    return MessageAttributeValue.builder().dataType("String").stringValue(value).build();
  }

  private static MessageAttributeValue number(int value) {
    return MessageAttributeValue.builder()
        .dataType("Number")
        .stringValue(Integer.toString(value))
        .build();
  }
}
