package io.gamekeeper.console.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gamekeeper.testing.VirtualTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.Activity;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingException;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingRequest;
import software.amazon.awssdk.services.autoscaling.model.DescribeAutoScalingGroupsRequest;
import software.amazon.awssdk.services.autoscaling.model.DescribeAutoScalingGroupsResponse;
import software.amazon.awssdk.services.autoscaling.model.DescribeScalingActivitiesRequest;
import software.amazon.awssdk.services.autoscaling.model.DescribeScalingActivitiesResponse;
import software.amazon.awssdk.services.autoscaling.model.Instance;
import software.amazon.awssdk.services.autoscaling.model.LifecycleState;
import software.amazon.awssdk.services.autoscaling.model.ScalingActivityStatusCode;
import software.amazon.awssdk.services.autoscaling.model.SetDesiredCapacityRequest;
import software.amazon.awssdk.services.autoscaling.model.SetDesiredCapacityResponse;
import software.amazon.awssdk.services.autoscaling.model.StartInstanceRefreshRequest;
import software.amazon.awssdk.services.autoscaling.model.StartInstanceRefreshResponse;
import software.amazon.awssdk.services.autoscaling.model.TerminateInstanceInAutoScalingGroupRequest;
import software.amazon.awssdk.services.autoscaling.model.TerminateInstanceInAutoScalingGroupResponse;

final class FleetViewsTest {
  private static final String SERVERS = "gamekeeper-dev-servers";
  private static final String SPOT = "gamekeeper-dev-servers-spot";
  private static final Instant LAUNCHED = Instant.parse("2026-11-21T09:30:00Z");

  private final VirtualTime time = new VirtualTime();
  private final FakeAutoScaling autoScaling = new FakeAutoScaling();
  private final FleetViews views = new FleetViews(autoScaling, "dev", time);

  /** Three groups, one of another stage. */
  private static final class FakeAutoScaling implements AutoScalingClient {
    final List<AutoScalingRequest> changes = new ArrayList<>();
    final List<AutoScalingGroup> groups =
        List.of(
            group(SERVERS, instance("i-1", LifecycleState.IN_SERVICE)),
            group(
                SPOT,
                instance("i-2", LifecycleState.TERMINATING_WAIT),
                instance("i-3", LifecycleState.IN_SERVICE)),
            group("gamekeeper-prod-servers", instance("i-9", LifecycleState.IN_SERVICE)));
    @Nullable RuntimeException fault;

    private static AutoScalingGroup group(String name, Instance... instances) {
      return AutoScalingGroup.builder()
          .autoScalingGroupName(name)
          .minSize(name.equals(SPOT) ? 0 : 2)
          .desiredCapacity(2)
          .maxSize(4)
          .instances(instances)
          .build();
    }

    private static Instance instance(String id, LifecycleState state) {
      return Instance.builder()
          .instanceId(id)
          .instanceType("c7g.large")
          .availabilityZone("eu-central-1a")
          .lifecycleState(state)
          .healthStatus("Healthy")
          .build();
    }

    private void change(AutoScalingRequest request) {
      changes.add(request);
      if (fault != null) {
        throw fault;
      }
    }

    @Override
    public DescribeAutoScalingGroupsResponse describeAutoScalingGroups(
        DescribeAutoScalingGroupsRequest request) {
      return DescribeAutoScalingGroupsResponse.builder()
          .autoScalingGroups(
              groups.stream()
                  .filter(
                      group ->
                          request.autoScalingGroupNames().contains(group.autoScalingGroupName()))
                  .toList())
          .build();
    }

    @Override
    public DescribeScalingActivitiesResponse describeScalingActivities(
        DescribeScalingActivitiesRequest request) {
      int page = request.nextToken() == null ? 0 : Integer.parseInt(request.nextToken());
      return DescribeScalingActivitiesResponse.builder()
          .activities(
              Activity.builder()
                  .startTime(LAUNCHED)
                  .description("Launching a new EC2 instance: i-1")
                  .cause("<b>why</b>")
                  .statusCode(ScalingActivityStatusCode.SUCCESSFUL)
                  .build())
          .nextToken(page < 5 ? Integer.toString(page + 1) : null)
          .build();
    }

    @Override
    public SetDesiredCapacityResponse setDesiredCapacity(SetDesiredCapacityRequest request) {
      change(request);
      return SetDesiredCapacityResponse.builder().build();
    }

    @Override
    public StartInstanceRefreshResponse startInstanceRefresh(StartInstanceRefreshRequest request) {
      change(request);
      return StartInstanceRefreshResponse.builder().instanceRefreshId("r-1").build();
    }

    @Override
    public TerminateInstanceInAutoScalingGroupResponse terminateInstanceInAutoScalingGroup(
        TerminateInstanceInAutoScalingGroupRequest request) {
      change(request);
      return TerminateInstanceInAutoScalingGroupResponse.builder().build();
    }

