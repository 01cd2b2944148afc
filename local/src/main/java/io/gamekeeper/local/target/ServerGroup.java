package io.gamekeeper.local.target;

import java.net.InetSocketAddress;

/** A group of servers that get requests: what an Auto Scaling group attaches its instances to. */
public interface ServerGroup {

  /** Takes an instance in, whose server listens there. */
  void register(String instanceId, InetSocketAddress address);

  /** Lets an instance finish its requests, then forgets it. */
  void deregister(String instanceId);

  /** How an instance is. */
  TargetHealth health(String instanceId);

  /** What has gone to an instance and come from it; nothing if it is not registered. */
  Traffic traffic(String instanceId);
}
