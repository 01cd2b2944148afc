package io.gamekeeper.local.target;

import io.gamekeeper.local.service.StageException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** All groups of servers by their ARN. */
public final class ServerGroups {
  private final Map<String, ServerGroup> groups = new ConcurrentHashMap<>();

  public void add(String arn, ServerGroup group) {
    groups.put(arn, group);
  }

  /**
   * The group of that ARN.
   *
   * @throws StageException if there is none that takes instances
   */
  public ServerGroup find(String arn) {
    ServerGroup group = groups.get(arn);
    if (group == null) {
      throw new StageException("no template declares a target group of servers named " + arn);
    }
    return group;
  }
}
