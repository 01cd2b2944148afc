package io.gamekeeper.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ssm.model.SsmException;

final class AwsRefusalTest {
  @ParameterizedTest
  @CsvSource({
    "AccessDeniedException, 'AWS does not let you look: ask for the permission, or choose another --profile or --role (no)'",
    "ExpiredTokenException, 'the AWS credentials have expired: sign in (for instance aws sso login) or choose a profile with --profile'",
    "UnrecognizedClientException, 'AWS does not accept the credentials: sign in (for instance aws sso login) or choose a profile with --profile'",
    "ThrottlingException, 'AWS refused to look: ThrottlingException no'",
  })
  void whatAwsRefusesIsSaidWithWhatToDo(String code, String message) {
    SsmException refusal =
        (SsmException)
            SsmException.builder()
                .awsErrorDetails(
                    AwsErrorDetails.builder().errorCode(code).errorMessage("no").build())
                .build();

    assertThat(AwsRefusal.of("look", refusal)).hasMessage(message);
  }

  @Test
  void missingCredentialsAndAMissingNetworkAreToldApart() {
    assertThat(
            AwsRefusal.of(
                "look",
                SdkClientException.create(
                    "Unable to load credentials from any of the providers in the chain")))
        .hasMessageStartingWith("there are no AWS credentials: sign in");
    assertThat(
            AwsRefusal.of(
                "look",
                SdkClientException.create(
                    "Unable to execute", new UnknownHostException("ssm.eu-x-1.amazonaws.com"))))
        .hasMessage(
            "AWS cannot be reached to look: check the network and --region (ssm.eu-x-1.amazonaws.com)");
  }

  @ParameterizedTest
  @CsvSource({
    "arn:aws:sts::1:assumed-role/Admin/ann@example.com, ann@example.com",
    "arn:aws:iam::1:user/ops/ann, ann",
    "arn:aws:iam::1:root, arn-aws-iam--1-root",
    "arn:aws:iam::1:user/a, a--",
  })
  void aSessionTellsTheAuditWhoItIs(String arn, String session) {
    assertThat(new Caller(arn).session()).isEqualTo(session);
  }

  @Test
  void aSessionOfTheRoleIsKnownByItsArn() {
    Caller caller = new Caller("arn:aws-cn:sts::1:assumed-role/gamekeeper-prod-viewer/ci");

    assertThat(caller.isSessionOf("gamekeeper-prod-viewer")).isTrue();
    assertThat(caller.isSessionOf("gamekeeper-prod-on-call")).isFalse();
    assertThat(caller.isSessionOf("gamekeeper-prod")).isFalse();
    assertThat(caller.partition()).isEqualTo("aws-cn");
  }
}
