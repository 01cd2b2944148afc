package io.gamekeeper.local.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.contract.OperatorRole;
import io.gamekeeper.local.LedTime;
import io.gamekeeper.local.aws.ssm.Parameters;
import io.gamekeeper.local.aws.sts.Sts;
import io.gamekeeper.local.iam.Policy;
import io.gamekeeper.local.identityprovider.SignedIn;
import io.gamekeeper.local.template.AwsEnvironment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OperatorOperationsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final LedTime time = new LedTime();
  private final List<SignedIn> signedIn = new ArrayList<>();
  private final Parameters parameters;
  private final OperatorOperations operations;

  OperatorOperationsTest(@TempDir Path folder) {
    parameters = new Parameters(folder.resolve("parameters.json"));
    operations =
        new OperatorOperations(
            user -> {
              signedIn.add(user);
              return "session=of-" + user.name();
            },
            new Sts(time.ground()),
            parameters);
  }

  @AfterEach
  void close() {
    time.close();
  }

  @Test
  void anOperatorGetsASession() throws Exception {
    JsonNode answer =
        call("operator-session", "{\"name\":\"ann\",\"roles\":[\"viewer\",\"on-call\"]}");

    assertThat(answer.toString()).isEqualTo("{\"cookie\":\"session=of-ann\"}");
    assertThat(signedIn)
        .containsExactly(new SignedIn("ann", List.of(OperatorRole.VIEWER, OperatorRole.ON_CALL)));
  }

  @Test
  void anOperatorThatNobodyCanBeIsRefused() {
    assertThatThrownBy(() -> call("operator-session", "{\"name\":\"ann\",\"roles\":[\"king\"]}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no role king: there are viewer, planner, approver, on-call");
    assertThatThrownBy(() -> call("operator-session", "{\"name\":\"<b>\",\"roles\":[]}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a name has");
    assertThat(signedIn).isEmpty();
  }

  @Test
  void aRoleIsAssumedForAnHour() throws Exception {
    time.ground()
        .roles()
        .createRole(
            "arn:aws:iam::000000000000:role/gamekeeper-dev-viewer",
            "gamekeeper-dev-viewer",
            Policy.parse(
                "trust",
                JSON.readTree(
                    "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\","
                        + "\"Principal\":{\"AWS\":\"arn:aws:iam::000000000000:root\"}}}")));

    JsonNode answer =
        call("assume-role", "{\"role\":\"gamekeeper-dev-viewer\",\"session\":\"ann\"}");

    assertThat(answer.path("accessKeyId").asText()).startsWith("ASIA");
    assertThat(answer.path("secretAccessKey").asText()).isNotEmpty();
    assertThat(answer.path("sessionToken").asText()).isNotEmpty();
    assertThat(answer.path("expires").asText()).isEqualTo("2026-11-21T11:00:00Z");
  }

  @Test
  void parametersAreListedByPath() throws Exception {
    parameters.create("/g/dev/b", "2", "String", Optional.empty(), AwsEnvironment.LAPTOP);
    parameters.create("/g/dev/a", "1", "String", Optional.empty(), AwsEnvironment.LAPTOP);
    parameters.create("/g/prod/a", "3", "String", Optional.empty(), AwsEnvironment.LAPTOP);

    assertThat(call("parameters-by-path", "{\"path\":\"/g/dev\"}").toString())
        .isEqualTo(
            "{\"parameters\":[{\"name\":\"/g/dev/a\",\"value\":\"1\"},"
                + "{\"name\":\"/g/dev/b\",\"value\":\"2\"}]}");
  }

  private JsonNode call(String operation, String arguments) throws Exception {
    return operations.operations().stream()
        .filter(each -> each.name().equals(operation))
        .findFirst()
        .orElseThrow()
        .work()
        .run(JSON.readTree(arguments));
  }
}
