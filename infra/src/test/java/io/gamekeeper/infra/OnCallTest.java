package io.gamekeeper.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.contract.oncall.MessengerCredentials;
import io.gamekeeper.contract.oncall.MessengerEnvironment;
import io.gamekeeper.infra.config.StageName;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From an alarm to the functions that tell people of it. */
final class OnCallTest {
  private static final String STACK = "OnCall";

  @ParameterizedTest
  @EnumSource
  void whatAlarmsTellIsKeptUntilItIsRouted(StageName stage) {
    JsonNode subscription =
        Templates.only(stage, "Data", "AWS::SNS::Subscription").path("Properties");

    assertThat(subscription.path("Protocol").asText()).isEqualTo("sqs");
    assertThat(subscription.path("RawMessageDelivery").asBoolean()).isTrue();
    String queue = subscription.at("/Endpoint/Fn::GetAtt/0").asText();
    String dead = subscription.at("/RedrivePolicy/deadLetterTargetArn/Fn::GetAtt/0").asText();
    Map<String, JsonNode> queues = Templates.resources(stage, "Data", "AWS::SQS::Queue");
    assertThat(queues).containsKeys(queue, dead);
    assertThat(
            Objects.requireNonNull(queues.get(queue))
                .at("/Properties/RedrivePolicy/deadLetterTargetArn/Fn::GetAtt/0")
                .asText())
        .isEqualTo(dead);
    assertThat(Templates.resources(stage, "Data", "AWS::SQS::QueuePolicy").values())
        .filteredOn(policy -> policy.toString().contains("sns.amazonaws.com"))
        .extracting(policy -> policy.at("/Properties/Queues/0/Ref").asText())
        .containsExactlyInAnyOrder(queue, dead);
    JsonNode mapping =
        Templates.only(stage, STACK, "AWS::Lambda::EventSourceMapping").path("Properties");
    assertThat(mapping.toString()).contains("OnCallAlarms");
    assertThat(mapping.at("/FunctionResponseTypes/0").asText())
        .isEqualTo("ReportBatchItemFailures");
  }

  @ParameterizedTest
  @EnumSource
  void theMailDomainProvesWhoseItIs(StageName stage) {
    JsonNode identity = Templates.only(stage, STACK, "AWS::SES::EmailIdentity");
    String domain = identity.at("/Properties/EmailIdentity").asText();

    assertThat(domain).startsWith("ops.");
    assertThat(Templates.resources(stage, STACK, "AWS::Route53::RecordSet").values())
        .hasSize(3)
        .allSatisfy(
            record -> {
              assertThat(record.at("/Properties/Type").asText()).isEqualTo("CNAME");
              assertThat(record.at("/Properties/Name").toString()).contains("DkimDNSTokenName");
              assertThat(record.at("/Properties/ResourceRecords/0").toString())
                  .contains("DkimDNSTokenValue");
            });
    assertThat(
            DeployedFunction.inDev(GameFunction.ALERT_ROUTER)
                .properties()
                .at("/Environment/Variables/" + MessengerEnvironment.MAIL_SENDER)
                .asText())
        .isEqualTo("on-call@ops.dev.gamekeeper.example");
  }

  @Test
  void theSecretStartsAsJsonWithEveryMember() {
    JsonNode keys =
        Templates.resources(StageName.PROD, "Data", "AWS::SecretsManager::Secret")
            .entrySet()
            .stream()
            .filter(secret -> secret.getKey().startsWith("OnCallMessengerKeys"))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElseThrow();

    assertThat(keys.at("/Properties/GenerateSecretString/SecretStringTemplate").asText())
        .contains(
            MessengerCredentials.SLACK_BOT_TOKEN,
            MessengerCredentials.WECOM_CORP_ID,
            MessengerCredentials.WECOM_AGENT_ID,
            MessengerCredentials.WECOM_SECRET,
            MessengerCredentials.HEARTBEAT_URL);
  }
}
