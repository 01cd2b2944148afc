package io.gamekeeper.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.contract.GameServerContract;
import io.gamekeeper.local.StageOptions;
import io.gamekeeper.local.template.CloudAssembly;
import io.gamekeeper.local.template.Template;
import io.gamekeeper.local.template.TemplateResource;
import io.gamekeeper.players.GameAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/** The address at which players of a stage open their sessions, from its templates. */
final class PlayedGame {
  private static final String LISTENER_RULE = "AWS::ElasticLoadBalancingV2::ListenerRule";
  private static final String BY_HOST = "/HostHeaderConfig/Values/0";
  private static final String BY_PATH = "/PathPatternConfig/Values";

  private PlayedGame() {}

  /**
   * Returns the name that leads to the game servers, on a stage at that port.
   *
   * @return empty if the templates send no players to servers
   */
  static Optional<GameAddress> of(Path assembly, int port) {
    for (Template template : CloudAssembly.read(assembly, StageOptions.DEV).templates()) {
      for (TemplateResource resource : template.resources().values()) {
        Optional<String> name =
            resource.type().equals(LISTENER_RULE) ? host(resource.properties()) : Optional.empty();
        if (name.isPresent()) {
          InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
          return Optional.of(new GameAddress(name.get(), address));
        }
      }
    }
    return Optional.empty();
  }

  /** Returns the host of a rule for sessions. */
  private static Optional<String> host(JsonNode rule) {
    String host = "";
    boolean sessions = false;
    for (JsonNode condition : rule.path("Conditions")) {
      host = condition.at(BY_HOST).asText(host);
      for (JsonNode path : condition.at(BY_PATH)) {
        sessions |= path.asText().equals(GameServerContract.SESSION_PATH);
      }
    }
    return sessions && !host.isEmpty() ? Optional.of(host) : Optional.empty();
  }
}
