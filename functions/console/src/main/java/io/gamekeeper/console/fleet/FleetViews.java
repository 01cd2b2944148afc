package io.gamekeeper.console.fleet;

import io.gamekeeper.contract.GameServerContract;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingException;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.DescribeScalingActivitiesRequest;
import software.amazon.awssdk.services.autoscaling.model.DescribeScalingActivitiesResponse;
import software.amazon.awssdk.services.autoscaling.model.Instance;

/**
 * The groups of the stage's game servers: those on demand, and those on Spot instances.
 *
 * <p>A change names what the operator saw and is refused if it is no longer so. Auto Scaling cannot
 * change on a condition, so a change between looking and setting goes unnoticed. Each method throws
 * what the SDK throws; an {@code AutoScalingException} may be one that throttles.
 */
public final class FleetViews {
  private static final int PAGE = 100;

  /** A new instance is in service before an old one goes, as in a deployment. */
  private static final int MIN_HEALTHY_PERCENT = 100;

  private static final int MAX_HEALTHY_PERCENT = 125;
  private static final String IN_PROGRESS = "InstanceRefreshInProgress";
  private static final String BUSY = "ScalingActivityInProgress";
  private static final String CONTENTION = "ResourceContention";

  /** The activity that launches an instance, in Auto Scaling's words. */
  private static final Pattern LAUNCH =
      Pattern.compile("Launching a new EC2 instance.*?: (i-\\w+)");

  private final AutoScalingClient client;
  private final String spotGroup;
  private final List<String> groups;
  private final InstantSource clock;

  /**
   * Creates views of a stage's groups.
   *
   * @param stage the stage's key
   */
  public FleetViews(AutoScalingClient client, String stage, InstantSource clock) {
    this.client = client;
    this.spotGroup = GameServerContract.spotGroup(stage);
    this.groups = List.of(GameServerContract.onDemandGroup(stage), spotGroup);
    this.clock = clock;
  }

  // ---------------------------------------------------------------- looking

  /** Returns the groups with their instances. */
  public FleetState state() {
    Instant at = clock.instant();
    List<FleetState.Group> found = new ArrayList<>();
    for (AutoScalingGroup group : describe(groups)) {
      found.add(group(group, group.instances().isEmpty() ? Map.of() : launches(group)));
    }
    found.sort((one, other) -> one.name().compareTo(other.name()));
    return new FleetState(at, found);
  }

  /**
   * Returns what happened to a group; empty if the stage has none of that name.
   *
   * @param limit the most activities
   */
  public Optional<Activities> activities(String group, int limit) {
    if (find(group).isEmpty()) {
      return Optional.empty();
    }
    DescribeScalingActivitiesRequest request =
        DescribeScalingActivitiesRequest.builder()
            .autoScalingGroupName(group)
            .maxRecords(Math.clamp(limit, 1, PAGE))
            .build();
    List<Activities.Activity> found = new ArrayList<>();
    @Nullable String next;
    do {
      DescribeScalingActivitiesResponse response = client.describeScalingActivities(request);
      response.activities().forEach(activity -> found.add(activity(activity)));
      next = response.nextToken();
      request = request.toBuilder().nextToken(next).build();
    } while (next != null && !next.isEmpty() && found.size() < limit);
    return Optional.of(new Activities(found.subList(0, Math.clamp(limit, 0, found.size()))));
  }

  // ---------------------------------------------------------------- changes

  /**
   * Sets the number of instances that a group should have.
   *
   * @param was the number that the operator saw
   */
  public ScaleOutcome scale(String group, int desired, int was) {
    Optional<AutoScalingGroup> found = find(group);
    if (found.isEmpty()) {
      return new ScaleOutcome.Unknown();
    }
    int current = found.get().desiredCapacity();
    if (current != was) {
      return new ScaleOutcome.Changed(current);
    }
    if (desired < found.get().minSize() || desired > found.get().maxSize()) {
      return new ScaleOutcome.OutOfRange(found.get().minSize(), found.get().maxSize());
    }
    try {
      client.setDesiredCapacity(
          set -> set.autoScalingGroupName(group).desiredCapacity(desired).honorCooldown(false));
    } catch (AutoScalingException e) {
      if (isBusy(e)) {
        return new ScaleOutcome.Busy(e.awsErrorDetails().errorMessage());
      }
      throw e;
    }
    return new ScaleOutcome.Scaled(current, desired);
  }

