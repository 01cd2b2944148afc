package io.gamekeeper.local.time;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What is due when, in the order of time and then of planning, and how much runs now. All methods
 * but {@link #lock} are called under its lock.
 */
final class Plan {
  private final ReentrantLock lock = new ReentrantLock();
  private final PriorityQueue<Entry> entries =
      new PriorityQueue<>(Comparator.comparing(Entry::due).thenComparing(Entry::number));
  private final Set<Thread> threads = new HashSet<>();
  private long numbers;
  private int running;
  private boolean closed;

  /** Something that is due: a task, or the end of a sleep. */
  record Entry(Instant due, long number, Runnable begin) {}

  ReentrantLock lock() {
    return lock;
  }

  /** Adds something that is due at a time. */
  Entry add(Instant due, Runnable begin) {
    Entry entry = new Entry(due, numbers++, begin);
    entries.add(entry);
    return entry;
  }

  void remove(Entry entry) {
    entries.remove(entry);
  }

  /** The next that is due; null if nothing is planned. */
  @Nullable Entry next() {
    return entries.peek();
  }

  /** Counts a task's thread that is about to start. */
  void begins(Thread thread) {
    threads.add(thread);
    running++;
  }

  /** Counts a task's thread that is about to end. */
  void ended(Thread thread) {
    threads.remove(thread);
    running--;
  }

  /** Counts activities that go on, or pause. */
  void count(int more) {
    running += more;
  }

  /** Tells whether anything runs. */
  boolean isBusy() {
    return running > 0;
  }

  boolean isClosed() {
    return closed;
  }

  /** Forgets what is planned, takes nothing more, and returns the threads of what runs. */
  List<Thread> close() {
    closed = true;
    entries.clear();
    return new ArrayList<>(threads);
  }
}
