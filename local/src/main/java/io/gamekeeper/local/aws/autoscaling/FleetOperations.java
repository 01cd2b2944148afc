package io.gamekeeper.local.aws.autoscaling;

import io.gamekeeper.local.client.Access;
import io.gamekeeper.local.client.NotSimulatedException;
import io.gamekeeper.local.client.SimulatedService;
import io.gamekeeper.local.service.Ids;
import io.gamekeeper.local.service.StageException;
import io.gamekeeper.local.template.AwsEnvironment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingException;
import software.amazon.awssdk.services.autoscaling.model.DescribeAutoScalingGroupsRequest;
import software.amazon.awssdk.services.autoscaling.model.DescribeAutoScalingGroupsResponse;
import software.amazon.awssdk.services.autoscaling.model.DescribeScalingActivitiesRequest;
import software.amazon.awssdk.services.autoscaling.model.DescribeScalingActivitiesResponse;
import software.amazon.awssdk.services.autoscaling.model.Instance;
import software.amazon.awssdk.services.autoscaling.model.SetDesiredCapacityRequest;
import software.amazon.awssdk.services.autoscaling.model.SetDesiredCapacityResponse;
import software.amazon.awssdk.services.autoscaling.model.StartInstanceRefreshRequest;
import software.amazon.awssdk.services.autoscaling.model.StartInstanceRefreshResponse;
import software.amazon.awssdk.services.autoscaling.model.TerminateInstanceInAutoScalingGroupRequest;
import software.amazon.awssdk.services.autoscaling.model.TerminateInstanceInAutoScalingGroupResponse;

/**
 * The stage's EC2 Auto Scaling as functions call it: what the groups are and what happened to them,
 * their size, the end of an instance, and a refresh. Instances have no type, as they are processes
 * of this machine.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_Operations.html">Amazon
 *     EC2 Auto Scaling API</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2autoscaling.html">Actions,
 *     resources, and condition keys for Amazon EC2 Auto Scaling</a>
 */
final class FleetOperations {
  private static final int BAD_REQUEST = 400;
  private static final int FORBIDDEN = 403;
  private static final int PAGE_OF_GROUPS = 50;
  private static final int MOST_RECORDS = 100;
  private static final String SERVICE = "autoscaling:";

  private final Fleet fleet;
  private final Ids ids;

  FleetOperations(Fleet fleet, Ids ids) {
    this.fleet = fleet;
    this.ids = ids;
  }

  /** Returns the service in front of the fleet. */
  SimulatedService<AutoScalingClient> service() {
    return new SimulatedService<>("autoscaling", AutoScalingClient.class, FleetOperations::error)
        .operation(
            "describeAutoScalingGroups",
            DescribeAutoScalingGroupsRequest.class,
            List.of(),
            _ -> everything("DescribeAutoScalingGroups"),
            this::groups)
        .operation(
            "describeScalingActivities",
            DescribeScalingActivitiesRequest.class,
            List.of(),
            _ -> everything("DescribeScalingActivities"),
            this::activities)
        .operation(
            "setDesiredCapacity",
            SetDesiredCapacityRequest.class,
            List.of("AutoScalingGroupName", "DesiredCapacity"),
            request -> group("SetDesiredCapacity", request.autoScalingGroupName()),
            this::scale)
        .operation(
            "terminateInstanceInAutoScalingGroup",
            TerminateInstanceInAutoScalingGroupRequest.class,
            List.of("InstanceId", "ShouldDecrementDesiredCapacity"),
            request ->
                fleet
                    .findGroupOf(request.instanceId())
                    .map(of -> group("TerminateInstanceInAutoScalingGroup", of.name()))
                    .orElse(List.of()),
            this::terminate)
        .operation(
            "startInstanceRefresh",
            StartInstanceRefreshRequest.class,
            List.of("AutoScalingGroupName"),
            request -> group("StartInstanceRefresh", request.autoScalingGroupName()),
            this::refresh);
  }

  // ---------------------------------------------------------------- rights

  /**
   * What an action asks of a role whose function's environment has a stage's key: changes, the
   * right to all groups of the stage that are there by now.
   */
  List<Access> needs(String action, String stage) {
    String name = action.substring(SERVICE.length());
    if (name.startsWith("Describe")) {
      return everything(name);
    }
    return fleet.groupNames().stream()
        .filter(group -> group.startsWith("gamekeeper-" + stage + "-"))
        .flatMap(group -> group(name, group).stream())
        .toList();
  }

  private static List<Access> everything(String action) {
    return List.of(new Access.ByRole(SERVICE + action, "*"));
  }

