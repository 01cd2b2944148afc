package io.gamekeeper.local.time;

import java.util.function.IntConsumer;

/** Takes a waiting activity out of an agenda's count, for one thread's wait. */
final class Pause {
  private final Agenda agenda;
  private final IntConsumer count;
  private boolean begun;
  private boolean ended;

  Pause(Agenda agenda) {
    this(agenda, agenda::count);
  }

  /**
   * A pause that counts otherwise than the agenda.
   *
   * @param count gets -1 and 1, under the agenda's lock
   */
  Pause(Agenda agenda, IntConsumer count) {
    this.agenda = agenda;
    this.count = count;
  }

  /** Does nothing if it has ended already. */
  void begin() {
    agenda.lock().lock();
    try {
      if (!ended) {
        begun = true;
        count.accept(-1);
      }
    } finally {
      agenda.lock().unlock();
    }
  }

  /** Counts the activity again; does nothing the second time. */
  void end() {
    agenda.lock().lock();
    try {
      if (!ended) {
        ended = true;
        count.accept(begun ? 1 : 0);
      }
    } finally {
      agenda.lock().unlock();
    }
  }
}
