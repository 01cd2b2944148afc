package io.gamekeeper.local.aws.ssm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.local.LedTime;
import io.gamekeeper.local.aws.iam.Iam;
import io.gamekeeper.local.client.FunctionIdentity;
import io.gamekeeper.local.client.NotSimulatedException;
import io.gamekeeper.local.client.StagePlatform;
import io.gamekeeper.local.service.Services;
import io.gamekeeper.local.target.Call;
import io.gamekeeper.local.target.NotTakenException;
import io.gamekeeper.local.template.Provisioning;
import io.gamekeeper.local.template.TemplateException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.CreateOpsItemRequest;
import software.amazon.awssdk.services.ssm.model.OpsItem;
import software.amazon.awssdk.services.ssm.model.OpsItemAlreadyExistsException;
import software.amazon.awssdk.services.ssm.model.OpsItemDataType;
import software.amazon.awssdk.services.ssm.model.OpsItemDataValue;
import software.amazon.awssdk.services.ssm.model.OpsItemFilter;
import software.amazon.awssdk.services.ssm.model.OpsItemFilterKey;
import software.amazon.awssdk.services.ssm.model.OpsItemFilterOperator;
import software.amazon.awssdk.services.ssm.model.OpsItemNotFoundException;
import software.amazon.awssdk.services.ssm.model.OpsItemStatus;
import software.amazon.awssdk.services.ssm.model.OpsItemSummary;

/** Items of OpsCenter that alarms create. */
final class OpsItemsTest {
  private static final String ACTION =
      "arn:aws:ssm:eu-central-1:000000000000:opsitem:2#CATEGORY=Availability";
  private static final String CLOUDWATCH = "cloudwatch.amazonaws.com";
  private static final String ALARM = "arn:aws:cloudwatch:eu-central-1:000000000000:alarm:down";

  private static final String ROLE =
      """
      {'Resources': {'Role': {'Type': 'AWS::IAM::Role', 'Properties': {'RoleName': 'Operator',
        'AssumeRolePolicyDocument': {'Statement': {'Effect': 'Allow', 'Action': 'sts:AssumeRole',
          'Principal': {'Service': 'lambda.amazonaws.com'}}},
        'Policies': [{'PolicyName': 'p', 'PolicyDocument': {'Statement': [
          {'Effect': 'Allow', 'Action': ['ssm:CreateOpsItem', 'ssm:DescribeOpsItems'], 'Resource': '*'},
          {'Effect': 'Allow', 'Action': ['ssm:GetOpsItem', 'ssm:UpdateOpsItem'],
           'Resource': 'arn:aws:ssm:eu-central-1:000000000000:opsitem/*'}]}}]}}}}
      """;

  @TempDir Path folder;
  private final LedTime time = new LedTime();
  private SsmClient client;

  @BeforeEach
  void open() {
    Services services = new Services(time.ground());
    services.add(new Iam(time.ground()));
    services.add(new SystemsManager(time.ground(), folder));
    Provisioning.provision(services.resourceTypes(), ROLE);
    FunctionIdentity operator =
        new FunctionIdentity(
            "Operator",
            "operator",
            time.ground().roles().role("arn:aws:iam::000000000000:role/Operator").orElseThrow(),
            List.of());
    client =
        new StagePlatform(operator, Map.of(), time.ground().world(), time.ground().time(), _ -> {})
            .client(SsmClient.class);
  }

  @AfterEach
  void close() {
    time.close();
  }

  private void ring(String action, String alarm) throws NotTakenException {
    time.ground()
        .targets()
        .call(
            action,
            Call.of(
                """
                {"alarmArn": "arn:aws:cloudwatch:eu-central-1:000000000000:alarm:%s",
                 "alarmData": {"alarmName": "%s", "state": {"value": "ALARM", "reason": "0 servers"}}}
                """
                    .formatted(alarm, alarm),
                CLOUDWATCH));
  }

  private List<OpsItemSummary> all() {
    return client.describeOpsItems(_ -> {}).opsItemSummaries();
  }