  private List<Access> group(String action, String name) {
    return List.of(
        new Access.ByRole(
            SERVICE + action,
            fleet
                .findGroup(name)
                .map(group -> group.settings().arn())
                .orElseGet(
                    () ->
                        environment()
                            .arn(
                                "autoscaling",
                                "autoScalingGroup:none:autoScalingGroupName/" + name))));
  }

  private AwsEnvironment environment() {
    return fleet.groupNames().stream()
        .flatMap(name -> fleet.findGroup(name).stream())
        .map(group -> group.settings().environment())
        .findFirst()
        .orElse(AwsEnvironment.LAPTOP);
  }

  // ---------------------------------------------------------------- looking

  private DescribeAutoScalingGroupsResponse groups(DescribeAutoScalingGroupsRequest request) {
    refuseUnless(!request.hasFilters(), "autoscaling:DescribeAutoScalingGroups by filters");
    List<GroupView> found =
        fleet.groupNames().stream()
            .filter(
                name ->
                    !request.hasAutoScalingGroupNames()
                        || request.autoScalingGroupNames().contains(name))
            .flatMap(name -> fleet.findGroup(name).stream())
            .map(AutoScalingGroup::view)
            .toList();
    int size = size(request.maxRecords(), PAGE_OF_GROUPS);
    int from = from(request.nextToken(), found.size());
    return DescribeAutoScalingGroupsResponse.builder()
        .autoScalingGroups(page(found, from, size).stream().map(FleetOperations::group).toList())
        .nextToken(next(found, from, size))
        .build();
  }

  private static software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup group(
      GroupView view) {
    GroupSettings settings = view.settings();
    return software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup.builder()
        .autoScalingGroupName(settings.name())
        .autoScalingGroupARN(settings.arn())
        .minSize(settings.minimum())
        .maxSize(settings.maximum())
        .desiredCapacity(view.desired())
        .defaultCooldown(Math.toIntExact(settings.pace().cooldown().toSeconds()))
        .availabilityZones(settings.zones())
        .targetGroupARNs(settings.targetGroupArns())
        .healthCheckType(settings.healthByBalancer() ? "ELB" : "EC2")
        .healthCheckGracePeriod(Math.toIntExact(settings.gracePeriod().toSeconds()))
        .capacityRebalance(settings.rebalances())
        .createdTime(view.created())
        .newInstancesProtectedFromScaleIn(false)
        .instances(
            view.members().stream()
                .map(
                    member ->
                        Instance.builder()
                            .instanceId(member.id())
                            .availabilityZone(member.zone())
                            .lifecycleState(member.state().label())
                            .healthStatus(member.lost() ? "Unhealthy" : "Healthy")
                            .launchTemplate(
                                template -> template.launchTemplateId(member.launchTemplate()))
                            .protectedFromScaleIn(false)
                            .build())
                .toList())
        .build();
  }

  private DescribeScalingActivitiesResponse activities(DescribeScalingActivitiesRequest request) {
    refuseUnless(
        request.autoScalingGroupName() != null
            && !request.hasActivityIds()
            && !Boolean.TRUE.equals(request.includeDeletedGroups()),
        "autoscaling:DescribeScalingActivities of anything but one group");
    AutoScalingGroup group = require(request.autoScalingGroupName());
    // A refresh is none: AWS tells of it by DescribeInstanceRefreshes.
    List<Activity> found =
        group.activities().stream()
            .filter(activity -> !activity.description().equals(InstanceRefresh.DESCRIPTION))
            .toList();
    int size = size(request.maxRecords(), MOST_RECORDS);
    int from = from(request.nextToken(), found.size());
    return DescribeScalingActivitiesResponse.builder()
        .activities(
            page(found, from, size).stream().map(activity -> activity(group, activity)).toList())
        .nextToken(next(found, from, size))
        .build();
  }

  private static int size(@Nullable Integer asked, int otherwise) {
    int size = Objects.requireNonNullElse(asked, otherwise);
    if (size < 1 || size > MOST_RECORDS) {
      throw invalid("MaxRecords must be from 1 to 100, and is " + size);
    }
    return size;
  }

  private static int from(@Nullable String token, int size) {
    try {
      return token == null ? 0 : Math.clamp(Integer.parseInt(token), 0, size);
    } catch (NumberFormatException e) {
      throw error("InvalidNextToken", BAD_REQUEST, "The NextToken value is not valid");
    }
  }

  private static <T> List<T> page(List<T> all, int from, int size) {
    return all.subList(from, Math.min(all.size(), from + size));
  }

  private static @Nullable String next(List<?> all, int from, int size) {
    return from + size < all.size() ? Integer.toString(from + size) : null;
  }

