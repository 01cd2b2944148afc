package io.gamekeeper.oncall.page;

import io.gamekeeper.oncall.group.Group;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

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
   */
  public record Told(Duration step, List<Recipient> recipients) {
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

  Conversation with(Group changed, Instant at) {
    return new Conversation(route, changed, told, at, version);
  }
}
