package io.gamekeeper.oncall.response;

import io.gamekeeper.oncall.incident.Incident;

/** Where the account's other operational work is listed. */
public interface OpsCenter {

  /**
   * Creates an incident's item, unless there is one that is not resolved.
   *
   * @return the item's id
   */
  String create(Incident incident);

  /** Writes an incident's title and state to its item. */
  void update(String item, Incident incident);
}
