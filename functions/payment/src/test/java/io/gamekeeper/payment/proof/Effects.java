package io.gamekeeper.payment.proof;

import java.util.ArrayList;
import java.util.List;

/**
 * What one server does outside itself, numbered from 1 in the order in which it is done: each
 * connection, statement, commit, call of a store and publication. A plan decides what becomes of
 * each.
 */
final class Effects {
  /** What becomes of an effect. */
  enum Fate {
    HAPPENS,
    /** Another server does something first; where this one holds locks, nothing can. */
    OVERTAKEN,
    /** It does not happen, and the server learns that. */
    FAILS,
    /** It happens, and the server takes it for failed. */
    REPLY_LOST,
    /**
     * A statement that the database gives up for another transaction's sake, with all before it.
     */
    DEADLOCK,
    SERVER_DIES_BEFORE,
    SERVER_DIES_AFTER
  }

  /** Decides about the effect of a number. */
  interface Plan {
    Fate of(int number, Done effect);
  }

  /** Something that is done outside. */
  interface Effect<T, E extends Exception> {
    T run() throws E;
  }

  /** What the server sees instead: an exception, or an answer that says as much. */
  interface Failure<T, E extends Exception> {
    T of(Fate fate) throws E;
  }

  /**
   * An effect that was reached.
   *
   * @param locked whether its server holds locks that another one could wait for
   */
  record Done(String name, boolean locked) {
    boolean isStatement() {
      return name.matches("(select|insert|update|delete) .*");
    }
  }

  private final Plan plan;
  private final Runnable overtaker;
  private final List<Done> done = new ArrayList<>();
  private final List<Runnable> connections = new ArrayList<>();
  private int transactions;
  private boolean dead;

  /** Effects to which nothing happens. */
  Effects() {
    this((number, effect) -> Fate.HAPPENS, () -> {});
  }

  /**
   * Effects by a plan.
   *
   * @param overtaker what happens before an effect that is {@link Fate#OVERTAKEN}
   */
  Effects(Plan plan, Runnable overtaker) {
    this.plan = plan;
    this.overtaker = overtaker;
  }

  /** Returns what was done so far. */
  List<Done> done() {
    return List.copyOf(done);
  }

  boolean isDead() {
    return dead;
  }

  /** Does something, or not, as the plan says. */
  <T, E extends Exception> T perform(String name, Effect<T, E> effect, Failure<T, E> failure)
      throws E {
    if (dead) {
      throw new ServerDied();
    }
    // Other relays skip the rows that are locked while they are published.
    Done reached = new Done(name, transactions > 0 && !name.equals("publish"));
    Fate fate;
    synchronized (done) {
      done.add(reached);
      fate = plan.of(done.size(), reached);
    }
    return switch (fate) {
      case HAPPENS -> effect.run();
      case OVERTAKEN -> {
        if (!reached.locked()) {
          overtaker.run();
        }
        yield effect.run();
      }
      case FAILS, DEADLOCK -> failure.of(fate);
      case REPLY_LOST -> {
        effect.run();
        yield failure.of(fate);
      }
      case SERVER_DIES_BEFORE -> throw die();
      case SERVER_DIES_AFTER -> {
        effect.run();
        throw die();
      }
    };
  }

  /** A connection is in use; if the server dies, it is cut. */
  void opened(Runnable cut) {
    connections.add(cut);
  }

  void closed(Runnable cut) {
    connections.remove(cut);
  }

  void transactionBegins() {
    transactions++;
  }

  void transactionEnds() {
    transactions--;
  }

  private ServerDied die() {
    dead = true;
    List.copyOf(connections).forEach(Runnable::run);
    return new ServerDied();
  }
}
