package io.gamekeeper.local.aws.autoscaling;

import io.gamekeeper.local.aws.appconfig.Configurations;
import io.gamekeeper.local.aws.autoscaling.LifecycleHook.Transition;
import io.gamekeeper.local.aws.autoscaling.machine.Site;
import io.gamekeeper.local.aws.autoscaling.machine.Timers;
import io.gamekeeper.local.service.StageException;
import io.gamekeeper.local.target.TargetHealth;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * An Auto Scaling group. It launches, checks, replaces and terminates instances until there are as
 * many as desired, and keeps a history of it. All that changes is guarded by the group's lock; what
 * takes long happens outside of it and reports back.
 */
final class AutoScalingGroup implements Instance.Lifecycle {
  private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);
  private static final Duration FIRST_BACKOFF = Duration.ofSeconds(5);
  private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(5);
  private static final Duration INTERRUPTION_NOTICE = Duration.ofMinutes(2);
  private static final int KEPT_ACTIVITIES = 200;
  private static final int REFRESH_BATCHES = 10;
  private static final int REFRESH_ATTEMPTS = 3;
  private static final String EC2_FAILURE =
      "an instance was taken out of service in response to an EC2 health check indicating it has"
          + " been terminated or stopped.";
  private static final String ELB_FAILURE =
      "an instance was taken out of service in response to an ELB system health check failure.";

  private final GroupSettings settings;
  private final FleetWorld world;
  private final Configurations configurations;
  private final Site site;
  private final Timers timers;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final List<LifecycleHook> hooks = new ArrayList<>();
  private final List<Targets> targets = new ArrayList<>();
  private final Map<String, Instance> instances = new LinkedHashMap<>();
  private final Deque<Activity> history = new ArrayDeque<>();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();

  /** Why the next launches happen, if not for the desired capacity alone. */
  private final Deque<String> launchCauses = new ArrayDeque<>();

  private Optional<WarmPool> warmPool = Optional.empty();
  private int desired;
  private int failuresInARow;
  private Instant noLaunchBefore = Instant.MIN;
  private boolean running;
  private @Nullable Refresh refresh;

  /** A refresh under way: who was there when it began, and how it went. */
  private record Refresh(Instant begun, Activity activity, int failuresAtBegin) {}

  AutoScalingGroup(
      GroupSettings settings,
      FleetWorld world,
      Configurations configurations,
      Site site,
      Timers timers,
      InstantSource clock,
      RandomGenerator random) {
    this.settings = settings;
    this.world = world;
    this.configurations = configurations;
    this.site = site;
    this.timers = timers;
    this.clock = clock;
    this.random = random;
    this.desired = settings.desired();
  }

  GroupSettings settings() {
    return settings;
  }

  synchronized void add(LifecycleHook hook) {
    hooks.add(hook);
  }

  synchronized void add(WarmPool pool) {
    warmPool = Optional.of(pool);
  }

  synchronized void add(Targets targetGroup) {
    targets.add(targetGroup);
  }

  /** Begins to launch. */
  void start() {
    synchronized (this) {
      running = true;
      launchCauses.add(
          "At %s a user request created an AutoScalingGroup changing the desired capacity from 0 to"
                  .formatted(now())
              + " %d.  ".formatted(desired));
      reconcile();
    }
    timers.after(CHECK_INTERVAL, this::check);
  }

  /** Completes when the group has had its minimum in service, taking players. */
  CompletableFuture<Void> ready() {
    return ready;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  // ---------------------------------------------------------------- what people and AWS ask for

  synchronized List<InstanceView> instances() {
    return instances.values().stream()
        .map(
            instance ->
                new InstanceView(
                    settings.name(),
                    instance.id(),
                    instance.zone(),
                    settings.spot(),
                    instance.state,
                    instance.machine().isLost() ? "LOST" : health(instance).name(),
                    instance.machine().serverPid(),
                    instance.machine().address().getPort(),
                    instance.since))
        .toList();
  }

  /** Newest first. */
  synchronized List<Activity> activities() {
    return new ArrayList<>(history).reversed();
  }

  synchronized int desired() {
    return desired;
  }

  synchronized boolean has(String instanceId) {
    return instances.containsKey(instanceId);
  }

  synchronized void scale(int wanted) {
    if (wanted < settings.minimum() || wanted > settings.maximum()) {
      throw new StageException(
          "%s takes %d to %d instances, not %d"
              .formatted(settings.name(), settings.minimum(), settings.maximum(), wanted));
    }
    if (wanted == desired) {
      return;
    }
    launchCauses.add(
        "At %s a user request explicitly set group desired capacity changing the desired capacity"
                .formatted(now())
            + " from %d to %d.  ".formatted(desired, wanted));
    desired = wanted;
    reconcile();
  }

  synchronized void terminate(String instanceId, boolean decrement) {
    Instance instance = instance(instanceId);
    if (!instance.state.isActive()) {
      throw new StageException(instanceId + " is " + instance.state.label());
    }
    if (decrement) {
      if (desired == settings.minimum()) {
        throw new StageException(settings.name() + " has its minimum of instances");
      }
      desired--;
    }
    terminate(instance, "an instance was taken out of service in response to a user request.");
    reconcile();
  }

  /** Ends an instance as a fault of its hardware would. */
  void kill(String instanceId) {
    Instance instance;
    synchronized (this) {
      instance = instance(instanceId);
    }
    instance.machine().kill();
    lost(instance, EC2_FAILURE);
  }

  /** Ends a server's process without warning; its unit may start it again. */
  void killServer(String instanceId) {
    Instance instance;
    synchronized (this) {
      instance = instance(instanceId);
    }
    long pid =
        instance
            .machine()
            .serverPid()
            .orElseThrow(() -> new StageException(instanceId + " runs no server"));
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
  }

  /**
   * Interrupts a Spot instance: recommends to rebalance now, gives the notice after a while, and
   * takes the instance two minutes later.
   *
   * @return when it will be taken
   */
  synchronized Instant interrupt(String instanceId, Duration noticeAfter) {
    Instance instance = instance(instanceId);
    if (!settings.spot()) {
      throw new StageException(instanceId + " is no Spot instance");
    }
    if (instance.state != LifecycleState.IN_SERVICE) {
      throw new StageException(instanceId + " is " + instance.state.label());
    }
    Instant now = now();
    instance.notice("events/recommendations/rebalance", "{\"noticeTime\":\"%s\"}".formatted(now));
    if (settings.rebalances() && instance.replaceBecause == null) {
      instance.replaceBecause =
          "an instance was taken out of service in response to an EC2 instance rebalance"
              + " recommendation.";
      launchCauses.add(
          "At %s an instance was launched in response to an EC2 instance rebalance recommendation."
              .formatted(now));
    }
    Instant end = now.plus(noticeAfter).plus(INTERRUPTION_NOTICE);
    timers.after(
        noticeAfter,
        () ->
            instance.notice(
                "spot/instance-action",
                "{\"action\":\"terminate\",\"time\":\"%s\"}".formatted(end)));
    timers.after(
        noticeAfter.plus(INTERRUPTION_NOTICE),
        () -> {
          instance.machine().kill();
          lost(
              instance,
              "an instance was taken out of service in response to an EC2 instance spot"
                  + " interruption.");
        });
    reconcile();
    return end;
  }

  /** Replaces all instances, batch by batch, each after its replacement is in service. */
  synchronized Activity refresh() {
    if (refresh != null) {
      throw new StageException("an instance refresh of " + settings.name() + " is under way");
    }
    Activity activity = record("Refreshing the instances", "a user request started a refresh.");
    refresh = new Refresh(clock.instant(), activity, failuresInARow);
    reconcile();
    return activity;
  }

  private Instance instance(String id) {
    return Optional.ofNullable(instances.get(id))
        .orElseThrow(() -> new StageException("there is no instance " + id));
  }

  // ---------------------------------------------------------------- towards the desired capacity

  private void reconcile() {
    if (!running) {
      return;
    }
    refreshNextBatch();
    List<Instance> staying =
        instances.values().stream()
            .filter(instance -> instance.state.isActive() && instance.replaceBecause == null)
            .toList();
    int missing = desired - staying.size();
    for (int i = 0; i < missing && mayLaunch(); i++) {
      launch(staying.size() + i);
    }
    if (missing < 0) {
      scaleIn(staying, -missing);
    }
    removeReplaced();
    fillWarmPool();
    endRefresh();
    long serving = instances.values().stream().filter(this::takesPlayers).count();
    if (serving >= settings.minimum()) {
      ready.complete(null);
    }
  }

  private boolean mayLaunch() {
    return !clock.instant().isBefore(noLaunchBefore);
  }

  private boolean takesPlayers(Instance instance) {
    return instance.state == LifecycleState.IN_SERVICE
        && (targets.isEmpty() || health(instance) == TargetHealth.HEALTHY);
  }

  private void launch(int before) {
    @Nullable String special = launchCauses.poll();
    String cause =
        special != null && !special.endsWith("  ")
            ? special
            : "%sAt %s an instance was started in response to a difference between desired and actual capacity, increasing the capacity from %d to %d."
                .formatted(special == null ? "" : special, now(), before, before + 1);
    Optional<Instance> warm =
        instances.values().stream()
            .filter(instance -> instance.state == LifecycleState.WARMED_STOPPED)
            .min(Comparator.comparing(instance -> instance.launched));
    if (warm.isPresent()) {
      Instance instance = warm.get();
      instance.activity =
          record("Launching a new EC2 instance from warm pool: " + instance.id(), cause);
      instance.enter(LifecycleState.PENDING, clock.instant());
      begin(instance, LifecycleState.PENDING_WAIT);
    } else {
      String id = newId();
      create(
          id,
          LifecycleState.PENDING,
          LifecycleState.PENDING_WAIT,
          record("Launching a new EC2 instance: " + id, cause));
    }
  }

  private void fillWarmPool() {
    if (warmPool.isEmpty()) {
      return;
    }
    long stopped = instances.values().stream().filter(i -> i.state.isWarm()).count();
    long starting =
        instances.values().stream()
            .filter(i -> i.state.isActive() && i.state != LifecycleState.IN_SERVICE)
            .count();
    // First things first: a laptop prepares instances when it has no others to start.
    if (starting > 0) {
      return;
    }
    int size = warmPool.get().size(settings.maximum(), desired);
    for (long i = stopped; i < size && mayLaunch(); i++) {
      String id = newId();
      create(
          id,
          LifecycleState.WARMED_PENDING,
          LifecycleState.WARMED_PENDING_WAIT,
          record(
              "Launching a new EC2 instance into warm pool: " + id,
              "At %s an instance was started in response to a difference between desired and actual capacity of the warm pool."
                  .formatted(now())));
    }
    instances.values().stream()
        .filter(i -> i.state == LifecycleState.WARMED_STOPPED)
        .limit(Math.max(0, stopped - size))
        .toList()
        .forEach(surplus -> endWarm(surplus, "the warm pool has more instances than it should."));
  }

  private void endWarm(Instance instance, String cause) {
    instance.enter(LifecycleState.WARMED_TERMINATING, clock.instant());
    instance.activity = record("Terminating EC2 instance from warm pool: " + instance.id(), cause);
    end(instance);
  }

  private void create(String id, LifecycleState first, LifecycleState wait, Activity activity) {
    try {
      Instance instance =
          new Instance(
              id,
              zone(),
              settings,
              site,
              world,
              configurations,
              this,
              first,
              clock.instant(),
              activity);
      instances.put(id, instance);
      begin(instance, wait);
    } catch (IOException e) {
      activity.end(now(), Activity.Status.FAILED, String.valueOf(e.getMessage()));
      launchFailed(String.valueOf(e.getMessage()));
    }
  }

  /** The zone with the fewest instances that stay. */
  private String zone() {
    return settings.zones().stream()
        .min(Comparator.comparingLong(this::population))
        .orElseThrow(() -> new IllegalStateException("a group has a zone"));
  }

  private long population(String zone) {
    return instances.values().stream()
        .filter(instance -> instance.zone().equals(zone))
        .filter(instance -> instance.state.isActive() || instance.state.isWarm())
        .filter(instance -> instance.replaceBecause == null)
        .count();
  }

  private String newId() {
    return "i-0" + HexFormat.of().toHexDigits(random.nextLong());
  }

  private Activity record(String description, String cause) {
    Activity activity = new Activity(now(), description, cause);
    history.addLast(activity);
    if (history.size() > KEPT_ACTIVITIES) {
      history.removeFirst();
    }
    return activity;
  }

  // ---------------------------------------------------------------- launching

  private void begin(Instance instance, LifecycleState wait) {
    hold(instance, Transition.LAUNCHING, wait);
    inBackground("boot " + instance.id(), () -> boot(instance));
    if (instance.held.isEmpty()) {
      proceed(instance);
    }
  }

  private void hold(Instance instance, Transition transition, LifecycleState wait) {
    for (LifecycleHook hook : hooks) {
      if (hook.transition() == transition) {
        instance.held.put(hook.name(), timeout(instance, hook));
        instance.enter(wait, clock.instant());
      }
    }
  }

  private Timers.Timer timeout(Instance instance, LifecycleHook hook) {
    return timers.after(
        hook.heartbeat(),
        () ->
            complete(
                instance,
                hook.name(),
                hook.continues(),
                "was abandoned: Lifecycle hook " + hook.name() + " timed out"));
  }

  private void boot(Instance instance) throws InterruptedException {
    List<String> problems = instance.machine().boot();
    synchronized (this) {
      if (problems.isEmpty() || instance.machine().isLost() || !running) {
        return;
      }
      String problem = String.join("; ", problems);
      world.errors().note(settings.logicalId(), instance.id() + ": " + problem);
      boolean starting =
          instance.state == LifecycleState.PENDING_WAIT
              || instance.state == LifecycleState.WARMED_PENDING_WAIT;
      if (starting && !instance.machine().isServing()) {
        // Nobody is left who could say that it is ready; the hook's time would pass for nothing.
        abandonLaunch(instance, "was abandoned: " + problem);
      }
    }
  }

  @Override
  public synchronized boolean complete(
      Instance instance, String hook, boolean proceed, String reason) {
    Timers.@Nullable Timer timer = instance.held.get(hook);
    if (timer == null || !instance.state.isWaiting() || !running) {
      return false;
    }
    timer.cancel();
    instance.held.remove(hook);
    boolean terminating = instance.state == LifecycleState.TERMINATING_WAIT;
    if (!proceed && !terminating && !instance.returning) {
      abandonLaunch(instance, reason);
    } else if (!proceed || instance.held.isEmpty()) {
      release(instance);
      if (terminating) {
        instance.enter(LifecycleState.TERMINATING_PROCEED, clock.instant());
        end(instance);
      } else {
        proceed(instance);
      }
    }
    return true;
  }

  @Override
  public synchronized boolean heartbeat(Instance instance, String name) {
    Timers.@Nullable Timer timer = instance.held.get(name);
    if (timer == null || !instance.state.isWaiting()) {
      return false;
    }
    timer.cancel();
    hooks.stream()
        .filter(hook -> hook.name().equals(name))
        .forEach(hook -> instance.held.put(name, timeout(instance, hook)));
    return true;
  }

  private static void release(Instance instance) {
    instance.held.values().forEach(Timers.Timer::cancel);
    instance.held.clear();
  }

  /** Nothing holds a starting instance any more, or one that goes back to the pool. */
  private void proceed(Instance instance) {
    if (instance.state.isWarm()) {
      instance.enter(LifecycleState.WARMED_PENDING_PROCEED, clock.instant());
      inBackground("stop " + instance.id(), () -> stopWarmed(instance));
      return;
    }
    instance.enter(LifecycleState.PENDING_PROCEED, clock.instant());
    for (Targets group : targets) {
      group.register(instance.id(), instance.machine().address());
    }
    instance.enter(LifecycleState.IN_SERVICE, clock.instant());
    instance.activity.end(now(), Activity.Status.SUCCESSFUL, "");
    failuresInARow = 0;
    reconcile();
  }

  private void stopWarmed(Instance instance) throws InterruptedException {
    instance.machine().stop();
    synchronized (this) {
      if (instance.state == LifecycleState.WARMED_PENDING_PROCEED) {
        instance.returning = false;
        instance.enter(LifecycleState.WARMED_STOPPED, clock.instant());
        instance.activity.end(now(), Activity.Status.SUCCESSFUL, "");
        reconcile();
      }
    }
  }

  private void abandonLaunch(Instance instance, String reason) {
    release(instance);
    String message =
        "Instance failed to complete user's Lifecycle Action: Lifecycle Action " + reason;
    List<String> lines = instance.machine().lastLines();
    instance.activity.end(
        now(),
        Activity.Status.FAILED,
        lines.isEmpty() ? message : message + "\n" + String.join("\n", lines));
    launchFailed(
        instance.id()
            + ": "
            + message
            + lines.reversed().stream().findFirst().map(l -> ": " + l).orElse(""));
    instance.enter(LifecycleState.TERMINATING, clock.instant());
    instance.activity =
        record(
            "Terminating EC2 instance: " + instance.id(),
            "At %s an instance was taken out of service in response to a launch failure."
                .formatted(now()));
    end(instance);
  }

  private void launchFailed(String why) {
    world.errors().note(settings.logicalId(), why);
    failuresInARow++;
    Duration wait = FIRST_BACKOFF;
    for (int i = 1; i < failuresInARow && wait.compareTo(LONGEST_BACKOFF) < 0; i++) {
      wait = wait.multipliedBy(2);
    }
    Duration limited = wait.compareTo(LONGEST_BACKOFF) < 0 ? wait : LONGEST_BACKOFF;
    noLaunchBefore = clock.instant().plus(limited);
    timers.after(
        limited,
        () -> {
          synchronized (this) {
            reconcile();
          }
        });
  }

  // ---------------------------------------------------------------- terminating

  /** Which instances go: oldest of the fullest zone; those that are not in service first. */
  private void scaleIn(List<Instance> staying, int surplus) {
    List<Instance> candidates = new ArrayList<>(staying);
    for (int i = 0; i < surplus; i++) {
      Instance next =
          candidates.stream()
              .min(
                  Comparator.<Instance, Boolean>comparing(
                          candidate -> candidate.state == LifecycleState.IN_SERVICE)
                      .thenComparing(
                          candidate ->
                              -candidates.stream()
                                  .filter(other -> other.zone().equals(candidate.zone()))
                                  .count())
                      .thenComparing(candidate -> candidate.launched))
              .orElseThrow(() -> new IllegalStateException("more surplus than instances"));
      candidates.remove(next);
      @Nullable String special = launchCauses.poll();
      String cause =
          "%san instance was taken out of service in response to a difference between desired and actual capacity, shrinking the capacity from %d to %d."
              .formatted(special == null ? "" : special, candidates.size() + 1, candidates.size());
      boolean reusable =
          next.state == LifecycleState.IN_SERVICE && !next.machine().isLost() && !isStale(next);
      if (reusable && warmPool.map(WarmPool::takesBack).orElse(false)) {
        returnToPool(next, cause);
      } else {
        terminate(next, cause);
      }
    }
  }

  /**
   * Takes an instance out of service and stops it for later. It waits for the hook of terminating
   * instances, but under the states of the pool: its server is not on its way to the end.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/warm-pool-instance-lifecycle.html">Use
   *     lifecycle hooks with a warm pool</a>
   */
  private void returnToPool(Instance instance, String cause) {
    instance.returning = true;
    instance.activity =
        record("Returning EC2 instance to warm pool: " + instance.id(), dated(cause));
    instance.enter(LifecycleState.WARMED_PENDING, clock.instant());
    targets.forEach(group -> group.deregister(instance.id()));
    hold(instance, Transition.TERMINATING, LifecycleState.WARMED_PENDING_WAIT);
    if (instance.held.isEmpty()) {
      proceed(instance);
    }
  }

  private String dated(String cause) {
    return cause.startsWith("At ") ? cause : "At %s %s".formatted(now(), cause);
  }

  /** Lets those go whose replacements are there. */
  private void removeReplaced() {
    List<Instance> marked =
        instances.values().stream()
            .filter(
                instance ->
                    instance.replaceBecause != null && instance.state == LifecycleState.IN_SERVICE)
            .toList();
    long serving =
        instances.values().stream()
            .filter(instance -> instance.replaceBecause == null)
            .filter(this::takesPlayers)
            .count();
    long removable = serving + marked.size() - desired;
    for (Instance instance : marked.subList(0, Math.clamp(removable, 0, marked.size()))) {
      terminate(instance, String.valueOf(instance.replaceBecause));
    }
  }

  private void terminate(Instance instance, String cause) {
    boolean served = instance.state == LifecycleState.IN_SERVICE;
    release(instance);
    if (!served) {
      instance.activity.end(now(), Activity.Status.CANCELLED, "its launch was not needed any more");
    }
    instance.activity = record("Terminating EC2 instance: " + instance.id(), dated(cause));
    instance.enter(LifecycleState.TERMINATING, clock.instant());
    targets.forEach(group -> group.deregister(instance.id()));
    if (served && !instance.machine().isLost()) {
      hold(instance, Transition.TERMINATING, LifecycleState.TERMINATING_WAIT);
    }
    if (instance.held.isEmpty()) {
      end(instance);
    }
  }

  /** Ends the machine and forgets the instance. */
  private void end(Instance instance) {
    inBackground(
        "end " + instance.id(),
        () -> {
          if (!instance.machine().isLost()) {
            instance.machine().stop();
          }
          String problem = closed(instance);
          synchronized (this) {
            instance.enter(LifecycleState.TERMINATED, clock.instant());
            instances.remove(instance.id());
            instance.activity.end(
                now(),
                problem.isEmpty() ? Activity.Status.SUCCESSFUL : Activity.Status.FAILED,
                problem);
            reconcile();
          }
        });
  }

  private String closed(Instance instance) {
    try {
      instance.machine().close();
      return "";
    } catch (IOException e) {
      String problem = instance.id() + " did not end cleanly: " + e.getMessage();
      world.errors().note(settings.logicalId(), problem);
      return problem;
    }
  }

  private synchronized void lost(Instance instance, String cause) {
    boolean gone = !instances.containsKey(instance.id()) || !running;
    if (gone) {
      return;
    }
    if (instance.state == LifecycleState.TERMINATING_WAIT) {
      release(instance);
      end(instance);
      return;
    }
    if (instance.state.isActive()) {
      boolean replacementUnderWay = instance.replaceBecause != null;
      terminate(instance, cause);
      if (!replacementUnderWay) {
        launchCauses.add(
            "At %s an instance was launched in response to an unhealthy instance needing to be replaced."
                .formatted(now()));
      }
    } else if (instance.state.isWarm()) {
      release(instance);
      instance.activity.end(now(), Activity.Status.FAILED, cause);
      instance.enter(LifecycleState.WARMED_TERMINATING, clock.instant());
      end(instance);
    }
    reconcile();
  }

  // ---------------------------------------------------------------- health and refreshes

  private void check() {
    synchronized (this) {
      if (!running) {
        return;
      }
      Instant now = clock.instant();
      List<Instance> failing =
          instances.values().stream()
              .filter(instance -> instance.state == LifecycleState.IN_SERVICE)
              .filter(
                  instance ->
                      settings.healthByBalancer()
                          && !instance.since.plus(settings.gracePeriod()).isAfter(now)
                          && health(instance) == TargetHealth.UNHEALTHY)
              .toList();
      for (Instance instance : failing) {
        terminate(instance, ELB_FAILURE);
        launchCauses.add(
            "At %s an instance was launched in response to an unhealthy instance needing to be replaced."
                .formatted(now()));
      }
      reconcile();
    }
    timers.after(CHECK_INTERVAL, this::check);
  }

  /** The worst that any target group says. */
  private TargetHealth health(Instance instance) {
    List<TargetHealth> all = targets.stream().map(group -> group.health(instance.id())).toList();
    if (all.isEmpty()) {
      return TargetHealth.UNUSED;
    }
    return all.stream()
        .filter(health -> health != TargetHealth.HEALTHY)
        .findFirst()
        .orElse(TargetHealth.HEALTHY);
  }

  /** Whether a refresh that is under way has still to replace it. */
  private boolean isStale(Instance instance) {
    Refresh current = refresh;
    return current != null && instance.launched.isBefore(current.begun());
  }

  private void refreshNextBatch() {
    Refresh current = refresh;
    if (current == null) {
      return;
    }
    // What stands in the pool is as old as what is to be replaced.
    instances.values().stream()
        .filter(instance -> instance.state == LifecycleState.WARMED_STOPPED && isStale(instance))
        .toList()
        .forEach(stale -> endWarm(stale, "an instance refresh replaces it."));
    if (instances.values().stream().anyMatch(i -> i.replaceBecause != null)) {
      return;
    }
    int batch = Math.max(1, desired / REFRESH_BATCHES);
    instances.values().stream()
        .filter(i -> i.state == LifecycleState.IN_SERVICE && isStale(i))
        .limit(batch)
        .forEach(
            instance -> {
              instance.replaceBecause =
                  "an instance was taken out of service in response to an instance refresh.";
              launchCauses.add(
                  "At %s an instance was launched in response to an instance refresh."
                      .formatted(now()));
            });
  }

  private void endRefresh() {
    Refresh current = refresh;
    if (current == null) {
      return;
    }
    if (failuresInARow - current.failuresAtBegin() >= REFRESH_ATTEMPTS) {
      refresh = null;
      instances.values().forEach(instance -> instance.replaceBecause = null);
      current
          .activity()
          .end(now(), Activity.Status.FAILED, "the replacements failed; see their launches");
      return;
    }
    boolean old =
        instances.values().stream()
            .anyMatch(i -> (i.state.isActive() || i.state.isWarm()) && isStale(i));
    if (old) {
      return;
    }
    refresh = null;
    current.activity().end(now(), Activity.Status.SUCCESSFUL, "");
  }

  // ---------------------------------------------------------------- the end

  /** Work that may end because the stage does. */
  @FunctionalInterface
  private interface Work {
    void run() throws InterruptedException;
  }

  private static void inBackground(String name, Work work) {
    Thread.ofVirtual()
        .name(name)
        .start(
            () -> {
              try {
                work.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the stage stops
              }
            });
  }

  /** Ends all instances at once; nothing starts any more. */
  List<Instance> stop() {
    List<Instance> all;
    synchronized (this) {
      running = false;
      all = List.copyOf(instances.values());
      instances.clear();
    }
    all.forEach(instance -> instance.machine().kill());
    return all;
  }
}
