package io.gamekeeper.local.aws.sts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.local.LedTime;
import io.gamekeeper.local.aws.iam.Iam;
import io.gamekeeper.local.client.FunctionIdentity;
import io.gamekeeper.local.client.NotSimulatedException;
import io.gamekeeper.local.iam.RoleSession;
import io.gamekeeper.local.service.Services;
import io.gamekeeper.local.service.StageException;
import io.gamekeeper.local.template.Provisioning;
import io.gamekeeper.local.template.Resources;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;
import software.amazon.awssdk.services.sts.model.StsException;

final class StsTest {
  private static final String ROLES = "arn:aws:iam::000000000000:role/";
  private static final String TEMPLATE =
      """
      {'Resources': {
        'Viewer': {'Type': 'AWS::IAM::Role', 'Properties': {
          'RoleName': 'gamekeeper-dev-viewer', 'MaxSessionDuration': 3600,
          'AssumeRolePolicyDocument': {'Statement': [{'Effect': 'Allow', 'Action': 'sts:AssumeRole',
            'Principal': {'AWS': {'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root'}}}]}}},
        'Direct': {'Type': 'AWS::IAM::Role', 'Properties': {
          'RoleName': 'direct',
          'AssumeRolePolicyDocument': {'Statement': [{'Effect': 'Allow', 'Action': 'sts:AssumeRole',
            'Principal': {'AWS': 'arn:aws:iam::000000000000:role/stranger'}}]}}},
        'Service': {'Type': 'AWS::IAM::Role', 'Properties': {
          'RoleName': 'service',
          'AssumeRolePolicyDocument': {'Statement': [{'Effect': 'Allow', 'Action': 'sts:AssumeRole',
            'Principal': {'Service': 'lambda.amazonaws.com'}}]}}},
        'Caller': {'Type': 'AWS::IAM::Role', 'Properties': {
          'RoleName': 'caller',
          'AssumeRolePolicyDocument': {'Statement': [{'Effect': 'Allow', 'Action': 'sts:AssumeRole',
            'Principal': {'Service': 'lambda.amazonaws.com'}}]},
          'Policies': [{'PolicyName': 'p', 'PolicyDocument': {'Statement': [{'Effect': 'Allow',
            'Action': 'sts:AssumeRole', 'Resource': 'arn:aws:iam::000000000000:role/*'}]}}]}},
        'Stranger': {'Type': 'AWS::IAM::Role', 'Properties': {
          'RoleName': 'stranger',
          'AssumeRolePolicyDocument': {'Statement': [{'Effect': 'Allow', 'Action': 'sts:AssumeRole',
            'Principal': {'Service': 'lambda.amazonaws.com'}}]}}}
      }}
      """;

  private final LedTime time = new LedTime();
  private final Services services = new Services(time.ground());
  private final Sts sts = services.add(new Sts(time.ground()));
  private final Resources resources =
      Provisioning.provision(new Iam(time.ground()).resourceTypes(), TEMPLATE);

  @AfterEach
  void close() {
    resources.close();
    time.close();
  }

  @Test
  void aPersonAssumesARoleThatTrustsTheAccount() {
    RoleSession session = sts.assumeAsAccount("gamekeeper-dev-viewer", "ann@studio");

    assertThat(session.arn())
        .isEqualTo("arn:aws:sts::000000000000:assumed-role/gamekeeper-dev-viewer/ann@studio");
    assertThat(session.accessKeyId()).matches("ASIA[A-Z2-7]{16}");
    assertThat(session.secretAccessKey()).hasSize(40);
    assertThat(session.expires()).isEqualTo(LedTime.START.plus(Duration.ofHours(1)));
    assertThat(time.ground().roles().sessions().find(session.accessKeyId())).contains(session);
    assertThat(session.toString())
        .doesNotContain(session.secretAccessKey(), session.sessionToken());
    assertThat(sts.assumeAsAccount(ROLES + "gamekeeper-dev-viewer", "ann").sessionToken())
        .isNotEqualTo(session.sessionToken());
  }

