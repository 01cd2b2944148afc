package io.gamekeeper.local.aws.ssm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.local.LedTime;
import io.gamekeeper.local.client.FunctionIdentity;
import io.gamekeeper.local.client.NotSimulatedException;
import io.gamekeeper.local.iam.Policy;
import io.gamekeeper.local.iam.Role;
import io.gamekeeper.local.service.Services;
import io.gamekeeper.local.template.Provisioning;
import io.gamekeeper.local.template.Resources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.GetParametersByPathResponse;
import software.amazon.awssdk.services.ssm.model.Parameter;
import software.amazon.awssdk.services.ssm.model.ParameterStringFilter;
import software.amazon.awssdk.services.ssm.model.SsmException;

final class ParametersByPathTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FOLDER = "/gamekeeper/dev/operations";

  private final LedTime time;
  private final SystemsManager service;
  private final SsmClient client;
  private Resources resources;

  ParametersByPathTest(@TempDir Path folder) throws Exception {
    time = new LedTime(folder);
    Services services = new Services(time.ground());
    service = services.add(new SystemsManager(time.ground(), folder));
    StringBuilder template = new StringBuilder("{'Resources': {");
    List<String> names = new ArrayList<>(List.of(FOLDER + "/deep/one", FOLDER + "2/x", "/other"));
    for (int i = 10; i < 22; i++) {
      names.add(FOLDER + "/f" + i);
    }
    for (String name : names) {
      template.append(
          "'P%d': {'Type': 'AWS::SSM::Parameter', 'Properties': {'Name': '%s', 'Type': 'String', 'Value': 'v'}},"
              .formatted(names.indexOf(name), name));
    }
    resources =
        Provisioning.provision(
            service.resourceTypes(), template.toString().replaceFirst(",$", "}}"));
    Role role =
        time.ground()
            .roles()
            .createRole(
                "arn:aws:iam::000000000000:role/reader",
                "reader",
                Policy.parse(
                    "trust",
                    JSON.readTree(
                        "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\"}}")));
    time.ground()
        .roles()
        .attach(
            "reader",
            Policy.parse(
                "policy",
                JSON.readTree(
                    "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"ssm:GetParametersByPath\",\"Resource\":"
                        + "\"arn:aws:ssm:eu-central-1:000000000000:parameter"
                        + FOLDER
                        + "\"}}")));
    client =
        time.ground()
            .world()
            .client(new FunctionIdentity("Reader", "reader", role, List.of()), SsmClient.class);
  }

  @AfterEach
  void close() {
    resources.close();
    time.close();
  }

  @Test
  void whatIsBelowAPathComesInPagesOfTen() {
    GetParametersByPathResponse first = client.getParametersByPath(r -> r.path(FOLDER));
    GetParametersByPathResponse second =
        client.getParametersByPath(r -> r.path(FOLDER + "/").nextToken(first.nextToken()));

    assertThat(first.parameters()).hasSize(10);
    assertThat(second.parameters())
        .extracting(Parameter::name)
        .containsExactly(FOLDER + "/f20", FOLDER + "/f21");
    assertThat(second.nextToken()).isNull();
    assertThat(second.parameters().getFirst().value()).isEqualTo("v");
  }

  @Test
  void foldersBelowAreFollowedOnRequest() {
    assertThat(
            client
                .getParametersByPathPaginator(r -> r.path(FOLDER).recursive(true).maxResults(5))
                .stream()
                .flatMap(page -> page.parameters().stream()))
        .extracting(Parameter::name)
        .hasSize(13)
        .contains(FOLDER + "/deep/one")
        .doesNotContain(FOLDER + "2/x");
    assertThat(service.parameters().namesBelow(FOLDER, true)).hasSize(13);
    assertThat(service.parameters().namesBelow(FOLDER, false)).hasSize(12);
  }

  @Test
  void anotherPathIsNotTheCallers() {
    assertThatThrownBy(() -> client.getParametersByPath(r -> r.path("/gamekeeper")))
        .isInstanceOf(SsmException.class)
        .hasMessageContaining("ssm:GetParametersByPath")
        .hasMessageContaining("parameter/gamekeeper");
  }

  @Test
  void whatSystemsManagerWouldRefuseIsRefused() {
    assertThatThrownBy(() -> client.getParametersByPath(r -> r.path(FOLDER).maxResults(11)))
        .isInstanceOf(SsmException.class);
    assertThatThrownBy(
            () ->
                client.getParametersByPath(
                    r ->
                        r.path(FOLDER)
                            .parameterFilters(
                                List.of(ParameterStringFilter.builder().key("Type").build()))))
        .isInstanceOf(NotSimulatedException.class);
    assertThatThrownBy(() -> service.parameters().namesBelow("gamekeeper", true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("slash");
  }
}
