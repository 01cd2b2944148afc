package io.gamekeeper.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.contract.OperatorRole;
import io.gamekeeper.local.admin.StageFile;
import io.gamekeeper.operations.Answer;
import io.gamekeeper.operations.Wire;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The session of an operator on a stage of this machine, who is the user of the operating system.
 * It is asked for without the admin API's client, whose start would be half of a command's time.
 *
 * @param roles of the operator
 */
record OperatorSession(StageFile stage, List<OperatorRole> roles) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Opens a session.
   *
   * @return the value of the header {@code Cookie}
   * @throws CommandFailure if the stage does not answer or refuses it
   */
  String open() {
    ObjectNode operator = JSON.createObjectNode().put("name", System.getProperty("user.name"));
    roles.forEach(role -> operator.withArray("roles").add(role.key()));
    try {
      Answer answer =
          Wire.send(
              "POST",
              URI.create("http://127.0.0.1:" + stage.adminPort() + "/operator-session"),
              Map.of("Authorization", "Bearer " + Files.readString(stage.tokenFile())),
              operator.toString());
      JsonNode json = JSON.readTree(answer.body());
      if (answer.status() != 200) {
        throw new CommandFailure(json.path("error").asText());
      }
      String cookie = json.path("cookie").asText();
      if (cookie.isEmpty()) {
        throw otherVersion(null);
      }
      return cookie;
    } catch (JsonProcessingException e) {
      throw otherVersion(e);
    } catch (IOException e) {
      throw new CommandFailure(
          "the stage on port " + stage.port() + " does not answer: " + e.getMessage(), e);
    }
  }

  private CommandFailure otherVersion(@Nullable Exception cause) {
    return new CommandFailure(
        "the stage on port "
            + stage.port()
            + " runs another version of the project: stop it and start it again",
        cause);
  }
}
