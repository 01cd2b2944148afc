package io.gamekeeper.local.aws.autoscaling;

import io.gamekeeper.local.aws.autoscaling.LifecycleHook.Transition;
import io.gamekeeper.local.time.Agenda;
import io.gamekeeper.local.time.Task;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The lifecycle hooks of a group, and the instances that wait for them. Guarded by its lock. */
final class LifecycleHooks {
  private final Agenda agenda;
  private final TimeOut timeOut;
  private final List<LifecycleHook> hooks = new ArrayList<>();

  /** For each instance, the hooks that hold it and the ends of their heartbeats. */
  private final Map<String, Map<String, Task>> holds = new LinkedHashMap<>();

  /** Takes a hook whose heartbeat is over; called without the group's lock. */
  @FunctionalInterface
  interface TimeOut {
    void timedOut(Instance instance, LifecycleHook hook);
  }

  LifecycleHooks(Agenda agenda, TimeOut timeOut) {
    this.agenda = agenda;
    this.timeOut = timeOut;
  }

  void add(LifecycleHook hook) {
    hooks.add(hook);
  }

  /**
   * Lets the hooks of a transition hold an instance.
   *
   * @return false if there are no such hooks
   */
  boolean hold(Instance instance, Transition transition) {
    Map<String, Task> held = new LinkedHashMap<>();
    for (LifecycleHook hook : hooks) {
      if (hook.transition() == transition) {
        held.put(hook.name(), heartbeat(instance, hook));
      }
    }
    holds.put(instance.id(), held);
    return !held.isEmpty();
  }

  private Task heartbeat(Instance instance, LifecycleHook hook) {
    return agenda.after(
        "time-out of hook %s of %s".formatted(hook.name(), instance.id()),
        hook.heartbeat(),
        () -> timeOut.timedOut(instance, hook));
  }

  /** Tells whether any hook holds an instance. */
  boolean holdsAny(Instance instance) {
    return !held(instance).isEmpty();
  }

  /**
   * Ends the wait for one hook.
   *
   * @return false if the instance does not wait for it
   */
  boolean complete(Instance instance, String hook) {
    @Nullable Task end = held(instance).remove(hook);
    if (end == null) {
      return false;
    }
    end.cancel();
    return true;
  }

  /**
   * Begins the heartbeat of a hook anew.
   *
   * @return false if the instance does not wait for it
   */
  boolean recordHeartbeat(Instance instance, String name) {
    if (!complete(instance, name)) {
      return false;
    }
    hooks.stream()
        .filter(hook -> hook.name().equals(name))
        .forEach(hook -> held(instance).put(name, heartbeat(instance, hook)));
    return true;
  }

  /** Ends the wait for all hooks. */
  void release(Instance instance) {
    held(instance).values().forEach(Task::cancel);
    holds.remove(instance.id());
  }

  private Map<String, Task> held(Instance instance) {
    return holds.getOrDefault(instance.id(), new LinkedHashMap<>());
  }
}
