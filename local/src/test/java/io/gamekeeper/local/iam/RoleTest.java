package io.gamekeeper.local.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.local.template.TemplateException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RoleTest {
  private static final String TABLE = "arn:aws:dynamodb:eu-central-1:123456789012:table/Scores";
  private static final String KEY = "arn:aws:kms:eu-central-1:123456789012:key/1";

  private final AccessControl control = new AccessControl();
  private final Role role =
      control.createRole(
          "arn:aws:iam::123456789012:role/Scores",
          "Scores",
          policy(
              """
              {'Effect': 'Allow', 'Action': 'sts:AssumeRole',
               'Principal': {'Service': 'lambda.amazonaws.com'}}
              """));

  private static Policy policy(String statements) {
    try {
      return Policy.parse(
          "Api/Policy",
          new ObjectMapper().readTree("{\"Statement\": [" + statements.replace('\'', '"') + "]}"));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private Decision decide(String statements, String action, String resource) {
    assertThat(control.attach("Scores", policy(statements))).isTrue();
    return role.decide(action, resource, RequestContext.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'Action': 'dynamodb:PutItem', 'Resource': '*'                                  | ALLOWED
          'Action': 'dynamodb:putitem', 'Resource': '*'                                  | ALLOWED
          'Action': ['dynamodb:Get*', 'dynamodb:P?tItem'], 'Resource': '*'               | ALLOWED
          'Action': 'dynamodb:GetItem', 'Resource': '*'                                  | IMPLICIT_DENY
          'Action': 'dynamodb:*', 'Resource': 'arn:aws:dynamodb:*:*:table/Scores'        | ALLOWED
          'Action': 'dynamodb:*', 'Resource': 'arn:aws:dynamodb:*:*:table/scores'        | IMPLICIT_DENY
          'Action': 'dynamodb:*', 'Resource': 'arn:aws:dynamodb:*:*:table/Scores/*'      | IMPLICIT_DENY
          'NotAction': 'dynamodb:GetItem', 'Resource': '*'                               | ALLOWED
          'NotAction': 'dynamodb:P*', 'Resource': '*'                                    | IMPLICIT_DENY
          'Action': '*', 'NotResource': 'arn:aws:dynamodb:*:*:table/Other'               | ALLOWED
          'Action': '*', 'NotResource': 'arn:aws:dynamodb:*:*:table/*'                   | IMPLICIT_DENY
          """)
  void actionsAndResourcesMatchWithWildcards(String members, Decision decision) {
    assertThat(decide("{'Effect': 'Allow', " + members + "}", "dynamodb:PutItem", TABLE))
        .isEqualTo(decision);
  }

  @Test
  void anExplicitDenyWinsOverAnyAllow() {
    assertThat(decide("{'Effect': 'Allow', 'Action': '*', 'Resource': '*'}", "a:B", TABLE))
        .isEqualTo(Decision.ALLOWED);
    assertThat(decide("{'Effect': 'Deny', 'Action': 'a:*', 'Resource': '*'}", "a:B", TABLE))
        .isEqualTo(Decision.EXPLICIT_DENY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'StringEquals': {'kms:ViaService': 'dynamodb.x'}}                   | ALLOWED
          {'StringEquals': {'KMS:viaservice': ['s3.x', 'dynamodb.x']}}         | ALLOWED
          {'StringEquals': {'kms:ViaService': 's3.x'}}                         | IMPLICIT_DENY
          {'StringEquals': {'aws:Unknown': 'x'}}                               | IMPLICIT_DENY
          {'StringEqualsIfExists': {'aws:Unknown': 'x'}}                       | ALLOWED
          {'StringNotEquals': {'aws:Unknown': 'x'}}                            | ALLOWED
          {'StringNotLike': {'kms:ViaService': 'dynamo*'}}                     | IMPLICIT_DENY
          {'ArnLike': {'aws:SourceArn': 'arn:aws:lambda:*'}}                   | ALLOWED
          {'Bool': {'aws:SecureTransport': 'false'}}                           | IMPLICIT_DENY
          {'NumericLessThan': {'s3:max-keys': '10'}}                           | ALLOWED
          {'NumericGreaterThanEquals': {'s3:max-keys': '10'}}                  | IMPLICIT_DENY
          {'Null': {'aws:Unknown': 'true'}}                                    | ALLOWED
          {'Null': {'aws:Unknown': 'false'}}                                   | IMPLICIT_DENY
          {'Null': {'kms:ViaService': 'true'}}                                 | IMPLICIT_DENY
          {'Null': {'kms:ViaService': 'false'}}                                | ALLOWED
          {'ForAllValues:StringEquals': {'dynamodb:LeadingKeys': ['a', 'b']}}  | ALLOWED
          {'ForAllValues:StringEquals': {'dynamodb:LeadingKeys': ['a']}}       | IMPLICIT_DENY
          {'ForAnyValue:StringEquals': {'dynamodb:LeadingKeys': ['b', 'c']}}   | ALLOWED
          """)
  void conditionsLookAtTheRequest(String condition, Decision decision) {
    control.attach(
        "Scores",
        policy(
            "{'Effect': 'Allow', 'Action': 'kms:Decrypt', 'Resource': '*', 'Condition': "
                + condition
                + "}"));

    assertThat(
            role.decide(
                "kms:Decrypt",
                KEY,
                RequestContext.NONE
                    .with("kms:ViaService", "dynamodb.x")
                    .with("aws:SourceArn", "arn:aws:lambda:eu:1:function:f")
                    .with("aws:SecureTransport", "true")
                    .with("s3:max-keys", "5")
                    .with("dynamodb:LeadingKeys", "a", "b")))
        .isEqualTo(decision);
  }

  @Test
  void anUnknownOperatorIsNamedWithItsPlace() {
    assertThatThrownBy(
            () ->
                policy(
                    """
                    {'Effect': 'Allow', 'Action': '*', 'Resource': '*',
                     'Condition': {'IpAddress': {'aws:SourceIp': '1.2.3.4/32'}}}
                    """))
        .isInstanceOf(TemplateException.class)
        .hasMessage(
            "Api/Policy.Statement[0].Condition uses the operator IpAddress, which is not simulated");
  }

  @Test
  void theTrustPolicyDecidesWhoAssumesTheRole() {
    assertThat(role.trusts("lambda.amazonaws.com", RequestContext.NONE)).isTrue();
    assertThat(role.trusts("scheduler.amazonaws.com", RequestContext.NONE)).isFalse();
  }

  @Test
  void theVpcPolicyOfAwsIsKnown() {
    Policy managed =
        control
            .managedPolicy("arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole")
            .orElseThrow();
    control.attach("Scores", managed);

    assertThat(role.decide("ec2:CreateNetworkInterface", "*", RequestContext.NONE).allowed())
        .isTrue();
    assertThat(control.managedPolicy("arn:aws:iam::aws:policy/AdministratorAccess")).isEmpty();
  }

  @Test
  void aKeyIsUsableWhereItsPolicyLeavesItToTheAccountAndTheRoleAllowsIt() {
    control.createKey(
        KEY,
        policy(
            """
            {'Effect': 'Allow', 'Action': 'kms:*', 'Resource': '*',
             'Principal': {'AWS': 'arn:aws:iam::123456789012:root'}}
            """));

    assertThat(control.decideOnKey(role, "kms:Decrypt", KEY, RequestContext.NONE).allowed())
        .isFalse();

    control.attach(
        "Scores", policy("{'Effect': 'Allow', 'Action': 'kms:Decrypt', 'Resource': '*'}"));

    assertThat(control.decideOnKey(role, "kms:Decrypt", KEY, RequestContext.NONE).allowed())
        .isTrue();
  }
}
