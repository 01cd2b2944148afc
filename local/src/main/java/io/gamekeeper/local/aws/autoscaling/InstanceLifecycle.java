package io.gamekeeper.local.aws.autoscaling;

import io.gamekeeper.local.aws.autoscaling.Activity.Status;
import io.gamekeeper.local.aws.autoscaling.LifecycleHook.Transition;
import java.io.IOException;
import java.util.List;

/**
 * The lifecycle of a group's instances: each method takes one instance from one state to the next.
 * All are called under the group's lock. What takes long – to boot, stop or close a machine – is a
 * task of the agenda, which runs without the lock and takes it for its result.
 */
final class InstanceLifecycle {
  private final GroupState group;
  private final InstanceFactory factory;
  private final Owner owner;
  private final LifecycleHooks hooks;

  /** What the next instances are made from. */
  private GroupSettings settings;

  /** The group of the instances. */
  interface Owner extends Instance.Lifecycle {

    /** Takes a step under the group's lock, unless the group has been stopped. */
    void locked(Runnable step);

    /** Looks what the group needs after an instance has changed; called under the lock. */
    void reconcile();
  }

  InstanceLifecycle(GroupState group, InstanceFactory factory, Owner owner) {
    this.group = group;
    this.factory = factory;
    this.owner = owner;
    this.settings = group.settings();
    this.hooks =
        new LifecycleHooks(
            group.agenda(),
            (instance, hook) ->
                owner.complete(
                    instance,
                    hook.name(),
                    hook.continues(),
                    "was abandoned: Lifecycle hook " + hook.name() + " timed out"));
  }

  LifecycleHooks hooks() {
    return hooks;
  }

  /** Returns what the next instances are made from. */
  LaunchTemplate template() {
    return settings.template();
  }

  /** Makes the next instances from another template. */
  void launchFrom(LaunchTemplate template) {
    settings = settings.launchingFrom(template);
  }

  // ---------------------------------------------------------------- launching

  /** Launches a new instance for service. */
  void launch(String cause) {
    String id = factory.newId();
    create(
        id,
        LifecycleState.PENDING,
        group.history().begin("Launching a new EC2 instance: " + id, cause));
  }

  /** Launches a new instance for the warm pool. */
  void launchIntoPool() {
    String id = factory.newId();
    create(
        id,
        LifecycleState.WARMED_PENDING,
        group
            .history()
            .begin(
                "Launching a new EC2 instance into warm pool: " + id,
                group.causes().ofWarmLaunch()));
  }

  /** Launches a stopped instance of the warm pool for service. */
  void launchFromPool(Instance warm, String cause) {
    warm.activity =
        group.history().begin("Launching a new EC2 instance from warm pool: " + warm.id(), cause);
    enter(warm, LifecycleState.PENDING);
    begin(warm);
  }

  private void create(String id, LifecycleState state, Activity activity) {
    Instances instances = group.instances();
    try {
      Instance instance =
          factory.create(
              id, instances.emptiestZone(), settings, owner, state, group.now(), activity);
      instances.add(instance);
      begin(instance);
    } catch (IOException e) {
      String problem = String.valueOf(e.getMessage());
      group.history().end(activity, Status.FAILED, problem);
      launchFailed(problem);
    }
  }

  private void begin(Instance instance) {
    boolean held = hooks.hold(instance, Transition.LAUNCHING);
    if (held) {
      enter(
          instance,
          instance.state.isWarm()
              ? LifecycleState.WARMED_PENDING_WAIT
              : LifecycleState.PENDING_WAIT);
    }
    group.agenda().run("boot of " + instance.id(), () -> boot(instance));
    if (!held) {
      proceed(instance);
    }
  }

  private void boot(Instance instance) throws InterruptedException {
    String problem = String.join("; ", instance.machine().boot());
    owner.locked(
        () -> {
          instance.bootProblem = problem;
          if (!problem.isEmpty() && !instance.machine().isLost()) {
            bootFailed(instance);
          }
        });
  }

  private void bootFailed(Instance instance) {
    group.note(instance.id() + ": " + instance.bootProblem);
    boolean starting =
        instance.state == LifecycleState.PENDING_WAIT
            || instance.state == LifecycleState.WARMED_PENDING_WAIT;
    if (starting && !instance.machine().isServing()) {
      // Nothing is left that could complete the hook; its heartbeat would pass in vain.
      abandonLaunch(instance, "was abandoned");
    }
  }

  /** Goes on with an instance that no hook holds: into service, or into the pool. */
  private void proceed(Instance instance) {
    if (instance.state.isWarm()) {
      enter(instance, LifecycleState.WARMED_PENDING_PROCEED);
      group.agenda().run("stop of " + instance.id(), () -> stopWarmed(instance));
      return;
    }
    enter(instance, LifecycleState.PENDING_PROCEED);
    group.targets().register(instance);
    enter(instance, LifecycleState.IN_SERVICE);
    group.history().end(instance.activity, Status.SUCCESSFUL, "");
    group.backoff().succeeded();
    owner.reconcile();
  }

  private void stopWarmed(Instance instance) throws InterruptedException {
    instance.machine().stop();
    owner.locked(
        () -> {
          if (instance.state == LifecycleState.WARMED_PENDING_PROCEED) {
            instance.returning = false;
            enter(instance, LifecycleState.WARMED_STOPPED);
            group.history().end(instance.activity, Status.SUCCESSFUL, "");
            owner.reconcile();
          }
        });
  }

