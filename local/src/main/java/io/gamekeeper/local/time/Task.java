package io.gamekeeper.local.time;

/** Work on an {@link Agenda}. */
public interface Task {

  /** Keeps it from beginning, or from beginning again; a run that has begun goes on. */
  void cancel();

  /** The same, and interrupts a run that has begun. */
  void interrupt();
}
