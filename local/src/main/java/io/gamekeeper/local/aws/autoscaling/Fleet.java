package io.gamekeeper.local.aws.autoscaling;

import io.gamekeeper.local.aws.autoscaling.machine.Site;
import io.gamekeeper.local.aws.autoscaling.scaling.Policies;
import io.gamekeeper.local.file.Folders;
import io.gamekeeper.local.observe.EmbeddedMetrics;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.StageException;
import io.gamekeeper.local.target.DeployedConfigurations;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import io.gamekeeper.local.time.Agenda;
import io.gamekeeper.local.time.Timetable;
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
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/** The Auto Scaling groups of a stage. Closing ends all of their processes at once. */
public final class Fleet implements AutoCloseable {
  private final FleetWorld world;
  private final Agenda agenda;
  private final InstanceFactory factory;
  private final Path folder;
  private final Policies policies;
  private final FleetMetrics metrics;
  private final Map<String, AutoScalingGroup> groups = new ConcurrentHashMap<>();
  private final Map<String, LaunchTemplate> templates = new ConcurrentHashMap<>();

  private Fleet(FleetWorld world, Site site, Path folder) {
    this.world = world;
    this.agenda = world.ground().agenda();
    this.factory = new InstanceFactory(world, site, world.ground().time().random());
    this.folder = folder;
    this.policies = new Policies(world.ground(), name -> Optional.ofNullable(groups.get(name)));
    this.metrics = new FleetMetrics(this, world.ground());
  }

  FleetMetrics metrics() {
    return metrics;
  }

  /**
   * Opens a fleet without groups.
   *
   * @param configurations what the instances' agent serves
   * @param assets the cloud assembly's files, by bucket and key
   * @param trusting learns which keys servers trust: takes a logical id and the servers' variables
   * @param cache a folder that outlives stages
   * @throws StageException if its folder cannot be written
   */
  public static Fleet open(
      Ground ground,
      DeployedConfigurations configurations,
      BiFunction<String, String, Optional<Path>> assets,
      BiConsumer<String, Map<String, String>> trusting,
      Path cache) {
    FleetWorld world =
        new FleetWorld(
            ground, new EmbeddedMetrics(ground.metrics()), configurations, assets, trusting);
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
      Site site =
          new Site(instances, aot, ground.agenda(), ground.time().random(), ground.errors());
      return new Fleet(world, site, instances);
    } catch (IOException e) {
      throw new StageException("the fleet's folder " + instances + " cannot be written", e);
    }
  }

  /** Returns the resource types of this package. */
  public List<ResourceType> resourceTypes() {
    return FleetTypes.all(this);
  }

  FleetWorld world() {
    return world;
  }

  Policies policies() {
    return policies;
  }

  void template(LaunchTemplate template) {
    templates.put(template.id(), template);
    templates.put(template.name(), template);
  }

  Optional<LaunchTemplate> template(String nameOrId) {
    return Optional.ofNullable(templates.get(nameOrId));
  }

  AutoScalingGroup create(GroupSettings settings) {
    AutoScalingGroup group = new AutoScalingGroup(settings, factory, agenda);
    groups.put(settings.name(), group);
    return group;
  }

  /**
   * Returns a group by its name.
   *
   * @throws StageException if there is none
   */
  AutoScalingGroup group(String name) {
    return findGroup(name)
        .orElseThrow(
            () ->
                new StageException(
                    "there is no group " + name + "; the groups are " + groupNames()));
  }

  /** Returns the names of all groups, sorted. */
  public List<String> groupNames() {
    return groups.keySet().stream().sorted().toList();
  }

  /** The desired number of instances of a group, and its limits. */
  public record Capacity(int minimum, int desired, int maximum) {}

  /** Returns the capacity of a group. */
  public Capacity capacity(String group) {
    AutoScalingGroup found = group(group);
    return new Capacity(found.settings().minimum(), found.desired(), found.settings().maximum());
  }

  /** Returns all instances, group by group. */
  public List<InstanceView> instances() {
    return new TreeMap<>(groups)
        .values().stream().flatMap(group -> group.instances().stream()).toList();
  }

  /** Returns a group's history, newest first. */
  public List<Activity> activities(String group) {
    return group(group).activities();
  }

  /**
   * Sets a group's desired capacity.
   *
   * @throws StageException if it is outside the group's limits
   */
  public void scale(String group, int desired) {
    group(group).scale(desired);
  }

  /**
   * Takes an instance out of service.
   *
   * @param decrement whether the desired capacity shrinks, so that no other takes its place
   */
  public void terminate(String instance, boolean decrement) {
    groupOf(instance).terminate(instance, decrement);
  }

  /** Ends an instance without warning, as a hardware fault would. */
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
   * @return the time at which the instance will be taken
   */
  public Instant interrupt(String instance, Duration noticeAfter) {
    return groupOf(instance).interrupt(instance, noticeAfter);
  }

  /** Replaces all instances of a group without losing capacity. */
  public Activity refresh(String group) {
    return group(group).refresh(Optional.empty());
  }

  /**
   * Replaces all instances of a group by those of another launch template.
   *
   * @param launchTemplate its name or its id
   * @throws StageException if there is no such template
   */
  public Activity refresh(String group, String launchTemplate) {
    LaunchTemplate wanted =
        template(launchTemplate)
            .orElseThrow(() -> new StageException("there is no launch template " + launchTemplate));
    return group(group).refresh(Optional.of(wanted));
  }

  Optional<AutoScalingGroup> findGroup(String name) {
    return Optional.ofNullable(groups.get(name));
  }

  /** Returns the group of an instance. */
  Optional<AutoScalingGroup> findGroupOf(String instance) {
    return groups.values().stream().filter(group -> group.has(instance)).findFirst();
  }

  private AutoScalingGroup groupOf(String instance) {
    return findGroupOf(instance)
        .orElseThrow(() -> new StageException("there is no instance " + instance));
  }

  /**
   * Starts to launch instances in all groups. Called when all resources exist.
   *
   * @throws TemplateException if the servers' variables name something that they cannot reach
   */
  public void start() {
    templates.values().forEach(template -> template.claims(() -> world.ground().world().redis()));
    groups.values().forEach(AutoScalingGroup::start);
    Timetable.eachMinute(agenda, "metrics of the fleet", metrics::sample);
  }

  /**
   * Waits until each group has its minimum in service. Groups that are not ready within the limit
   * are noted among the stage's errors.
   *
   * @param limit in real time, as servers are real processes
   */
  public void awaitReady(Duration limit) throws InterruptedException {
    CompletableFuture<?>[] all =
        groups.values().stream().map(AutoScalingGroup::ready).toArray(CompletableFuture<?>[]::new);
    if (agenda.awaitFromOutside(CompletableFuture.allOf(all), limit)) {
      return;
    }
    for (AutoScalingGroup group : groups.values()) {
      if (!group.ready().isDone()) {
        world
            .ground()
            .errors()
            .note(
                group.settings().logicalId(),
                "it has not had its %d instances in service after %d s; see its activities"
                    .formatted(group.settings().minimum(), limit.toSeconds()));
      }
    }
  }

  @Override
  public void close() throws IOException {
    List<Instance> all = new ArrayList<>();
    groups.values().forEach(group -> all.addAll(group.stop()));
    for (Instance instance : all) {
      instance.machine().close();
    }
    Folders.delete(folder);
  }
}
