package io.gamekeeper.local.target;

/** What a load balancer thinks of a target. */
public enum TargetHealth {
  /** Registered, and not checked to an end yet. */
  INITIAL,
  HEALTHY,
  UNHEALTHY,
  /** Deregistered: gets no new requests, finishes those it has. */
  DRAINING,
  /** Not registered. */
  UNUSED
}
