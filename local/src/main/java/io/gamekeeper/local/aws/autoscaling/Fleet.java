package io.gamekeeper.local.aws.autoscaling;

import io.gamekeeper.local.aws.appconfig.ConfigurationTypes;
import io.gamekeeper.local.aws.appconfig.Configurations;
import io.gamekeeper.local.aws.autoscaling.machine.Site;
import io.gamekeeper.local.aws.autoscaling.machine.Timers;
import io.gamekeeper.local.file.Folders;
import io.gamekeeper.local.iam.Role;
import io.gamekeeper.local.service.StageException;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import io.gamekeeper.local.time.StageTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The Auto Scaling groups of a stage. Closing ends all of their processes at once. */
public final class Fleet implements AutoCloseable {
  private final FleetWorld world;
  private final StageTime time;
  private final Timers timers;
  private final Site site;
  private final Path folder;
  private final Configurations configurations;
  private final Map<String, AutoScalingGroup> groups = new ConcurrentHashMap<>();
  private final Map<String, LaunchTemplate> templates = new ConcurrentHashMap<>();
  private final Map<String, Role> profiles = new ConcurrentHashMap<>();

  private Fleet(FleetWorld world, StageTime time, Timers timers, Site site, Path folder) {
    this.world = world;
    this.time = time;
    this.timers = timers;
    this.site = site;
    this.folder = folder;
    this.configurations = new Configurations(time.clock());
  }

  /**
   * A fleet without groups.
   *
   * @param cache a folder that outlives stages
   * @throws StageException if its folder cannot be written
   */
  public static Fleet open(FleetWorld world, StageTime time, Path cache) {
    Path instances = world.folder().resolve("instances");
    Path aot = cache.resolve("aot");
    try {
      Files.createDirectories(aot);
    } catch (IOException e) {
      throw new StageException(
          "caches cannot be kept in " + aot + ": make that folder writable (" + e + ")", e);
    }
    try {
      Folders.delete(instances); // a stage that was killed left them
      Files.createDirectories(instances);
      Timers timers = new Timers(time.clock(), time.waiting());
      return new Fleet(
          world, time, timers, new Site(instances, aot, time, timers, world.errors()), instances);
    } catch (IOException e) {
      throw new StageException("the fleet's folder " + instances + " cannot be written", e);
    }
  }

  /** The types that this package brings to life. */
  public List<ResourceType> resourceTypes() {
    List<ResourceType> types = new ArrayList<>(FleetTypes.all(this));
    types.addAll(ConfigurationTypes.all(configurations));
    return types;
  }

  FleetWorld world() {
    return world;
  }

  void profile(String nameAndArn, Role role) {
    profiles.put(nameAndArn, role);
  }

  Optional<Role> profile(String nameOrArn) {
    return Optional.ofNullable(profiles.get(nameOrArn));
  }

  void template(LaunchTemplate template) {
    templates.put(template.id(), template);
    templates.put(template.name(), template);
  }

  Optional<LaunchTemplate> template(String nameOrId) {
    return Optional.ofNullable(templates.get(nameOrId));
  }

  AutoScalingGroup create(GroupSettings settings) {
    AutoScalingGroup group =
        new AutoScalingGroup(
            settings, world, configurations, site, timers, time.clock(), time.random());
    groups.put(settings.name(), group);
    return group;
  }

  /**
   * A group by its name.
   *
   * @throws StageException if there is none
   */
  AutoScalingGroup group(String name) {
    return Optional.ofNullable(groups.get(name))
        .orElseThrow(
            () -> new StageException("there is no group " + name + ", only " + groupNames()));
  }

  /** The names of all groups, sorted. */
  public List<String> groupNames() {
    return groups.keySet().stream().sorted().toList();
  }

  /** How many instances a group has, and may have. */
  public record Capacity(int minimum, int desired, int maximum) {}

  /** The capacity of a group. */
  public Capacity capacity(String group) {
    AutoScalingGroup found = group(group);
    return new Capacity(found.settings().minimum(), found.desired(), found.settings().maximum());
  }

  /** All instances, group by group. */
  public List<InstanceView> instances() {
    return new TreeMap<>(groups)
        .values().stream().flatMap(group -> group.instances().stream()).toList();
  }

  /** A group's history, newest first. */
  public List<Activity> activities(String group) {
    return group(group).activities();
  }

  /**
   * Sets a group's desired capacity.
   *
   * @throws StageException if it is beyond the group's limits
   */
  public void scale(String group, int desired) {
    group(group).scale(desired);
  }

  /**
   * Takes an instance out of service.
   *
   * @param decrement whether no other takes its place
   */
  public void terminate(String instance, boolean decrement) {
    groupOf(instance).terminate(instance, decrement);
  }

  /** Ends an instance without warning, as a fault of its hardware would. */
  public void kill(String instance) {
    groupOf(instance).kill(instance);
  }

  /** Ends an instance's server without warning; systemd may start it again. */
  public void killServer(String instance) {
    groupOf(instance).killServer(instance);
  }

  /**
   * Interrupts a Spot instance.
   *
   * @param noticeAfter the time between the recommendation to rebalance and the notice
   * @return when the instance will be taken
   */
  public Instant interrupt(String instance, Duration noticeAfter) {
    return groupOf(instance).interrupt(instance, noticeAfter);
  }

  /** Replaces all instances of a group without losing capacity. */
  public Activity refresh(String group) {
    return group(group).refresh();
  }

  private AutoScalingGroup groupOf(String instance) {
    return groups.values().stream()
        .filter(group -> group.has(instance))
        .findFirst()
        .orElseThrow(() -> new StageException("there is no instance " + instance));
  }

  /**
   * Lets all groups begin to launch; to be called when all resources are there.
   *
   * @throws TemplateException if servers are told of something that they cannot reach
   */
  public void start() {
    templates.values().forEach(template -> template.claims(() -> world.services().get().redis()));
    groups.values().forEach(AutoScalingGroup::start);
  }

  /**
   * Returns when each group has its minimum in service, or after a while; what is not ready by then
   * is noted among the stage's errors.
   *
   * @param limit in real time: servers are real processes
   */
  public void awaitReady(Duration limit) throws InterruptedException {
    CompletableFuture<?>[] all =
        groups.values().stream().map(AutoScalingGroup::ready).toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(all).get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      for (AutoScalingGroup group : groups.values()) {
        if (!group.ready().isDone()) {
          world
              .errors()
              .note(
                  group.settings().logicalId(),
                  "it has not had its %d instances in service after %d s; see its activities"
                      .formatted(group.settings().minimum(), limit.toSeconds()));
        }
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("being ready does not fail", e);
    }
  }

  @Override
  public void close() throws IOException {
    timers.close();
    List<Instance> all = new ArrayList<>();
    groups.values().forEach(group -> all.addAll(group.stop()));
    for (Instance instance : all) {
      instance.machine().close();
    }
    Folders.delete(folder);
  }
}
