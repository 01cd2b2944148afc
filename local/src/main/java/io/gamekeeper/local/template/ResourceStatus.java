package io.gamekeeper.local.template;

import java.util.List;
import java.util.Map;

/**
 * The entry of a resource in {@code status}.
 *
 * @param summary a few words: an address, a count, or why it is only a name
 * @param inert properties without effect on a laptop, with the reason
 * @param notSimulated properties that have an effect on AWS but not on the stage
 */
public record ResourceStatus(
    ResourceAddress address,
    String type,
    Fidelity fidelity,
    String summary,
    Map<String, String> inert,
    List<String> notSimulated) {
  public ResourceStatus {
    inert = Map.copyOf(inert);
    notSimulated = List.copyOf(notSimulated);
  }
}
