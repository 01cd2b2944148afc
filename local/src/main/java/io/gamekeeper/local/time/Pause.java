package io.gamekeeper.local.time;

/** Takes a waiting activity out of an agenda's count, for one thread's wait. */
final class Pause {
  private final Agenda agenda;
  private boolean begun;
  private boolean ended;

  Pause(Agenda agenda) {
    this.agenda = agenda;
  }

  /** Does nothing if it has ended already. */
  void begin() {
    agenda.lock().lock();
    try {
      if (!ended) {
        begun = true;
        agenda.count(-1);
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
        agenda.count(begun ? 1 : 0);
      }
    } finally {
      agenda.lock().unlock();
    }
  }
}
