package io.gamekeeper.local.aws.autoscaling;

import static io.gamekeeper.local.aws.autoscaling.FleetFixture.ON_DEMAND;
import static io.gamekeeper.local.aws.autoscaling.FleetFixture.SPOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.local.aws.autoscaling.FleetFixture.Variant;
import io.gamekeeper.local.client.Access;
import io.gamekeeper.local.client.FunctionIdentity;
import io.gamekeeper.local.client.NotSimulatedException;
import io.gamekeeper.local.iam.AccessControl;
import io.gamekeeper.local.iam.Policy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingException;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.Filter;
import software.amazon.awssdk.services.autoscaling.model.Instance;
import software.amazon.awssdk.services.autoscaling.model.ScalingActivityStatusCode;

/** Groups of real processes as functions call them. */
@Timeout(value = 240, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class FleetOperationsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ANY_GROUP =
      "arn:aws:autoscaling:eu-central-1:123456789012:autoScalingGroup:*:autoScalingGroupName/";

  @TempDir private Path root;
  private FleetFixture fleet;
  private FleetOperations operations;

  @BeforeEach
  void start() throws IOException {
    fleet = new FleetFixture(root, Variant.USUAL);
    operations = new FleetOperations(fleet.fleet, fleet.ground.ids());
    fleet.ground.world().add(List.of(operations.service()));
    fleet.passUntil(() -> fleet.in(ON_DEMAND, LifecycleState.IN_SERVICE).size() == 2);
  }

  private AutoScalingClient client(String... resources) throws JsonProcessingException {
    AccessControl roles = fleet.ground.roles();
    String arn = "arn:aws:iam::123456789012:role/Operator";
    roles.createRole(
        arn,
        "Operator",
        Policy.parse(
            "trust",
            JSON.readTree("{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\"}}")));
    roles.attach(
        "Operator",
        Policy.parse(
            "policy",
            JSON.readTree(
                "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"autoscaling:*\",\"Resource\":%s}}"
                    .formatted(JSON.writeValueAsString(resources)))));
    return fleet
        .ground
        .world()
        .client(
            new FunctionIdentity("Console", "console", roles.role(arn).orElseThrow(), List.of()),
            AutoScalingClient.class);
  }

  @AfterEach
  void close() throws IOException {
    fleet.close();
  }

  @Test
  void groupsAreDescribedSizedAndRenewed() throws Exception {
    AutoScalingClient client = client("*");

    assertThat(client.describeAutoScalingGroups().autoScalingGroups())
        .extracting(
            AutoScalingGroup::autoScalingGroupName,
            AutoScalingGroup::minSize,
            AutoScalingGroup::desiredCapacity,
            AutoScalingGroup::maxSize)
        .contains(tuple(ON_DEMAND, 2, 2, 4));
    AutoScalingGroup group = group(client);
    assertThat(group.autoScalingGroupARN()).endsWith(":autoScalingGroupName/" + ON_DEMAND);
    assertThat(group.instances())
        .extracting(Instance::lifecycleStateAsString, Instance::healthStatus)
        .containsExactly(tuple("InService", "Healthy"), tuple("InService", "Healthy"));
    assertThat(
            client
                .describeAutoScalingGroups(named -> named.autoScalingGroupNames("gone"))
                .autoScalingGroups())
        .isEmpty();

    client.setDesiredCapacity(set -> set.autoScalingGroupName(ON_DEMAND).desiredCapacity(3));
    fleet.passUntil(() -> fleet.in(ON_DEMAND, LifecycleState.IN_SERVICE).size() == 3);
    assertThat(
            client
                .describeScalingActivities(ask -> ask.autoScalingGroupName(ON_DEMAND).maxRecords(1))
                .activities())
        .singleElement()
        .satisfies(
            activity -> {
              assertThat(activity.description()).startsWith("Launching a new EC2 instance: i-");
              assertThat(activity.cause()).contains("explicitly set group desired capacity");
              assertThat(activity.statusCode()).isEqualTo(ScalingActivityStatusCode.SUCCESSFUL);
            });

    String ended = group.instances().getFirst().instanceId();
    assertThat(
            client
                .terminateInstanceInAutoScalingGroup(
                    end -> end.instanceId(ended).shouldDecrementDesiredCapacity(true))
                .activity()
                .description())
        .isEqualTo("Terminating EC2 instance: " + ended);
    assertThat(group(client).desiredCapacity()).isEqualTo(2);

    assertThat(
            client
                .startInstanceRefresh(start -> start.autoScalingGroupName(ON_DEMAND))
                .instanceRefreshId())
        .isNotEmpty();
    refused(
        "InstanceRefreshInProgress",
        "already in progress",
        () -> client.startInstanceRefresh(start -> start.autoScalingGroupName(ON_DEMAND)));
    assertThat(
            client
                .describeScalingActivities(ask -> ask.autoScalingGroupName(ON_DEMAND))
                .activities())
        .as("a refresh is no scaling activity")
        .noneMatch(activity -> activity.description().equals(InstanceRefresh.DESCRIPTION));
  }

  @Test
  void whatAutoScalingRefusesIsRefusedInItsWords() throws Exception {
    AutoScalingClient client = client("*");
    String instance = fleet.ids(ON_DEMAND, LifecycleState.IN_SERVICE).getFirst();

    refused(
        "ValidationError",
        "value 5 is above max value 4",
        () ->
            client.setDesiredCapacity(
                set -> set.autoScalingGroupName(ON_DEMAND).desiredCapacity(5)));
    refused(
        "ValidationError",
        "value 1 is below min value 2",
        () ->
            client.setDesiredCapacity(
                set -> set.autoScalingGroupName(ON_DEMAND).desiredCapacity(1)));
    refused(
        "ValidationError",
        "group gone not found",
        () ->
            client.setDesiredCapacity(set -> set.autoScalingGroupName("gone").desiredCapacity(1)));
    refused(
        "ValidationError",
        "desiredCapacity",
        () -> client.setDesiredCapacity(set -> set.autoScalingGroupName(ON_DEMAND)));
    refused(
        "ValidationError",
        "desiredSize equals minSize (2)",
        () ->
            client.terminateInstanceInAutoScalingGroup(
                end -> end.instanceId(instance).shouldDecrementDesiredCapacity(true)));
    refused(
        "ValidationError",
        "No managed instance found for instance ID: i-0",
        () ->
            client.terminateInstanceInAutoScalingGroup(
                end -> end.instanceId("i-0").shouldDecrementDesiredCapacity(false)));
    refused(
        "InvalidNextToken",
        "NextToken",
        () -> client.describeAutoScalingGroups(describe -> describe.nextToken("x")));
    assertThatThrownBy(
            () ->
                client.describeAutoScalingGroups(
                    describe ->
                        describe.filters(Filter.builder().name("tag-key").values("a").build())))
        .isInstanceOf(NotSimulatedException.class);
  }

  @Test
  void aRoleIsHeldToItsGroups() throws Exception {
    AutoScalingClient client = client(ANY_GROUP + ON_DEMAND);

    client.setDesiredCapacity(set -> set.autoScalingGroupName(ON_DEMAND).desiredCapacity(2));
    refused(
        "AccessDenied",
        "autoscaling:SetDesiredCapacity",
        () -> client.setDesiredCapacity(set -> set.autoScalingGroupName(SPOT).desiredCapacity(1)));
    refused(
        "AccessDenied", "autoscaling:DescribeAutoScalingGroups", client::describeAutoScalingGroups);
    assertThat(operations.needs("autoscaling:DescribeAutoScalingGroups", "dev"))
        .containsExactly(new Access.ByRole("autoscaling:DescribeAutoScalingGroups", "*"));
    assertThat(operations.needs("autoscaling:SetDesiredCapacity", "dev"))
        .as("of a stage without groups")
        .isEmpty();
  }

  private static AutoScalingGroup group(AutoScalingClient client) {
    return client
        .describeAutoScalingGroups(named -> named.autoScalingGroupNames(ON_DEMAND))
        .autoScalingGroups()
        .getFirst();
  }

  private static void refused(String code, String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            AutoScalingException.class,
            e -> {
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
              assertThat(e.awsErrorDetails().errorMessage()).containsIgnoringCase(message);
            });
  }
}