    @Override
    public String serviceName() {
      return "autoscaling";
    }

    @Override
    public void close() {}
  }

  private void failing(String code) {
    autoScaling.fault =
        AutoScalingException.builder()
            .awsErrorDetails(
                AwsErrorDetails.builder().errorCode(code).errorMessage("it says " + code).build())
            .statusCode(400)
            .build();
  }

  @Test
  void theStagesGroupsAreShownWithTheirInstances() {
    FleetState state = views.state();

    assertThat(state.groups()).extracting(FleetState.Group::name).containsExactly(SERVERS, SPOT);
    assertThat(state.groups().getFirst().instances())
        .containsExactly(
            new FleetState.Instance(
                "i-1", "c7g.large", "eu-central-1a", false, "InService", "Healthy", LAUNCHED));
    assertThat(state.groups().getLast().instances())
        .extracting(FleetState.Instance::spot, FleetState.Instance::launched)
        .containsExactly(tuple(true, null), tuple(true, null));
    JsonNode json = new JsonMapper().valueToTree(state);
    assertThat(json.at("/groups/0/instances/0/launched").asText())
        .isEqualTo("2026-11-21T09:30:00Z");
  }

  @Test
  void activitiesAreShownPageByPageUpToALimit() {
    Activities activities = views.activities(SERVERS, 4).orElseThrow();

    assertThat(activities.activities()).hasSize(4);
    assertThat(activities.activities().getFirst().cause()).isEqualTo("<b>why</b>");
    assertThat(activities.activities().getFirst().end()).isNull();
    assertThat(views.activities("gamekeeper-prod-servers", 4)).isEmpty();
  }

  @Test
  void aGroupIsSizedWithinItsLimitsAndFromWhatTheOperatorSaw() {
    assertThat(views.scale(SERVERS, 3, 2)).isEqualTo(new ScaleOutcome.Scaled(2, 3));
    assertThat(autoScaling.changes)
        .containsExactly(
            SetDesiredCapacityRequest.builder()
                .autoScalingGroupName(SERVERS)
                .desiredCapacity(3)
                .honorCooldown(false)
                .build());
    assertThat(views.scale(SERVERS, 3, 1)).isEqualTo(new ScaleOutcome.Changed(2));
    assertThat(views.scale(SERVERS, 5, 2)).isEqualTo(new ScaleOutcome.OutOfRange(2, 4));
    assertThat(views.scale(SERVERS, 1, 2)).isEqualTo(new ScaleOutcome.OutOfRange(2, 4));
    assertThat(views.scale("gamekeeper-prod-servers", 3, 2)).isEqualTo(new ScaleOutcome.Unknown());
    assertThat(autoScaling.changes).hasSize(1);

    failing("ScalingActivityInProgress");
    assertThat(views.scale(SERVERS, 3, 2))
        .isEqualTo(new ScaleOutcome.Busy("it says ScalingActivityInProgress"));
  }

  @Test
  void instancesAreReplacedOneRefreshAtATime() {
    assertThat(views.refresh(SERVERS)).isEqualTo(new RefreshOutcome.Started("r-1"));
    assertThat(views.refresh("gamekeeper-prod-servers")).isEqualTo(new RefreshOutcome.Unknown());

    failing("InstanceRefreshInProgress");
    assertThat(views.refresh(SERVERS)).isEqualTo(new RefreshOutcome.InProgress());
  }

  @Test
  void anInstanceIsEndedUnlessTheGroupWouldBeTooSmall() {
    assertThat(views.terminate("i-1", false))
        .isEqualTo(new TerminateOutcome.Terminating(SERVERS, 2));
    assertThat(views.terminate("i-3", true)).isEqualTo(new TerminateOutcome.Terminating(SPOT, 1));
    assertThat(autoScaling.changes).hasSize(2);

    assertThat(views.terminate("i-1", true)).isEqualTo(new TerminateOutcome.AtMinimum(2));
    assertThat(views.terminate("i-2", false))
        .isEqualTo(new TerminateOutcome.NotInService("Terminating:Wait"));
    assertThat(views.terminate("i-9", false)).isEqualTo(new TerminateOutcome.Unknown());
    assertThat(autoScaling.changes).hasSize(2);
  }

  @Test
  void throttlingIsTheCallers() {
    failing("Throttling");

    assertThatThrownBy(() -> views.scale(SERVERS, 3, 2))
        .isInstanceOfSatisfying(
            AutoScalingException.class, e -> assertThat(e.isThrottlingException()).isTrue());
    assertThatThrownBy(() -> views.refresh(SERVERS)).isInstanceOf(AutoScalingException.class);
    assertThatThrownBy(() -> views.terminate("i-1", false))
        .isInstanceOf(AutoScalingException.class);
  }
}
