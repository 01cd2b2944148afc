package io.gamekeeper.bench;

import static io.gamekeeper.bench.Table.number;

import io.gamekeeper.leaderboard.Board;
import io.gamekeeper.load.Measurements.Interval;
import java.util.List;

/**
 * The bench of what the leaderboards leave of the machine: the highest rates of reads and submits
 * against that of a constant answer through the same front, and the processor time of a call by
 * parts.
 */
final class HeadroomBench {
  private static final double RATIO_TARGET = 0.5;
  private static final double RATE_TARGET = 2000;

  /** Entries of the score log per measured call and second: enough that the compiler is done. */
  private static final int LOG_ENTRIES = 4;

  private final Headroom headroom;
  private final Headroom.Kind constant;
  private final Headroom.Kind reads;
  private final Headroom.Kind submits;
  private final Board board;
  private final Headroom.Step unhurried;

  /** Measures a constant answer, which sets the limit for all others. */
  HeadroomBench(Headroom headroom, BoardTraffic traffic, Board board) throws InterruptedException {
    this.headroom = headroom;
    // The constant answer is a 404.
    this.constant = new Headroom.Kind(traffic::constant, calls -> calls.errors() - calls.refused());
    this.reads = new Headroom.Kind(traffic::reads, Interval::errors);
    this.submits = new Headroom.Kind(traffic::submits, Interval::errors);
    this.board = board;
    this.unhurried = headroom.unhurried(constant);
  }

  /** Returns the constant answer at a low rate. */
  Interval constant() {
    return unhurried.calls();
  }

  List<Table> run(Targets targets) throws InterruptedException {
    Table rates = rates(targets);
    return List.of(rates, costs()); // in this order: by now the compiler is done
  }

  private Table rates(Targets targets) throws InterruptedException {
    double limit = Headroom.limitMillis(unhurried.calls());
    Headroom.Step least = headroom.highestRate(constant, limit);
    Headroom.Step read = headroom.highestRate(reads, limit);
    Headroom.Step submit = headroom.highestRate(submits, limit);
    Table rates =
        new Table("highest rate with p99 ≤ " + number(limit) + " ms", "calls/s", "p99", "load", "");
    rate(rates, "constant answer at a low rate", unhurried, "");
    rate(rates, "constant answer", least, "");
    rate(rates, "reads", read, targets.perSecondAtLeast(read.rate(), RATE_TARGET));
    rate(rates, "submits", submit, targets.perSecondAtLeast(submit.rate(), RATE_TARGET));
    ratio(rates, "reads to constant answer", read, least, targets);
    ratio(rates, "submits to constant answer", submit, least, targets);
    return rates;
  }

  private static void rate(Table rates, String name, Headroom.Step step, String mark) {
    rates.row(
        name,
        Integer.toString(step.rate()),
        number(step.calls().millisAt(99)),
        number(step.load()),
        mark);
  }

  private static void ratio(
      Table rates, String name, Headroom.Step calls, Headroom.Step least, Targets targets) {
    double ratio = calls.rate() / (double) Math.max(1, least.rate());
    rates.row(name, number(ratio), "", "", targets.atLeast(ratio, RATIO_TARGET));
  }

  /**
   * Returns the table of costs. The front's part is what a constant answer takes of the stage; the
   * functions' part is the rest.
   */
  private Table costs() throws InterruptedException {
    ProcessorTime least = headroom.cost(constant);
    ProcessorTime read = headroom.cost(reads);
    ProcessorTime submit = headroom.cost(submits);
    double log = ScoreLogCost.micros(board, headroom.rate() * LOG_ENTRIES);
    Table costs =
        new Table(
            "processor time of a call at " + headroom.rate() + " calls/s, µs",
            "generator",
            "front",
            "function",
            "engines",
            "front and function");
    cost(costs, "constant answer", least, least.stage(), 0);
    cost(costs, "reads", read, least.stage(), 0);
    cost(costs, "submits", submit, least.stage(), log);
    return costs;
  }

  /**
   * Adds a row.
   *
   * @param embedded what the stage's process takes for an engine that runs in it
   */
  private static void cost(
      Table costs, String name, ProcessorTime call, double front, double embedded) {
    costs.row(
        name,
        micros(call.generator()),
        micros(front),
        micros(call.stage() - front - embedded),
        micros(Math.max(0, call.redis()) + embedded),
        micros(call.stage() - embedded));
  }

  private static String micros(double micros) {
    return Long.toString(Math.round(micros));
  }
}
