package io.gamekeeper.oncall.page;

import io.gamekeeper.oncall.incident.IncidentChange;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is kept together, or not at all.
 *
 * @param link a link that is used up by it; empty if none is
 */
public record Changes(
    List<ConversationChange> conversations,
    Optional<Page> page,
    List<IncidentChange> incidents,
    Optional<UsedLink> link) {

  /**
   * What becomes of a conversation.
   *
   * @param after null if it is over
   */
  public record ConversationChange(Conversation before, @Nullable Conversation after) {}

  /**
   * A link that can be used once.
   *
   * @param expires after which it cannot be used anyway
   */
  public record UsedLink(String token, Instant expires) {}

  public Changes {
    conversations = List.copyOf(conversations);
    incidents = List.copyOf(incidents);
  }

  /** Returns changes of incidents alone. */
  public static Changes of(IncidentChange... incidents) {
    return new Changes(List.of(), Optional.empty(), List.of(incidents), Optional.empty());
  }
}
