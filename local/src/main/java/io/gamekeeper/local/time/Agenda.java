package io.gamekeeper.local.time;

import io.gamekeeper.local.observe.ErrorLog;
import io.gamekeeper.platform.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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
  /** A laptop that slept is noticed after this time at the latest. */
  private static final Duration LONGEST_SLEEP = Duration.ofSeconds(30);

  /** By which a led clock goes on for a caller from outside. */
  private static final Duration STEP = Duration.ofSeconds(1);

  private final InstantSource clock;
  private final ErrorLog errors;
  private final @Nullable VirtualClock led;
  private final Thread dispatcher;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final PriorityQueue<Entry> plan =
      new PriorityQueue<>(Comparator.comparing(Entry::due).thenComparing(Entry::number));
  private final Set<Thread> threads = new HashSet<>();
  private volatile BiConsumer<Instant, String> observer = (_, _) -> {};
  private long numbers;
  private int running;
  private Instant horizon;
  private volatile boolean dispatcherSleeps;
  private boolean closed;

  /** Something that is due: a task, or the end of a sleep. */
  record Entry(Instant due, long number, Runnable begin) {}

  private Agenda(
      InstantSource clock, ErrorLog errors, @Nullable VirtualClock led, Passage passage) {
    this.clock = clock;
    this.errors = errors;
    this.led = led;
    this.horizon = clock.instant();
    this.dispatcher =
        Thread.ofVirtual()
            .name("agenda")
            .unstarted(
                () -> {
                  while (!isClosed()) {
                    try {
                      passage.dispatch(this);
                    } catch (InterruptedException e) {
                      // The plan has changed, or the agenda is closed.
                    }
                  }
                });
  }

  /** How time passes between two entries. */
  @FunctionalInterface
  private interface Passage {
    void dispatch(Agenda agenda) throws InterruptedException;
  }

  /** An agenda that follows a clock. */
  public static Agenda following(InstantSource clock, Waiting waiting, ErrorLog errors) {
    Agenda agenda = new Agenda(clock, errors, null, self -> self.follow(waiting));
    agenda.dispatcher.start();
    return agenda;
  }

  /** The agenda of a stage: it leads a virtual clock, and follows any other. */
  public static Agenda of(StageTime time, ErrorLog errors) {
    return time.clock() instanceof VirtualClock virtual
        ? leading(virtual, errors)
        : following(time.clock(), time.waiting(), errors);
  }

  /** An agenda that leads a clock, which stands still until {@link #advance}. */
  public static Agenda leading(VirtualClock clock, ErrorLog errors) {
    Agenda agenda = new Agenda(clock, errors, clock, Agenda::lead);
    agenda.dispatcher.start();
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
    lock.lock();
    try {
      if (closed) {
        return;
      }
      if (led == null && !due.isAfter(clock.instant())) {
        task.begin();
      } else {
        task.planned(add(due, task::begin));
      }
    } finally {
      lock.unlock();
    }
  }

  /** Forgets an entry; under the lock. */
  void forget(Entry entry) {
    plan.remove(entry);
    changed.signalAll();
  }

  /** Counts a task's thread that is about to start; under the lock. */
  void begins(String name, Thread thread) {
    threads.add(thread);
    running++;
    observer.accept(clock.instant(), name);
  }

  /** Counts a task's thread that is about to end; under the lock. */
  void ended(Thread thread) {
    threads.remove(thread);
    running--;
    changed.signalAll();
  }

  /** Notes that a task failed. */
  void failed(String name, RuntimeException failure) {
    errors.note(name, "failed: " + failure);
  }

  Lock lock() {
    return lock;
  }

  /** Under the lock. */
  private Entry add(Instant due, Runnable begin) {
    Entry entry = new Entry(due, numbers++, begin);
    plan.add(entry);
    changed.signalAll();
    if (dispatcherSleeps && Objects.requireNonNull(plan.peek()).number() == entry.number()) {
      dispatcher.interrupt();
    }
    return entry;
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
    Entry end;
    lock.lock();
    try {
      end = add(clock.instant().plus(duration), () -> over.complete(null));
      if (Activity.current().isEmpty() && end.due().isAfter(horizon)) {
        horizon = end.due();
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
    try {
      await(over);
    } finally {
      lock.lock();
      try {
        plan.remove(end);
      } finally {
        lock.unlock();
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
    Pause pause = new Pause();
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
    while (led != null && !future.isDone() && System.nanoTime() < end) {
      advance(STEP);
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

  /** Takes a waiting activity out of the count, for one thread's wait. */
  final class Pause {
    private boolean begun;
    private boolean ended;

    /** Does nothing if it has ended already. */
    void begin() {
      lock.lock();
      try {
        if (!ended) {
          begun = true;
          count(-1);
        }
      } finally {
        lock.unlock();
      }
    }

    /** Counts the activity again; does nothing the second time. */
    void end() {
      lock.lock();
      try {
        if (!ended) {
          ended = true;
          count(begun ? 1 : 0);
        }
      } finally {
        lock.unlock();
      }
    }
  }

  private void count(int more) {
    lock.lock();
    try {
      running += more;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Does something for a caller from outside, as a request: a led clock stands still meanwhile. A
   * clock that is followed does not care.
   */
  public <T> T perform(Supplier<T> action) {
    if (led == null || Activity.current().isPresent()) {
      return action.get();
    }
    count(1);
    try {
      return new Activity().bind().call(action::get);
    } finally {
      count(-1);
    }
  }

  // ---------------------------------------------------------------- quiet, and the passage of time

  /** Returns when nothing runs and nothing is due by now. */
  public void awaitQuiet() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!isQuiet(clock.instant())) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Lets a led clock go on, from one moment at which something is due to the next. Returns when
   * that much time has passed and all is quiet.
   *
   * @throws IllegalStateException if the agenda follows its clock
   */
  public void advance(Duration duration) throws InterruptedException {
    VirtualClock own = led;
    if (own == null) {
      throw new IllegalStateException("this agenda follows its clock");
    }
    lock.lockInterruptibly();
    try {
      Instant end = clock.instant().plus(duration);
      horizon = end;
      changed.signalAll();
      while (!isQuiet(end)) {
        changed.await();
      }
      own.set(end);
    } finally {
      lock.unlock();
    }
  }

  private boolean isQuiet(Instant until) {
    return running == 0 && (plan.isEmpty() || plan.peek().due().isAfter(until));
  }

  private void follow(Waiting waiting) throws InterruptedException {
    Duration left;
    lock.lockInterruptibly();
    try {
      @Nullable Entry next = plan.peek();
      while (next == null) {
        changed.await();
        next = plan.peek();
      }
      left = Duration.between(clock.instant(), next.due());
      if (!left.isPositive()) {
        plan.remove();
        next.begin().run();
        changed.signalAll();
        return;
      }
      dispatcherSleeps = true;
    } finally {
      lock.unlock();
    }
    try {
      waiting.sleep(left.compareTo(LONGEST_SLEEP) < 0 ? left : LONGEST_SLEEP);
    } finally {
      dispatcherSleeps = false;
    }
  }

  private void lead() throws InterruptedException {
    VirtualClock own = Objects.requireNonNull(led);
    lock.lockInterruptibly();
    try {
      @Nullable Entry next = plan.peek();
      while (running > 0 || next == null || next.due().isAfter(horizon)) {
        changed.await();
        next = plan.peek();
      }
      plan.remove();
      if (next.due().isAfter(own.instant())) {
        own.set(next.due());
      }
      next.begin().run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Forgets what is planned and interrupts what runs. */
  @Override
  public void close() {
    List<Thread> left;
    lock.lock();
    try {
      closed = true;
      plan.clear();
      left = new ArrayList<>(threads);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    dispatcher.interrupt();
    left.forEach(Thread::interrupt);
  }
}
