package io.gamekeeper.local.time;

import io.gamekeeper.local.observe.ErrorLog;
import io.gamekeeper.platform.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * What a stage does later, and what it does now. All waiting and scheduling goes through it, so
 * that it knows when all is quiet: nothing runs, and nothing is due before a given time.
 *
 * <p>It either <em>follows</em> a clock that somebody else moves, as the wall clock, or
 * <em>leads</em> a virtual one: time stands still while anything runs and then jumps to the next
 * moment at which something is due. A leading agenda begins one task at a time, in the order of
 * their times and then of their planning, so that two runs do the same.
 *
 * <p>A task that fails is noted among the stage's errors; what repeats goes on.
 */
public final class Agenda implements AutoCloseable, Waiting {
  /** By which a led clock goes on for a caller from outside. */
  private static final Duration STEP = Duration.ofSeconds(1);

  private final InstantSource clock;
  private final ErrorLog errors;
  private final Plan plan = new Plan();
  private final Passage passage;
  private final Set<Thread> sleepers = ConcurrentHashMap.newKeySet();
  private volatile BiConsumer<Instant, String> observer = (_, _) -> {};

  private Agenda(InstantSource clock, ErrorLog errors, Function<Plan, Passage> passage) {
    this.clock = clock;
    this.errors = errors;
    this.passage = passage.apply(plan);
  }

  /** An agenda that follows a clock. */
  public static Agenda following(InstantSource clock, Waiting waiting, ErrorLog errors) {
    return started(new Agenda(clock, errors, plan -> new Following(plan, clock, waiting)));
  }

  /** An agenda that leads a clock, which stands still until {@link #advance}. */
  public static Agenda leading(VirtualClock clock, ErrorLog errors) {
    return started(new Agenda(clock, errors, plan -> new Leading(plan, clock)));
  }

  /** The agenda of a stage: it leads a virtual clock, and follows any other. */
  public static Agenda of(StageTime time, ErrorLog errors) {
    return time.clock() instanceof VirtualClock virtual
        ? leading(virtual, errors)
        : following(time.clock(), time.waiting(), errors);
  }

  private static Agenda started(Agenda agenda) {
    agenda.passage.start();
    return agenda;
  }

  /** The clock that it follows or leads. */
  public InstantSource clock() {
    return clock;
  }

  /** Has each task told with the time at which it begins. */
  public void observe(BiConsumer<Instant, String> beginnings) {
    observer = beginnings;
  }

  // ---------------------------------------------------------------- planning

  /** Does something now, beside the caller. */
  public Task run(String name, Work work) {
    return once(name, clock.instant(), work);
  }

  /** Does something once, when that much time has passed. */
  public Task after(String name, Duration delay, Work work) {
    return once(name, clock.instant().plus(delay), work);
  }

  /** Does something once, at a time; at once if that has passed. */
  public Task at(String name, Instant due, Work work) {
    return once(name, due, work);
  }

  /** Does something now, and again whenever that much time has passed since it was done. */
  public Task every(String name, Duration pause, Work work) {
    PlannedTask planned = new PlannedTask(this, name, work, Optional.of(pause));
    plan(planned, clock.instant());
    return planned;
  }

  private Task once(String name, Instant due, Work work) {
    PlannedTask planned = new PlannedTask(this, name, work, Optional.empty());
    plan(planned, due);
    return planned;
  }

  /** Plans a task for a time; on a clock that is followed, begins with it if that has come. */
  void plan(PlannedTask task, Instant due) {
    lock().lock();
    try {
      if (plan.isClosed()) {
        return;
      }
      if (passage.begins(due)) {
        task.begin();
      } else {
        Plan.Entry entry = plan.add(due, task::begin);
        task.planned(entry);
        passage.planned(entry);
      }
    } finally {
      lock().unlock();
    }
  }

  /** Forgets an entry; under the lock. */
  void forget(Plan.Entry entry) {
    plan.remove(entry);
    passage.eased();
  }

  /** Counts a task's thread that is about to start; under the lock. */
  void begins(String name, Thread thread) {
    plan.begins(thread);
    observer.accept(clock.instant(), name);
  }

  /** Counts a task's thread that is about to end; under the lock. */
  void ended(Thread thread) {
    plan.ended(thread);
    passage.eased();
  }

  /** Counts activities that go on, or pause; under the lock. */
  void count(int more) {
    plan.count(more);
    if (more < 0) {
      passage.eased();
    }
  }

  /** Notes that a task failed. */
  void failed(String name, RuntimeException failure) {
    errors.note(name, "failed: " + failure);
  }

  Lock lock() {
    return plan.lock();
  }

  // ---------------------------------------------------------------- waiting

