package io.gamekeeper.infra;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.contract.GameServerEnvironment;
import io.gamekeeper.infra.config.StageName;
import java.util.HashMap;
import java.util.Map;

/** Finds parts of the fleet in a template. */
final class FleetTemplate {
  private FleetTemplate() {}

  static int drainSeconds(StageName stage) {
    return GameServerEnvironment.from(serverVariables(stage, "OnDemand")).drainSeconds();
  }

  static Map<String, String> serverVariables(StageName stage, String group) {
    Map<String, String> variables = new HashMap<>();
    file(userData(stage, group), "/etc/gamekeeper/game-server.env")
        .lines()
        .forEach(
            line -> variables.put(line.replaceAll("=.*", ""), line.replaceFirst("[^=]*=", "")));
    return variables;
  }

  static JsonNode group(StageName stage, String prefix) {
    return starting(stage, "AWS::AutoScaling::AutoScalingGroup", prefix);
  }

  static String userData(StageName stage, String prefix) {
    StringBuilder text = new StringBuilder();
    starting(stage, "AWS::EC2::LaunchTemplate", prefix)
        .at("/LaunchTemplateData/UserData/Fn::Base64/Fn::Join/1")
        .forEach(
            part -> text.append(part.isTextual() ? part.asText() : part.path("Fn::Sub").asText()));
    return text.toString();
  }

  /** Returns the content of a file that user data writes. */
  static String file(String userData, String path) {
    String from = userData.substring(userData.indexOf("  - path: " + path + "\n"));
    StringBuilder content = new StringBuilder();
    from.lines()
        .skip(3)
        .takeWhile(line -> line.isEmpty() || line.startsWith("      "))
        .forEach(line -> content.append(line.stripLeading()).append('\n'));
    return content.toString();
  }

  static JsonNode starting(StageName stage, String type, String prefix) {
    return Templates.resources(stage, "Fleet", type).entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(prefix))
        .map(entry -> entry.getValue().path("Properties"))
        .findAny()
        .orElseThrow();
  }
}