  /** Replaces all instances of a group, without losing capacity. */
  public RefreshOutcome refresh(String group) {
    if (find(group).isEmpty()) {
      return new RefreshOutcome.Unknown();
    }
    try {
      return new RefreshOutcome.Started(
          client
              .startInstanceRefresh(
                  start ->
                      start
                          .autoScalingGroupName(group)
                          .preferences(
                              preferences ->
                                  preferences
                                      .minHealthyPercentage(MIN_HEALTHY_PERCENT)
                                      .maxHealthyPercentage(MAX_HEALTHY_PERCENT)))
              .instanceRefreshId());
    } catch (AutoScalingException e) {
      if (code(e).startsWith(IN_PROGRESS)) {
        return new RefreshOutcome.InProgress();
      }
      throw e;
    }
  }

  /**
   * Ends an instance, after its players have finished.
   *
   * @param decrement whether the group gets smaller; else another instance takes its place
   */
  public TerminateOutcome terminate(String instance, boolean decrement) {
    for (AutoScalingGroup group : describe(groups)) {
      for (Instance member : group.instances()) {
        if (member.instanceId().equals(instance)) {
          return terminate(group, member, decrement);
        }
      }
    }
    return new TerminateOutcome.Unknown();
  }

  private TerminateOutcome terminate(AutoScalingGroup group, Instance instance, boolean decrement) {
    boolean ends =
        switch (instance.lifecycleState()) {
          case IN_SERVICE, PENDING, PENDING_WAIT, PENDING_PROCEED -> true;
          default -> false;
        };
    if (!ends) {
      return new TerminateOutcome.NotInService(instance.lifecycleStateAsString());
    }
    if (decrement && group.desiredCapacity() <= group.minSize()) {
      return new TerminateOutcome.AtMinimum(group.minSize());
    }
    try {
      client.terminateInstanceInAutoScalingGroup(
          end -> end.instanceId(instance.instanceId()).shouldDecrementDesiredCapacity(decrement));
    } catch (AutoScalingException e) {
      if (isBusy(e)) {
        return new TerminateOutcome.Busy(e.awsErrorDetails().errorMessage());
      }
      throw e;
    }
    return new TerminateOutcome.Terminating(
        group.autoScalingGroupName(), group.desiredCapacity() - (decrement ? 1 : 0));
  }

  private static boolean isBusy(AutoScalingException e) {
    return code(e).startsWith(BUSY) || code(e).startsWith(CONTENTION);
  }

  /** Returns the error's code, which some documents end with {@code Fault}. */
  private static String code(AutoScalingException e) {
    return e.awsErrorDetails() == null ? "" : String.valueOf(e.awsErrorDetails().errorCode());
  }

  // ---------------------------------------------------------------- from Auto Scaling's shapes

  private Optional<AutoScalingGroup> find(String group) {
    return groups.contains(group)
        ? describe(List.of(group)).stream().findFirst()
        : Optional.empty();
  }

  /** Returns those of the groups that exist; Auto Scaling leaves out the others. */
  private List<AutoScalingGroup> describe(List<String> named) {
    return client
        .describeAutoScalingGroups(
            describe -> describe.autoScalingGroupNames(named).maxRecords(PAGE))
        .autoScalingGroups();
  }

  /** Returns when instances were launched, as far as the group's last activities say it. */
  private Map<String, Instant> launches(AutoScalingGroup group) {
    Map<String, Instant> launches = new HashMap<>();
    client
        .describeScalingActivities(
            describe ->
                describe.autoScalingGroupName(group.autoScalingGroupName()).maxRecords(PAGE))
        .activities()
        .forEach(
            activity -> {
              Matcher launch =
                  LAUNCH.matcher(Objects.requireNonNullElse(activity.description(), ""));
              if (launch.find()) {
                // The first of several is the launch; later ones take it from the warm pool.
                launches.put(launch.group(1), activity.startTime());
              }
            });
    return launches;
  }

  private FleetState.Group group(AutoScalingGroup group, Map<String, Instant> launches) {
    boolean spot = group.autoScalingGroupName().equals(spotGroup);
    return new FleetState.Group(
        group.autoScalingGroupName(),
        group.minSize(),
        group.desiredCapacity(),
        group.maxSize(),
        group.instances().stream()
            .map(
                instance ->
                    new FleetState.Instance(
                        instance.instanceId(),
                        Objects.requireNonNullElse(instance.instanceType(), ""),
                        instance.availabilityZone(),
                        spot,
                        instance.lifecycleStateAsString(),
                        instance.healthStatus(),
                        launches.get(instance.instanceId())))
            .toList());
  }

  private static Activities.Activity activity(
      software.amazon.awssdk.services.autoscaling.model.Activity activity) {
    return new Activities.Activity(
        activity.startTime(),
        activity.endTime(),
        activity.statusCodeAsString(),
        Objects.requireNonNullElse(activity.description(), ""),
        Objects.requireNonNullElse(activity.cause(), ""),
        Objects.requireNonNullElse(activity.statusMessage(), ""));
  }
}
