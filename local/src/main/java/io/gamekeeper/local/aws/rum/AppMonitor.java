package io.gamekeeper.local.aws.rum;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.local.iam.Policy;
import io.gamekeeper.local.iam.RequestContext;
import io.gamekeeper.local.observe.LogStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An app monitor: counts what its clients report, and keeps a copy if it is to.
 *
 * <p>An event that comes again is counted once: a client that lost the answer to a batch may send
 * it again. A monitor remembers the ids of the last {@value #REMEMBERED} events, so this holds for
 * an event until that many others have come; after that it counts as new.
 */
final class AppMonitor {
  static final int REMEMBERED = 20_000;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String id;
  private final String name;
  private final String arn;
  private final Optional<Policy> policy;
  private final Optional<String> logGroup;
  private final LogStore logs;
  private final ExperienceMetrics metrics;
  private final Map<String, Boolean> seen =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > REMEMBERED;
        }
      };

  /**
   * A monitor without events.
   *
   * @param policy who may report without credentials; empty: nobody
   * @param logGroup where a copy of each event goes; it exists
   */
  AppMonitor(
      String id,
      String name,
      String arn,
      Optional<Policy> policy,
      Optional<String> logGroup,
      LogStore logs,
      ExperienceMetrics metrics) {
    this.id = id;
    this.name = name;
    this.arn = arn;
    this.policy = policy;
    this.logGroup = logGroup;
    this.logs = logs;
    this.metrics = metrics;
  }

  String id() {
    return id;
  }

  /** Tells whether its policy lets anybody report who names that alias, or none. */
  boolean admits(Optional<String> alias) {
    RequestContext request =
        alias
            .map(named -> RequestContext.NONE.with("rum:alias", named))
            .orElse(RequestContext.NONE)
            .with("aws:SecureTransport", "true");
    return policy.filter(own -> own.allowsAnybody("rum:PutRumEvents", arn, request)).isPresent();
  }

  /** Takes the events of a batch that are new. */
  void take(EventBatch batch) {
    newOnes(batch.events())
        .forEach(
            event -> {
              metrics.count(event);
              logGroup.ifPresent(group -> logs.append(group, name, line(batch, event)));
            });
  }

  private List<EventBatch.Event> newOnes(List<EventBatch.Event> events) {
    synchronized (seen) {
      return events.stream().filter(event -> seen.put(event.id(), true) == null).toList();
    }
  }

  /**
   * The copy of an event.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/cloudwatchrum/latest/APIReference/API_MetricDefinitionRequest.html">MetricDefinitionRequest</a>,
   *     which lists the keys of such an event
   */
  private String line(EventBatch batch, EventBatch.Event event) {
    ObjectNode line = JSON.createObjectNode();
    line.put("event_timestamp", event.timestamp().toEpochMilli());
    line.put("event_type", event.type());
    line.put("event_id", event.id());
    line.put("batch_id", batch.id());
    line.put("application_id", id);
    line.put("application_name", name);
    batch.version().ifPresent(version -> line.put("application_version", version));
    line.set("metadata", event.metadata());
    line.set("user_details", batch.user());
    line.set("event_details", event.details());
    return line.toString();
  }
}
