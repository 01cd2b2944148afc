package io.gamekeeper.local.network;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The security groups of a stage with their rules. */
public final class SecurityGroups {
  private final Map<String, Group> groups = new ConcurrentHashMap<>();
  private final Set<String> networks = ConcurrentHashMap.newKeySet();

  private record Group(Collection<Rule> ingress, Collection<Rule> egress) {}

  /**
   * A rule.
   *
   * @param protocol {@code tcp}, {@code udp}, {@code icmp}, a number, or {@code -1} for all
   * @param peer a group's id or an address block
   */
  public record Rule(String protocol, int fromPort, int toPort, String peer) {
    boolean allowsTcp(int port) {
      return switch (protocol) {
        case "-1" -> true;
        case "tcp", "6" -> fromPort <= port && port <= toPort;
        default -> false;
      };
    }
  }

  /** Adds the address block of a virtual network; rules for the block include everything inside. */
  public void addNetwork(String block) {
    networks.add(block);
  }

  /** Creates a group without rules. */
  public void create(String groupId) {
    groups.computeIfAbsent(
        groupId, id -> new Group(new ConcurrentLinkedQueue<>(), new ConcurrentLinkedQueue<>()));
  }

  public boolean exists(String groupId) {
    return groups.containsKey(groupId);
  }

  /** Adds an ingress rule. */
  public void allowIngress(String groupId, Rule rule) {
    group(groupId).ingress().add(rule);
  }

  /** Lets the group's members out to a peer. */
  public void allowEgress(String groupId, Rule rule) {
    group(groupId).egress().add(rule);
  }

  private Group group(String groupId) {
    return Optional.ofNullable(groups.get(groupId))
        .orElseThrow(() -> new IllegalArgumentException("there is no security group " + groupId));
  }

  /**
   * Returns why a TCP connection between members of groups would be dropped; empty if it would not.
   *
   * @param from the groups of the side that connects
   * @param to the groups of the side that listens
   */
  public Optional<String> refusal(Collection<String> from, Collection<String> to, int port) {
    if (from.stream().noneMatch(group -> allows(group(group).egress(), to, port))) {
      return Optional.of(
          "no egress rule of %s lets it out to %s on port %d".formatted(from, to, port));
    }
    if (to.stream().noneMatch(group -> allows(group(group).ingress(), from, port))) {
      return Optional.of("no ingress rule of %s lets %s in on port %d".formatted(to, from, port));
    }
    return Optional.empty();
  }

  private boolean allows(Collection<Rule> rules, Collection<String> peers, int port) {
    return rules.stream()
        .anyMatch(
            rule ->
                rule.allowsTcp(port)
                    && (rule.peer().equals("0.0.0.0/0")
                        || networks.contains(rule.peer())
                        || peers.contains(rule.peer())));
  }
}