  @Test
  void anAlarmHasOneItemUntilThatIsResolved() throws Exception {
    ring(ACTION, "down");
    ring(ACTION, "down");
    ring("arn:aws:ssm:eu-central-1:000000000000:opsitem:4", "slow");

    assertThat(all()).extracting(OpsItemSummary::severity).containsExactly("2", "4");
    assertThat(all().getLast().category()).isNull();
    String id = all().getFirst().opsItemId();
    assertThat(client.getOpsItem(request -> request.opsItemId(id)).opsItem())
        .satisfies(
            item ->
                assertThat(item.title()).isEqualTo("CloudWatch alarm down is in the state ALARM"))
        .satisfies(item -> assertThat(item.source()).isEqualTo("CloudWatch"))
        .satisfies(item -> assertThat(item.category()).isEqualTo("Availability"))
        .satisfies(item -> assertThat(item.description()).isEqualTo("0 servers"))
        .satisfies(item -> assertThat(item.status()).isEqualTo(OpsItemStatus.OPEN))
        .satisfies(item -> assertThat(item.createdTime()).isEqualTo(LedTime.START))
        .satisfies(
            item ->
                assertThat(item.operationalData().toString())
                    .contains("{\"dedupString\":\"CloudWatch alarm down\"}"));

    client.updateOpsItem(request -> request.opsItemId(id).status(OpsItemStatus.IN_PROGRESS));
    ring(ACTION, "down");
    assertThat(all()).hasSize(2);

    time.advance(Duration.ofMinutes(1));
    client.updateOpsItem(request -> request.opsItemId(id).status(OpsItemStatus.RESOLVED));
    ring(ACTION, "down");
    assertThat(all()).hasSize(3);
    assertThat(
            client
                .describeOpsItems(
                    request ->
                        request.opsItemFilters(
                            OpsItemFilter.builder()
                                .key(OpsItemFilterKey.STATUS)
                                .operator(OpsItemFilterOperator.EQUAL)
                                .values("Open")
                                .build()))
                .opsItemSummaries())
        .extracting(OpsItemSummary::severity)
        .containsExactly("4", "2");
  }

  @Test
  void whoCreatesAnItemTwiceIsToldWhichItIsUntilItIsResolved() throws Exception {
    ring(ACTION, "down"); // so that the account and the region are known
    String item = client.createOpsItem(described()).opsItemId();

    assertThatThrownBy(() -> client.createOpsItem(described()))
        .isInstanceOfSatisfying(
            OpsItemAlreadyExistsException.class, e -> assertThat(e.opsItemId()).isEqualTo(item));

    client.updateOpsItem(
        request -> request.opsItemId(item).title("P1: B").status(OpsItemStatus.RESOLVED));
    assertThat(client.getOpsItem(request -> request.opsItemId(item)).opsItem())
        .returns("P1: B", OpsItem::title)
        .returns("what it is", OpsItem::description)
        .returns(OpsItemStatus.RESOLVED, OpsItem::status);
    assertThat(client.createOpsItem(described()).opsItemId()).isNotEqualTo(item);
  }

  private static CreateOpsItemRequest described() {
    return CreateOpsItemRequest.builder()
        .title("P1: A")
        .description("what it is")
        .source("Gamekeeper")
        .severity("1")
        .operationalData(
            Map.of(
                "/aws/dedup",
                OpsItemDataValue.builder()
                    .type(OpsItemDataType.SEARCHABLE_STRING)
                    .value("{\"dedupString\":\"one\"}")
                    .build()))
        .build();
  }

  @Test
  void whatOpsCenterHasNotIsSaid() throws Exception {
    ring(ACTION, "down");

    assertThatThrownBy(() -> client.getOpsItem(request -> request.opsItemId("oi-1")))
        .isInstanceOf(OpsItemNotFoundException.class);
    assertThatThrownBy(
            () -> client.updateOpsItem(request -> request.opsItemId("oi-1").category("Cost")))
        .isInstanceOf(NotSimulatedException.class);
    assertThatThrownBy(() -> time.ground().targets().call(ACTION, Call.of("{}", CLOUDWATCH)))
        .isInstanceOf(NotTakenException.class);
  }

  @Test
  void anActionThatAwsWouldRefuseIsRefused() {
    time.ground().targets().checkOpen("Here", ACTION, CLOUDWATCH, ALARM);
    refused(ACTION.replace(":2#", ":5#"), "the severity is 5 instead of 1 to 4");
    refused(ACTION.replace("Availability", "Fun"), "the category Fun is none of [Availability");
    refused(ACTION.replace("opsitem", "opsitems"), "is called as …:opsitem:SEVERITY#CATEGORY=NAME");
    refused(ACTION.replace("000000000000", "111111111111"), "belong to the account and the region");
    refused(ACTION.replace("eu-central-1", "eu-west-1"), "belong to the account and the region");
    refused(
        "arn:aws:ssm-incidents::000000000000:response-plan/all",
        "Incident Manager is closed to new customers");
    assertThatThrownBy(
            () ->
                time.ground()
                    .targets()
                    .checkOpen("Here", ACTION, "events.amazonaws.com", "arn:aws:events:x:1:rule/r"))
        .hasMessageContaining("items are created by alarms of CloudWatch, not by events.amazonaws");
  }

  private void refused(String action, String problem) {
    assertThatThrownBy(() -> time.ground().targets().checkOpen("Here", action, CLOUDWATCH, ALARM))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("Here names " + action + ", but ")
        .hasMessageContaining(problem);
  }
}
