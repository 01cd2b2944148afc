package io.gamekeeper.local.fleet;

import java.net.InetSocketAddress;
import java.util.Optional;

/** A target group as an Auto Scaling group sees it. */
public interface Targets {

  /** What a target group says of an instance. */
  enum Health {
    /** Not checked often enough yet. */
    INITIAL,
    HEALTHY,
    UNHEALTHY,
    /** Finishes requests, gets no new ones. */
    DRAINING,
    /** Not in the group. */
    UNUSED
  }

  /** Finds target groups. */
  @FunctionalInterface
  interface Source {
    /** The target group of that ARN; empty if there is none that takes instances. */
    Optional<Targets> find(String arn);
  }

  /** Takes an instance in, whose server listens there. */
  void register(String instanceId, InetSocketAddress address);

  /** Lets an instance finish its requests, then forgets it. */
  void deregister(String instanceId);

  /** How an instance is. */
  Health health(String instanceId);
}
