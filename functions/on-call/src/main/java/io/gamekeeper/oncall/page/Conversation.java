package io.gamekeeper.oncall.page;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.gamekeeper.oncall.group.Group;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A group of alerts, and who has been told what of it.
 *
 * @param route the route's name
 * @param told by the alerts' keys: what was told last of each
 * @param due when to look at it again
 * @param version grows with each change; 0 for one that is not kept yet
 */
public record Conversation(
    String route, Group group, Map<String, Told> told, Instant due, long version) {

  /**
   * What was told of an alert.
   *
   * @param step when the step of the escalation comes, counted from the beginning
   * @param recipients everyone who was told since it fires
   * @param acknowledged whether somebody has taken it on
   */
  public record Told(Duration step, List<Recipient> recipients, boolean acknowledged) {
    public Told {
      recipients = List.copyOf(recipients);
    }
  }

  public Conversation {
    told = Map.copyOf(told);
  }

  /** Returns its key, which is its group's. */
  public String key() {
    return group.key();
  }

  /** Returns the keys of the alerts that somebody has taken on. */
  public Set<String> acknowledged() {
    return told.entrySet().stream()
        .filter(each -> each.getValue().acknowledged())
        .map(Map.Entry::getKey)
        .collect(toUnmodifiableSet());
  }

  /** Returns the conversation after somebody has taken on all that was told until now. */
  public Conversation taken() {
    Map<String, Told> all = new HashMap<>();
    told.forEach((key, each) -> all.put(key, new Told(each.step(), each.recipients(), true)));
    return new Conversation(route, group, all, due, version);
  }

  Conversation with(Group changed, Instant at) {
    return new Conversation(route, changed, told, at, version);
  }
}