  private static software.amazon.awssdk.services.autoscaling.model.Activity activity(
      AutoScalingGroup group, Activity activity) {
    boolean failed = activity.status() == Activity.Status.FAILED;
    return software.amazon.awssdk.services.autoscaling.model.Activity.builder()
        .activityId(
            UUID.nameUUIDFromBytes(
                    (activity.start() + activity.description()).getBytes(StandardCharsets.UTF_8))
                .toString())
        .autoScalingGroupName(group.name())
        .autoScalingGroupARN(group.settings().arn())
        .description(activity.description())
        .cause(activity.cause())
        .startTime(activity.start())
        .endTime(activity.end().orElse(null))
        .statusCode(activity.status().label())
        .statusMessage(activity.message().isEmpty() ? null : activity.message())
        .progress(activity.end().isPresent() && !failed ? 100 : 50)
        .build();
  }

  // ---------------------------------------------------------------- changes

  private SetDesiredCapacityResponse scale(SetDesiredCapacityRequest request) {
    refuseUnless(
        !Boolean.TRUE.equals(request.honorCooldown()),
        "autoscaling:SetDesiredCapacity that honors the cooldown");
    AutoScalingGroup group = require(request.autoScalingGroupName());
    int wanted = request.desiredCapacity();
    GroupSettings settings = group.settings();
    if (wanted < settings.minimum()) {
      throw invalid(
          "New SetDesiredCapacity value %d is below min value %d for the AutoScalingGroup."
              .formatted(wanted, settings.minimum()));
    }
    if (wanted > settings.maximum()) {
      throw invalid(
          "New SetDesiredCapacity value %d is above max value %d for the AutoScalingGroup."
              .formatted(wanted, settings.maximum()));
    }
    group.scale(wanted);
    return SetDesiredCapacityResponse.builder().build();
  }

  private TerminateInstanceInAutoScalingGroupResponse terminate(
      TerminateInstanceInAutoScalingGroupRequest request) {
    AutoScalingGroup group =
        fleet
            .findGroupOf(request.instanceId())
            .orElseThrow(
                () ->
                    invalid(
                        "Instance Id not found - No managed instance found for instance ID: "
                            + request.instanceId()));
    boolean decrement = request.shouldDecrementDesiredCapacity();
    int minimum = group.settings().minimum();
    if (decrement && group.desired() == minimum) {
      throw invalid(
          ("Currently, desiredSize equals minSize (%d). Terminating instance without replacement"
                  + " will violate group's min size constraint. Either set"
                  + " shouldDecrementDesiredCapacity flag to false or lower group's min size.")
              .formatted(minimum));
    }
    try {
      Activity activity = group.terminate(request.instanceId(), decrement);
      return TerminateInstanceInAutoScalingGroupResponse.builder()
          .activity(activity(group, activity))
          .build();
    } catch (StageException e) {
      // It is on its way already, or was a moment ago.
      throw error("ScalingActivityInProgress", BAD_REQUEST, String.valueOf(e.getMessage()));
    }
  }

  private StartInstanceRefreshResponse refresh(StartInstanceRefreshRequest request) {
    refuseUnless(
        request.desiredConfiguration() == null,
        "autoscaling:StartInstanceRefresh with another configuration");
    AutoScalingGroup group = require(request.autoScalingGroupName());
    try {
      group.refresh(Optional.empty());
    } catch (StageException e) {
      throw error(
          "InstanceRefreshInProgress",
          BAD_REQUEST,
          "An Instance Refresh is already in progress and blocks the execution of this Instance"
              + " Refresh.");
    }
    return StartInstanceRefreshResponse.builder().instanceRefreshId(ids.requestId()).build();
  }

  private AutoScalingGroup require(String name) {
    return fleet
        .findGroup(name)
        .orElseThrow(
            () ->
                invalid(
                    "AutoScalingGroup name not found - AutoScalingGroup " + name + " not found"));
  }

  private static void refuseUnless(boolean simulated, String what) {
    if (!simulated) {
      throw new NotSimulatedException(what);
    }
  }

  private static AutoScalingException invalid(String message) {
    return error("ValidationError", BAD_REQUEST, message);
  }

  private static AutoScalingException error(String code, int status, String message) {
    boolean denied = code.equals("AccessDeniedException");
    return (AutoScalingException)
        AutoScalingException.builder()
            .awsErrorDetails(
                AwsErrorDetails.builder()
                    .serviceName("AutoScaling")
                    .errorCode(
                        denied
                            ? "AccessDenied"
                            : code.equals("ValidationException") ? "ValidationError" : code)
                    .errorMessage(message)
                    .build())
            .statusCode(denied ? FORBIDDEN : status)
            .build();
  }
}
