package io.gamekeeper.local.aws.autoscaling;

import io.gamekeeper.local.aws.autoscaling.scaling.Change;
import io.gamekeeper.local.aws.autoscaling.scaling.CurrentCapacity;
import io.gamekeeper.local.aws.autoscaling.scaling.ScalableGroup;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.StageException;
import io.gamekeeper.local.target.ServerGroup;
import io.gamekeeper.local.target.TargetHealth;
import io.gamekeeper.local.target.Traffic;
import io.gamekeeper.local.time.Agenda;
import io.gamekeeper.local.time.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An Auto Scaling group. It launches, checks, replaces and terminates instances until there are as
 * many as desired, and keeps a history of it.
 *
 * <p>One lock, this object, guards the state of the group, of its parts and of its instances. The
 * methods that others call take it; the parts are only called under it. Machines are booted,
 * stopped and closed without it.
 */
final class AutoScalingGroup implements InstanceLifecycle.Owner, ScalableGroup {
  private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);

  private final GroupSettings settings;
  private final Agenda agenda;
  private final GroupState state;
  private final Instances instances;
  private final TargetGroups targets;
  private final Causes causes;
  private final InstanceLifecycle lifecycle;
  private final Refreshes refreshes;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private Optional<WarmPool> warmPool = Optional.empty();
  private final Instant created;
  private int desired;
  private boolean running;
  private @Nullable Task checks;

  AutoScalingGroup(GroupSettings settings, InstanceFactory factory, Agenda agenda) {
    this.settings = settings;
    this.agenda = agenda;
    Ground ground = factory.world().ground();
    this.state = GroupState.of(settings, agenda, ground.errors());
    this.instances = state.instances();
    this.targets = state.targets();
    this.causes = state.causes();
    this.lifecycle = new InstanceLifecycle(state, factory, this);
    this.refreshes = new Refreshes(state, lifecycle, ground.alarms());
    this.desired = settings.desired();
    this.created = state.now();
  }

  GroupSettings settings() {
    return settings;
  }

  synchronized void add(LifecycleHook hook) {
    lifecycle.hooks().add(hook);
  }

  synchronized void add(WarmPoolSettings pool) {
    warmPool = Optional.of(new WarmPool(pool, state, lifecycle));
  }

  synchronized void add(ServerGroup targetGroup) {
    targets.add(targetGroup);
  }

  /** Begins to launch. */
  synchronized void start() {
    running = true;
    causes.groupCreated(desired);
    reconcile();
    checks = agenda.every("checks of " + settings.name(), CHECK_INTERVAL, this::check);
  }

  /** Ends all instances at once and returns them; nothing starts any more. */
  List<Instance> stop() {
    List<Instance> all;
    synchronized (this) {
      running = false;
      if (checks != null) {
        checks.cancel();
      }
      all = instances.all();
      instances.clear();
    }
    all.forEach(instance -> instance.machine().kill());
    return all;
  }

  /** Completes when the group has had its minimum in service, taking players. */
  CompletableFuture<Void> ready() {
    return ready;
  }

  /** Returns what has gone to an instance and come from it. */
  synchronized Traffic traffic(String instanceId) {
    return targets.traffic(instanceId);
  }

  // ---------------------------------------------------------------- requests

  synchronized List<InstanceView> instances() {
    return instances.all().stream()
        .map(
            instance ->
                new InstanceView(
                    settings.name(),
                    instance.id(),
                    instance.zone(),
                    settings.spot(),
                    instance.launchTemplate(),
                    instance.state,
                    instance.machine().isLost() ? "LOST" : targets.health(instance).name(),
                    instance.machine().serverPid(),
                    instance.machine().address().getPort(),
                    instance.since))
        .toList();
  }

  /** Returns the group as its service describes it. */
  synchronized GroupView view() {
    return new GroupView(
        settings,
        created,
        desired,
        instances.all().stream()
            .filter(instance -> !instance.state.isWarm())
            .map(
                instance ->
                    new GroupView.Member(
                        instance.id(),
                        instance.zone(),
                        instance.launchTemplate(),
                        instance.state,
                        instance.machine().isLost()))
            .toList());
  }

  /** Returns the history, newest first. */
  synchronized List<Activity> activities() {
    return state.history().newestFirst();
  }

  synchronized int desired() {
    return desired;
  }

  synchronized boolean has(String instanceId) {
    return instances.has(instanceId);
  }

  synchronized void scale(int wanted) {
    if (wanted < settings.minimum() || wanted > settings.maximum()) {
      throw new StageException(
          "%s takes %d to %d instances, not %d"
              .formatted(settings.name(), settings.minimum(), settings.maximum(), wanted));
    }
    if (wanted != desired) {
      causes.desiredCapacitySet(desired, wanted);
      desired = wanted;
      reconcile();
    }
  }

  /** Takes an instance out of service and returns the entry of the history that is about it. */
  synchronized Activity terminate(String instanceId, boolean decrement) {
    Instance instance = instances.get(instanceId);
    if (!instance.state.isActive()) {
      throw new StageException(instanceId + " is " + instance.state.label());
    }
    if (decrement) {
      if (desired == settings.minimum()) {
        throw new StageException(settings.name() + " has its minimum of instances");
      }
      desired--;
    }
    lifecycle.terminate(instance, Causes.REQUEST);
    Activity activity = instance.activity;
    reconcile();
    return activity;
  }

  private synchronized Instance instance(String id) {
    return instances.get(id);
  }

  /** Ends an instance as a hardware fault would. */
  void kill(String instanceId) {
    lose(instance(instanceId), Causes.EC2_HEALTH_CHECK);
  }

  private void lose(Instance instance, String cause) {
    instance.machine().kill();
    locked(
        () -> {
          if (!instances.has(instance.id())) {
            return;
          }
          if (lifecycle.lost(instance, cause)) {
            causes.instanceUnhealthy();
          }
          reconcile();
        });
  }

  /** Ends a server's process without warning; its unit may start it again. */
  void killServer(String instanceId) {
    long pid =
        instance(instanceId)
            .machine()
            .serverPid()
            .orElseThrow(() -> new StageException(instanceId + " runs no server"));
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
  }

  /**
   * Interrupts a Spot instance.
   *
   * @return the time at which it will be taken
   */
  synchronized Instant interrupt(String instanceId, Duration noticeAfter) {
    Instant end =
        new SpotInterruption(state)
            .begin(
                instances.get(instanceId),
                noticeAfter,
                taken -> lose(taken, Causes.SPOT_INTERRUPTION));
    reconcile();
    return end;
  }

  /**
   * Begins to replace all instances; fails at once if an alarm is on that would end it.
   *
   * @param wanted what the new instances are made from; as before if empty
   */
  Activity refresh(Optional<LaunchTemplate> wanted) {
    Optional<String> alarm = refreshes.alarmOn();
    synchronized (this) {
      Activity activity = refreshes.begin(wanted, alarm);
      reconcile();
      return activity;
    }
  }

  // ---------------------------------------------------------------- scaling policies

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public Duration warmup() {
    return settings.pace().warmup();
  }

  @Override
  public Duration cooldown() {
    return settings.pace().cooldown();
  }

  @Override
  public synchronized void follow(Function<CurrentCapacity, Optional<Change>> decision) {
    if (!running) {
      return;
    }
    decision
        .apply(
            instances.capacity(
                settings.minimum(),
                desired,
                settings.maximum(),
                state.now(),
                state.history().lastEnd()))
        .ifPresent(
            change -> {
              causes.policyTriggered(change, desired);
              desired = change.desired();
              reconcile();
            });
  }

  // ---------------------------------------------------------------- reports of instances and tasks

  @Override
  public synchronized void locked(Runnable step) {
    if (running) {
      step.run();
    }
  }

  @Override
  public synchronized boolean complete(
      Instance instance, String hook, boolean proceed, String reason) {
    return running && lifecycle.complete(instance, hook, proceed, reason);
  }

  @Override
  public synchronized boolean heartbeat(Instance instance, String hook) {
    return instance.state.isWaiting() && lifecycle.hooks().recordHeartbeat(instance, hook);
  }

  private void check() {
    Optional<String> alarm = refreshes.isUnderWay() ? refreshes.alarmOn() : Optional.empty();
    locked(
        () -> {
          for (Instance instance : instances.matching(this::failsHealthChecks)) {
            lifecycle.terminate(instance, Causes.ELB_HEALTH_CHECK);
            causes.instanceUnhealthy();
          }
          refreshes.proceed(alarm);
          reconcile();
        });
  }

  private boolean failsHealthChecks(Instance instance) {
    return instance.state == LifecycleState.IN_SERVICE
        && settings.healthByBalancer()
        && !instance.since.plus(settings.gracePeriod()).isAfter(state.now())
        && targets.health(instance) == TargetHealth.UNHEALTHY;
  }

  // ---------------------------------------------------------------- towards the desired capacity

  @Override
  public void reconcile() {
    if (!running) {
      return;
    }
    refreshes.replaceNextBatch(desired);
    List<Instance> staying = instances.staying();
    int missing = desired - staying.size();
    for (int i = 0; i < missing && state.backoff().mayLaunch(); i++) {
      launch(staying.size() + i);
    }
    if (missing < 0) {
      scaleIn(staying, -missing);
    }
    removeReplaced();
    warmPool.ifPresent(pool -> pool.resize(desired));
    if (instances.matching(targets::serves).size() >= settings.minimum()) {
      ready.complete(null);
    }
  }

  private void launch(int capacity) {
    String cause = causes.ofLaunch(capacity);
    warmPool
        .flatMap(WarmPool::next)
        .ifPresentOrElse(
            warm -> lifecycle.launchFromPool(warm, cause), () -> lifecycle.launch(cause));
  }

  private void scaleIn(List<Instance> staying, int surplus) {
    List<Instance> candidates = new ArrayList<>(staying);
    for (int i = 0; i < surplus; i++) {
      Instance next = Instances.firstToTerminate(candidates);
      String cause = causes.ofScaleIn(candidates.size());
      candidates.remove(next);
      if (isReusable(next)) {
        lifecycle.returnToPool(next, cause);
      } else {
        lifecycle.terminate(next, cause);
      }
    }
  }

  /** Tells whether the warm pool takes an instance: it served, lives, and is not to be replaced. */
  private boolean isReusable(Instance instance) {
    return warmPool.filter(WarmPool::reusesOnScaleIn).isPresent()
        && instance.state == LifecycleState.IN_SERVICE
        && !instance.machine().isLost()
        && !refreshes.isStale(instance);
  }

  /** Terminates instances whose replacements are in service. */
  private void removeReplaced() {
    List<Instance> marked =
        instances.matching(
            instance ->
                instance.replaceBecause != null && instance.state == LifecycleState.IN_SERVICE);
    int serving =
        instances
            .matching(instance -> instance.replaceBecause == null && targets.serves(instance))
            .size();
    int removable = serving + marked.size() - desired;
    for (Instance instance : marked.subList(0, Math.clamp(removable, 0, marked.size()))) {
      lifecycle.terminate(instance, String.valueOf(instance.replaceBecause));
    }
  }
}
