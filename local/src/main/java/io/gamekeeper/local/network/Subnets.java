package io.gamekeeper.local.network;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Which availability zone each subnet of a stage is in. */
public final class Subnets {
  private final Map<String, String> zones = new ConcurrentHashMap<>();

  /** Makes a subnet known. */
  public void create(String subnetId, String zone) {
    zones.put(subnetId, zone);
  }

  /** The zone of a subnet; empty if there is no such subnet. */
  public Optional<String> zone(String subnetId) {
    return Optional.ofNullable(zones.get(subnetId));
  }
}
