package io.gamekeeper.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.contract.OperationsPart;
import io.gamekeeper.contract.OperatorRole;
import io.gamekeeper.infra.config.StageName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class OperationsTest {
  private static final String RULE = "AWS::ElasticLoadBalancingV2::ListenerRule";

  @ParameterizedTest
  @EnumSource
  void onTheOperatorsDomainEverybodySignsInButForWhoHasASignedLink(StageName stage) {
    TreeMap<Integer, String> rules = new TreeMap<>();
    for (JsonNode rule : ofAllStacks(stage, RULE)) {
      JsonNode properties = rule.path("Properties");
      if (properties.path("Conditions").toString().contains("\"ops.")) {
        JsonNode first = properties.at("/Actions/0");
        boolean open = first.path("Type").asText().equals("forward");
        assertThat(first.path("Type").asText()).isIn("forward", "authenticate-oidc");
        assertThat(properties.path("Actions")).hasSize(open ? 1 : 2);
        rules.put(
            Integer.parseInt(properties.path("Priority").asText()),
            properties.at("/Conditions/1/PathPatternConfig/Values/0").asText()
                + " "
                + first.at("/AuthenticateOidcConfig/OnUnauthenticatedRequest").asText("open"));
      }
    }

    assertThat(rules)
        .isEqualTo(
            Stream.of(OperationsPart.values())
                .collect(
                    Collectors.toMap(
                        OperationsPart::priority,
                        part -> part.path() + " " + stranger(part),
                        (one, other) -> one,
                        TreeMap::new)));
  }

  /** Returns what becomes of somebody without a session. */
  private static String stranger(OperationsPart part) {
    return switch (part) {
      case ACKNOWLEDGE -> "open";
      case PAGES -> "authenticate";
      default -> "deny";
    };
  }

  @ParameterizedTest
  @EnumSource
  void theClientsSecretIsInNoTemplate(StageName stage) {
    for (JsonNode rule : ofAllStacks(stage, RULE)) {
      JsonNode secret = rule.at("/Properties/Actions/0/AuthenticateOidcConfig/ClientSecret");
      if (!secret.isMissingNode()) {
        assertThat(secret.asText())
            .isEqualTo(
                "{{resolve:secretsmanager:gamekeeper/%s/operators:SecretString:clientSecret::}}"
                    .formatted(stage.key()));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFunctionsAddressAsksForASignature(StageName stage) {
    List<JsonNode> urls = ofAllStacks(stage, "AWS::Lambda::Url");

    assertThat(urls)
        .hasSize(
            (int)
                Stream.of(OperationsPart.values())
                    .map(OperationsPart::function)
                    .distinct()
                    .count());
    assertThat(urls)
        .allSatisfy(
            url -> {
              assertThat(url.at("/Properties/AuthType").asText()).isEqualTo("AWS_IAM");
              assertThat(url.at("/Properties/Qualifier").asText()).isEqualTo("live");
              assertThat(url.path("Properties").has("Cors")).isFalse();
            });
  }

  @ParameterizedTest
  @EnumSource
  void everyAddressIsInAParameter(StageName stage) {
    Set<String> names = new TreeSet<>();
    ofAllStacks(stage, "AWS::SSM::Parameter")
        .forEach(parameter -> names.add(parameter.at("/Properties/Name").asText()));

    assertThat(names)
        .containsAll(
            Stream.of(OperationsPart.values()).map(part -> part.parameter(stage.key())).toList());
  }

  @ParameterizedTest
  @EnumSource
  void everyRoleCallsEveryFunctionByItsAddressOnly(StageName stage) {
    Set<String> roles = new TreeSet<>();
    for (JsonNode role : Templates.resources(stage, "Operations", "AWS::IAM::Role").values()) {
      JsonNode name = role.at("/Properties/RoleName");
      if (!name.isMissingNode()) {
        roles.add(name.asText());
        assertThat(role.at("/Properties/AssumeRolePolicyDocument/Statement")).hasSize(1);
        assertThat(role.at("/Properties/ManagedPolicyArns")).hasSize(1);
        assertThat(role.at("/Properties").has("Policies")).isFalse();
      }
    }
    assertThat(roles)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(OperatorRole.values()).map(role -> role.roleName(stage.key())).toList());

    List<JsonNode> policies =
        List.copyOf(Templates.resources(stage, "Operations", "AWS::IAM::ManagedPolicy").values());
    assertThat(policies).hasSize(1);
    JsonNode statements = policies.getFirst().at("/Properties/PolicyDocument/Statement");
    assertThat(statements).hasSize(3);
    assertThat(statements.get(0).path("Action").asText()).isEqualTo("lambda:InvokeFunctionUrl");
    assertThat(statements.get(0).at("/Condition/StringEquals").toString())
        .isEqualTo("{\"lambda:FunctionUrlAuthType\":\"AWS_IAM\"}");
    assertThat(statements.get(1).path("Action").asText()).isEqualTo("lambda:InvokeFunction");
    assertThat(statements.get(1).at("/Condition/Bool").toString())
        .isEqualTo("{\"lambda:InvokedViaFunctionUrl\":\"true\"}");
    assertThat(statements.get(1).path("Resource"))
        .isEqualTo(statements.get(0).path("Resource"))
        .hasSize(5);
    assertThat(statements.get(2).path("Action").asText()).isEqualTo("ssm:GetParametersByPath");
    assertThat(statements.toString()).doesNotContain("\"*\"");
  }

  private static List<JsonNode> ofAllStacks(StageName stage, String type) {
    List<JsonNode> resources = new ArrayList<>();
    for (String stack : Templates.stacks(stage).keySet()) {
      resources.addAll(Templates.resources(stage, stack, type).values());
    }
    return resources;
  }
}