  /**
   * Waits until that much time has passed; who waits is quiet. A caller from outside lets a led
   * clock go on until then.
   */
  @Override
  public void sleep(Duration duration) throws InterruptedException {
    if (!duration.isPositive()) {
      return;
    }
    CompletableFuture<Void> over = new CompletableFuture<>();
    Plan.Entry end;
    lock().lock();
    try {
      end = plan.add(clock.instant().plus(duration), () -> over.complete(null));
      passage.planned(end);
      if (Activity.current().map(Activity::isFromOutside).orElse(true)) {
        passage.awaited(end.due());
      }
    } finally {
      lock().unlock();
    }
    sleepers.add(Thread.currentThread());
    try {
      await(over);
    } finally {
      sleepers.remove(Thread.currentThread());
      lock().lock();
      try {
        forget(end);
      } finally {
        lock().unlock();
      }
    }
  }

  /**
   * Waits for something that takes that long, on any of the threads that work for an activity: it
   * is quiet while one of them waits. Threads that wait at the same time do not add up.
   */
  public void elapse(Duration duration) throws InterruptedException {
    Optional<Activity> activity = Activity.currentOrInherited();
    if (activity.isEmpty() || !duration.isPositive()) {
      sleep(duration);
      return;
    }
    Activity worked = activity.get();
    CompletableFuture<Void> over = new CompletableFuture<>();
    Pause pause = new Pause(this, more -> worked.count(this, more));
    Plan.Entry end;
    lock().lock();
    try {
      end =
          plan.add(
              clock.instant().plus(duration),
              () -> {
                pause.end();
                over.complete(null);
              });
      passage.planned(end);
      if (worked.isFromOutside()) {
        passage.awaited(end.due());
      }
      pause.begin();
    } finally {
      lock().unlock();
    }
    sleepers.add(Thread.currentThread());
    try {
      joined(over);
    } finally {
      sleepers.remove(Thread.currentThread());
      lock().lock();
      try {
        pause.end();
        forget(end);
      } finally {
        lock().unlock();
      }
    }
  }

  /**
   * Waits for what another task completes; who waits is quiet, and counts as running again from the
   * moment at which it is completed.
   */
  public <T> T await(CompletableFuture<T> future) throws InterruptedException {
    if (Activity.current().isEmpty()) {
      return joined(future);
    }
    // Who completes it ends the pause first, also where that happens before the pause begins.
    Pause pause = new Pause(this);
    CompletableFuture<T> _ = future.whenComplete((_, _) -> pause.end());
    pause.begin();
    try {
      return joined(future);
    } finally {
      pause.end();
    }
  }

  /**
   * Waits as a caller from outside for something that comes about by itself, at most for so long in
   * real time; lets a led clock go on by steps meanwhile.
   *
   * @return false if it has not come about in that time
   */
  public boolean awaitFromOutside(CompletableFuture<?> future, Duration limit)
      throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (passage instanceof Leading leading && !future.isDone() && System.nanoTime() < end) {
      leading.advance(STEP);
    }
    try {
      future.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("what was waited for failed", e);
    }
  }

  private static <T> T joined(CompletableFuture<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      return future.join(); // throws the unchecked form
    }
  }

  // ---------------------------------------------------------------- callers from outside

  /**
   * Does something for a caller from outside, as a request: a led clock stands still meanwhile, but
   * where the action itself waits for it. A clock that is followed does not care.
   */
  public <T, E extends Exception> T perform(ScopedValue.CallableOp<T, E> action) throws E {
    if (passage instanceof Following || Activity.current().isPresent()) {
      return action.call();
    }
    Activity activity = Activity.fromOutside();
    lock().lock();
    try {
      count(1);
    } finally {
      lock().unlock();
    }
    try {
      return activity.bind().call(action);
    } finally {
      lock().lock();
      try {
        activity.end(this);
        count(-1);
      } finally {
        lock().unlock();
      }
    }
  }

  /**
   * Lets a led clock go on, from one moment at which something is due to the next. Returns when
   * that much time has passed and all is quiet.
   *
   * @throws IllegalStateException if the agenda follows its clock
   */
  public void advance(Duration duration) throws InterruptedException {
    switch (passage) {
      case Leading leading -> leading.advance(duration);
      case Following _ -> throw new IllegalStateException("this agenda follows its clock");
    }
  }

  /**
   * Tells whether a thread sleeps by a clock that the agenda leads: how long that takes in real
   * time is up to whoever lets the clock go on.
   */
  public boolean sleepsByALedClock(Thread thread) {
    return passage instanceof Leading && sleepers.contains(thread);
  }

  /** Forgets what is planned and interrupts what runs. */
  @Override
  public void close() {
    List<Thread> left;
    lock().lock();
    try {
      left = plan.close();
      passage.close();
    } finally {
      lock().unlock();
    }
    left.forEach(Thread::interrupt);
  }
}