  @Test
  void aRoleThatDoesNotTrustTheAccountIsNoPersons() {
    assertThatThrownBy(() -> sts.assumeAsAccount("service", "ann"))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("service does not trust its account");
    assertThatThrownBy(() -> sts.assumeAsAccount("king", "ann"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no role king");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a b", "a/b", "ann:x", ""})
  void theNameOfASessionIsThatOfAnIdentity(String name) {
    assertThatThrownBy(() -> sts.assumeAsAccount("gamekeeper-dev-viewer", name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 to 64");
    assertThatThrownBy(
            () -> assume("caller", "gamekeeper-dev-viewer", name.isEmpty() ? "é" : name, null))
        .isInstanceOfSatisfying(
            StsException.class,
            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationError"));
  }

  @Test
  void aFunctionAssumesWhatBothItsPoliciesAndTheRolesTrustAllow() {
    AssumeRoleResponse answer = assume("caller", "gamekeeper-dev-viewer", "fn", 900);

    assertThat(answer.credentials().expiration()).isEqualTo(LedTime.START.plusSeconds(900));
    assertThat(answer.assumedRoleUser().arn())
        .isEqualTo("arn:aws:sts::000000000000:assumed-role/gamekeeper-dev-viewer/fn");
    assertThat(
            time.ground().roles().sessions().find(answer.credentials().accessKeyId()).orElseThrow())
        .extracting(RoleSession::sessionToken)
        .isEqualTo(answer.credentials().sessionToken());
    assertThat(assume("stranger", "direct", "fn", null).credentials().expiration())
        .isEqualTo(LedTime.START.plusSeconds(3600));
    assertDenied("stranger", "gamekeeper-dev-viewer");
    assertDenied("caller", "direct");
    assertDenied("caller", "service");
    assertDenied("caller", "king");
  }

  @ParameterizedTest
  @ValueSource(ints = {899, 3601})
  void aSessionLastsFromAQuarterToAnHour(int seconds) {
    assertThatThrownBy(() -> assume("caller", "gamekeeper-dev-viewer", "fn", seconds))
        .isInstanceOf(StsException.class)
        .hasMessageContaining("DurationSeconds");
  }

  @Test
  void whatElseARequestAsksForIsNotSimulated() {
    assertThatThrownBy(
            () ->
                client("caller")
                    .assumeRole(
                        r ->
                            r.roleArn(ROLES + "gamekeeper-dev-viewer")
                                .roleSessionName("fn")
                                .policy("{}")))
        .isInstanceOf(NotSimulatedException.class);
  }

  @Test
  void aCallerLearnsWhoItIs() {
    GetCallerIdentityResponse identity = client("stranger").getCallerIdentity();

    assertThat(identity.account()).isEqualTo("000000000000");
    assertThat(identity.arn())
        .isEqualTo("arn:aws:sts::000000000000:assumed-role/stranger/function");
    assertThat(identity.userId()).matches("AROA[0-9A-Z]{17}:function");
  }

  private void assertDenied(String caller, String role) {
    assertThatThrownBy(() -> assume(caller, role, "fn", null))
        .as("%s as %s", caller, role)
        .isInstanceOfSatisfying(
            StsException.class,
            e -> {
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDenied");
              assertThat(e.statusCode()).isEqualTo(403);
            })
        .hasMessageContaining("is not authorized to perform: sts:AssumeRole on resource: " + ROLES);
  }

  private AssumeRoleResponse assume(
      String caller, String role, String session, @Nullable Integer seconds) {
    return client(caller)
        .assumeRole(r -> r.roleArn(ROLES + role).roleSessionName(session).durationSeconds(seconds));
  }

  private StsClient client(String role) {
    return time.ground()
        .world()
        .client(
            new FunctionIdentity(
                "Function",
                "function",
                time.ground().roles().roleNamed(role).orElseThrow(),
                List.of()),
            StsClient.class);
  }
}