  private void abandonLaunch(Instance instance, String reason) {
    hooks.release(instance);
    String message =
        "Instance failed to complete user's Lifecycle Action: Lifecycle Action "
            + reason
            + (instance.bootProblem.isEmpty() ? "" : ": " + instance.bootProblem);
    List<String> lines = instance.machine().lastLines();
    group
        .history()
        .end(
            instance.activity,
            Status.FAILED,
            lines.isEmpty() ? message : message + "\n" + String.join("\n", lines));
    launchFailed(instance.id() + ": " + message + (lines.isEmpty() ? "" : ": " + lines.getLast()));
    enter(instance, LifecycleState.TERMINATING);
    instance.activity = beginTermination(instance, Causes.LAUNCH_FAILURE);
    end(instance);
  }

  private void launchFailed(String problem) {
    group.note(problem);
    group
        .agenda()
        .after(
            "next launch of " + group.settings().name(),
            group.backoff().failed(),
            () -> owner.locked(owner::reconcile));
  }

  // ---------------------------------------------------------------- hooks

  /**
   * Ends the wait for one hook.
   *
   * @param proceed false if the instance is to be abandoned
   * @return false if it does not wait for that hook
   */
  boolean complete(Instance instance, String hook, boolean proceed, String reason) {
    if (!instance.state.isWaiting() || !hooks.complete(instance, hook)) {
      return false;
    }
    boolean terminating = instance.state == LifecycleState.TERMINATING_WAIT;
    if (!proceed && !terminating && !instance.returning) {
      abandonLaunch(instance, reason);
    } else if (!proceed || !hooks.holdsAny(instance)) {
      hooks.release(instance);
      if (terminating) {
        enter(instance, LifecycleState.TERMINATING_PROCEED);
        end(instance);
      } else {
        proceed(instance);
      }
    }
    return true;
  }

  // ---------------------------------------------------------------- leaving service

  /**
   * Takes an instance out of service and stops it for later. The hooks of terminating instances
   * hold it, but in the states of the pool: the metadata service does not announce its end.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/warm-pool-instance-lifecycle.html">Use
   *     lifecycle hooks with a warm pool</a>
   */
  void returnToPool(Instance instance, String cause) {
    instance.returning = true;
    instance.activity =
        group
            .history()
            .begin(
                "Returning EC2 instance to warm pool: " + instance.id(),
                group.causes().dated(cause));
    enter(instance, LifecycleState.WARMED_PENDING);
    group.targets().deregister(instance);
    if (hooks.hold(instance, Transition.TERMINATING)) {
      enter(instance, LifecycleState.WARMED_PENDING_WAIT);
    } else {
      proceed(instance);
    }
  }

  /** Takes an instance out of service, or stops its launch, and ends it. */
  void terminate(Instance instance, String cause) {
    boolean served = instance.state == LifecycleState.IN_SERVICE;
    hooks.release(instance);
    if (!served) {
      group
          .history()
          .end(instance.activity, Status.CANCELLED, "its launch was not needed any more");
    }
    instance.activity = beginTermination(instance, cause);
    enter(instance, LifecycleState.TERMINATING);
    group.targets().deregister(instance);
    boolean drains = served && !instance.machine().isLost();
    if (drains && hooks.hold(instance, Transition.TERMINATING)) {
      enter(instance, LifecycleState.TERMINATING_WAIT);
    } else {
      end(instance);
    }
  }

  /** Ends a stopped instance of the warm pool. */
  void terminateWarm(Instance instance, String cause) {
    enter(instance, LifecycleState.WARMED_TERMINATING);
    instance.activity =
        group.history().begin("Terminating EC2 instance from warm pool: " + instance.id(), cause);
    end(instance);
  }

  /**
   * Ends an instance whose machine has been killed.
   *
   * @return whether another has to take its place that is not under way yet
   */
  boolean lost(Instance instance, String cause) {
    if (instance.state == LifecycleState.TERMINATING_WAIT) {
      hooks.release(instance);
      end(instance);
    } else if (instance.state.isActive()) {
      terminate(instance, cause);
      return instance.replaceBecause == null;
    } else if (instance.state.isWarm()) {
      hooks.release(instance);
      group.history().end(instance.activity, Status.FAILED, cause);
      enter(instance, LifecycleState.WARMED_TERMINATING);
      end(instance);
    }
    return false;
  }

  private Activity beginTermination(Instance instance, String cause) {
    return group
        .history()
        .begin("Terminating EC2 instance: " + instance.id(), group.causes().dated(cause));
  }

  /** Ends the machine, then forgets the instance. */
  private void end(Instance instance) {
    group
        .agenda()
        .run(
            "end of " + instance.id(),
            () -> {
              if (!instance.machine().isLost()) {
                instance.machine().stop();
              }
              String problem = closed(instance);
              owner.locked(() -> ended(instance, problem));
            });
  }

  private String closed(Instance instance) {
    try {
      instance.machine().close();
      return "";
    } catch (IOException e) {
      String problem = instance.id() + " did not end cleanly: " + e.getMessage();
      group.note(problem);
      return problem;
    }
  }

  private void ended(Instance instance, String problem) {
    enter(instance, LifecycleState.TERMINATED);
    hooks.release(instance);
    group.instances().remove(instance);
    group
        .history()
        .end(instance.activity, problem.isEmpty() ? Status.SUCCESSFUL : Status.FAILED, problem);
    owner.reconcile();
  }

  private void enter(Instance instance, LifecycleState state) {
    instance.enter(state, group.now());
  }
}
