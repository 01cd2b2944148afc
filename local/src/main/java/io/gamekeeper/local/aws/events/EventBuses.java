package io.gamekeeper.local.aws.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.local.observe.ErrorLog;
import io.gamekeeper.local.observe.ServiceMetrics;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.target.Call;
import io.gamekeeper.local.target.Call.Attribute;
import io.gamekeeper.local.target.NotTakenException;
import io.gamekeeper.local.target.Target;
import io.gamekeeper.local.target.Targets;
import io.gamekeeper.local.template.AwsEnvironment;
import io.gamekeeper.local.time.Agenda;
import io.gamekeeper.local.time.Redelivery;
import io.gamekeeper.local.time.Redelivery.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import software.amazon.awssdk.arns.Arn;
import software.amazon.event.ruler.Machine;

/**
 * The event buses of a stage. An event that a rule matches goes to its targets at once. If a target
 * does not take it, it is sent again with growing delays, and becomes a dead letter in the end.
 */
public final class EventBuses {
  /** The bus that every account has. */
  public static final String DEFAULT = "default";

  /** The service's principal in policies. */
  public static final String PRINCIPAL = "events.amazonaws.com";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
  private static final Duration LONGEST_DELAY = Duration.ofMinutes(1);

  private final Agenda agenda;
  private final Supplier<String> ids;
  private final Targets targets;
  private final ErrorLog errors;
  private final ServiceMetrics metrics;
  private final Map<String, RuleMetrics> ofRules = new ConcurrentHashMap<>();
  private final Map<String, Bus> buses = new ConcurrentHashMap<>();

  /** An event without the fields that the bus adds. */
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

  /** An event bus: AWS's matcher with the rules. */
  private record Bus(
      AwsEnvironment environment, String arn, Machine matcher, Map<String, EventRule> rules) {}

  /** Creates the default bus. */
  public EventBuses(Ground ground) {
    this.agenda = ground.agenda();
    this.ids = ground.ids()::requestId;
    this.targets = ground.targets();
    this.errors = ground.errors();
    this.metrics = ground.sends(RuleMetrics.ALL);
    create(DEFAULT, AwsEnvironment.LAPTOP);
    targets.add("events", this::target);
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

  /** Returns the target that takes the events of AWS services for a bus; empty if there is none. */
  public Optional<Target> target(Arn arn) {
    String name = name(arn.toString());
    AwsEnvironment environment =
        new AwsEnvironment(arn.accountId().orElse(""), arn.region().orElse(""));
    return buses.containsKey(name)
        ? Optional.of(new BusTarget(this, name, environment))
        : Optional.empty();
  }

  /** Returns the ARN of a bus; empty if there is no such bus. */
  public Optional<String> arn(String nameOrArn) {
    return Optional.ofNullable(buses.get(name(nameOrArn))).map(Bus::arn);
  }

  /** Returns the bus name: the last segment of its ARN. */
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

  /** Returns the ARNs of the targets of all rules. */
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
    return Optional.ofNullable(buses.get(name(busName)))
        .map(bus -> publish(bus, bus.environment(), event));
  }

  /** The same for an event of a service in that account and region. */
  Optional<String> publish(String busName, AwsEnvironment environment, NewEvent event) {
    return Optional.ofNullable(buses.get(name(busName)))
        .map(bus -> publish(bus, environment, event));
  }

  private String publish(Bus bus, AwsEnvironment environment, NewEvent event) {
    String id = ids.get();
    String envelope = envelope(environment, id, event);
    for (String arn : matches(bus, envelope)) {
      EventRule rule = Objects.requireNonNull(bus.rules().get(arn));
      metrics(rule).matched();
      for (RuleTarget target : rule.targets()) {
        deliver(rule, target, envelope, event.traceHeader());
      }
    }
    return id;
  }

  private String envelope(AwsEnvironment environment, String id, NewEvent event) {
    ObjectNode envelope = JSON.createObjectNode();
    envelope.put("version", "0");
    envelope.put("id", id);
    envelope.put("detail-type", event.detailType());
    envelope.put("source", event.source());
    envelope.put("account", environment.account());
    envelope.put(
        "time",
        event.time().orElseGet(agenda.clock()::instant).truncatedTo(ChronoUnit.SECONDS).toString());
    envelope.put("region", environment.region());
    event.resources().forEach(envelope.putArray("resources")::add);
    envelope.set("detail", event.detail());
    return envelope.toString();
  }

  private static List<String> matches(Bus bus, String envelope) {
    try {
      return bus.matcher().rulesForJSONEvent(envelope);
    } catch (Exception e) { // the library declares it; the input was written just now
      throw new IllegalStateException("an event's envelope cannot be matched: " + envelope, e);
    }
  }

  private void deliver(
      EventRule rule, RuleTarget target, String event, Optional<String> traceHeader) {
    Call call = new Call(event, PRINCIPAL, Map.of(), traceHeader);
    new Redelivery<NotTakenException>(
            agenda,
            rule.logicalId() + "-retry",
            new Redelivery.Limits(target.retries(), target.maximumAge()),
            () -> attempt(rule, target, call),
            Redelivery.doubling(FIRST_DELAY, LONGEST_DELAY),
            (last, why, attempts) -> giveUp(rule, target, call, last, why, attempts))
        .startHere();
  }

  private RuleMetrics metrics(EventRule rule) {
    return ofRules.computeIfAbsent(rule.arn(), arn -> new RuleMetrics(metrics, arn));
  }

  private Outcome<NotTakenException> attempt(EventRule rule, RuleTarget target, Call call) {
    metrics(rule).attempted();
    try {
      targets.call(target.arn(), call.in(target.group()));
      metrics(rule).invoked();
      return new Outcome.Taken<>();
    } catch (NotTakenException e) {
      errors.note(rule.logicalId(), target.arn() + " did not accept an event: " + e.getMessage());
      return new Outcome.Refused<>(e);
    }
  }

  private void giveUp(
      EventRule rule,
      RuleTarget target,
      Call call,
      NotTakenException last,
      Redelivery.Exhausted why,
      int attempts) {
    if (target.deadLetterArn().isEmpty()) {
      metrics(rule).failed();
      errors.note(rule.logicalId(), "an event for " + target.arn() + " was given up");
      return;
    }
    Map<String, Attribute> attributes =
        Map.of(
            "RULE_ARN", Attribute.text(rule.arn()),
            "TARGET_ARN", Attribute.text(target.arn()),
            "ERROR_CODE", Attribute.text(last.code()),
            "ERROR_MESSAGE", Attribute.text(String.valueOf(last.getMessage())),
            "RETRY_ATTEMPTS", Attribute.number(attempts),
            "EXHAUSTED_RETRY_CONDITION",
                Attribute.text(
                    switch (why) {
                      case RETRIES -> "MaximumRetryAttempts";
                      case AGE -> "MaximumEventAgeInSeconds";
                    }));
    metrics(rule)
        .deadLetter(
            targets.deadLetter(
                target.deadLetterArn().get(),
                new Call(call.payload(), PRINCIPAL, attributes, call.traceHeader()),
                errors,
                rule.logicalId()));
  }
}
