package io.gamekeeper.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.infra.config.StageName;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What AWS's documents ask of names, parameters and certificates, over the templates of all stages.
 */
final class NameRulesTest {
  /**
   * By type and property, the form of a name as the type's page in the CloudFormation reference.
   */
  private static final Map<String, Pattern> NAMES =
      Map.of(
          "AWS::AppConfig::Application Name", Pattern.compile(".{1,64}"),
          "AWS::AppConfig::DeploymentStrategy Name", Pattern.compile(".{1,64}"),
          "AWS::AppConfig::Environment Name", Pattern.compile(".{1,64}"),
          "AWS::CloudFront::Function Name", Pattern.compile("[a-zA-Z0-9-_]{1,64}"),
          "AWS::Events::EventBus Name", Pattern.compile("(?!aws\\.)[/.\\-_A-Za-z0-9]{1,256}"),
          "AWS::KMS::Alias AliasName", Pattern.compile("alias/(?!aws/)[a-zA-Z0-9/_-]{1,250}"),
          "AWS::RUM::AppMonitor Name", Pattern.compile("(?!\\.)[.\\-_#A-Za-z0-9]{1,255}"),
          "AWS::SNS::Topic DisplayName", Pattern.compile(".{1,100}"),
          "AWS::SSM::Parameter Name", Pattern.compile("(/(?!aws|ssm)[a-zA-Z0-9_.-]+){2,15}"),
          "AWS::Scheduler::ScheduleGroup Name", Pattern.compile("[0-9a-zA-Z-_.]{1,64}"));

  @ParameterizedTest
  @EnumSource
  void namesHaveTheFormOfTheirType(StageName stage) {
    TreeSet<String> seen = new TreeSet<>();
    Resources.everyResource(
        stage,
        resource ->
            NAMES.forEach(
                (what, form) -> {
                  String[] typeAndProperty = what.split(" ", -1);
                  JsonNode name = resource.path("Properties").path(typeAndProperty[1]);
                  if (resource.path("Type").asText().equals(typeAndProperty[0])
                      && name.isTextual()) {
                    seen.add(what);
                    assertThat(name.textValue()).as(what).matches(form);
                  }
                }));

    TreeSet<String> expected = new TreeSet<>(NAMES.keySet());
    if (stage == StageName.PROD) {
      expected.remove("AWS::AppConfig::DeploymentStrategy Name");
    }
    assertThat(seen).isEqualTo(expected);
  }

  /** CloudFormation reference, AWS::SSM::Parameter and AWS::CloudFront::Function. */
  @ParameterizedTest
  @EnumSource
  void parametersAreShortTextsAndFunctionsOfTheCdnArePublished(StageName stage) {
    Templates.resources(stage, "AWS::SSM::Parameter")
        .forEach(
            (id, parameter) -> {
              assertThat(parameter.at("/Properties/Type").asText()).as(id).isEqualTo("String");
              assertThat(parameter.at("/Properties/Value").toString().length())
                  .as(id)
                  .isLessThan(4096);
            });
    Templates.resources(stage, "AWS::CloudFront::Function")
        .forEach(
            (id, function) ->
                assertThat(function.at("/Properties/AutoPublish").asBoolean()).as(id).isTrue());
  }

  /** CloudFormation reference, AWS::CertificateManager::Certificate: else the stack waits. */
  @ParameterizedTest
  @EnumSource
  void certificatesProveThemselvesWithoutAPerson(StageName stage) {
    Map<String, JsonNode> certificates =
        Templates.resources(stage, "AWS::CertificateManager::Certificate");

    assertThat(certificates).isNotEmpty();
    certificates.forEach(
        (id, certificate) -> {
          JsonNode properties = certificate.path("Properties");
          TreeSet<String> names =
              new TreeSet<>(
                  properties
                      .path("SubjectAlternativeNames")
                      .valueStream()
                      .map(JsonNode::asText)
                      .toList());
          names.add(properties.path("DomainName").asText());
          TreeSet<String> proved = new TreeSet<>();
          for (JsonNode option : properties.path("DomainValidationOptions")) {
            if (option.has("HostedZoneId")) {
              proved.add(option.path("DomainName").asText());
            }
          }
          assertThat(properties.path("ValidationMethod").asText()).as(id).isEqualTo("DNS");
          assertThat(proved).as(id).isEqualTo(names);
        });
  }
}
