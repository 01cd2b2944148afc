package io.gamekeeper.local.network;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The availability zones of a stage's subnets. */
public final class Subnets {
  private final Map<String, String> zones = new ConcurrentHashMap<>();

  /** Adds a subnet. */
  public void create(String subnetId, String zone) {
    zones.put(subnetId, zone);
  }

  /** Returns the zone of a subnet; empty if there is no such subnet. */
  public Optional<String> zone(String subnetId) {
    return Optional.ofNullable(zones.get(subnetId));
  }
}
