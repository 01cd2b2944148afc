package io.gamekeeper.bench;

import io.gamekeeper.load.Measurements;
import io.gamekeeper.load.Measurements.Interval;
import io.gamekeeper.load.OpenLoop;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * The headroom of a stage: the highest rate at which it still answers in time, found by steps, and
 * the processor time of a call. All kinds of calls have the same limit, which is raised where the
 * machine delays even a constant answer.
 */
final class Headroom {
  private static final double LIMIT_MILLIS = 8;
  private static final double LIMIT_TO_CONSTANT = 4;
  private static final int UNHURRIED_SHARE = 10;
  private static final int UNHURRIED_STEPS = 3;
  private static final int FIRST_SHARE = 4;
  private static final int BISECTIONS = 3;

  /**
   * The attempts at a rate: others use the machine too, so a rate that did not hold gets a second
   * chance.
   */
  private static final int ATTEMPTS = 2;

  private final StageProcess stage;
  private final Settings settings;
  private final PrintWriter progress;
  private long seed = 100;

  /**
   * How much is measured.
   *
   * @param rate at which the processor time of a call is measured, calls per second; the search
   *     begins at a quarter of it
   * @param most the search ends here
   * @param step how long a rate has to hold
   */
  record Settings(int rate, int most, Duration step) {}

  /**
   * A kind of call.
   *
   * @param errors those that were not answered as they should
   */
  record Kind(Function<Measurements, OpenLoop.Traffic> traffic, ToLongFunction<Interval> errors) {}

  /**
   * A step.
   *
   * @param rate calls per second; 0 if not even the lowest held
   * @param load the machine's load average at its end
   */
  record Step(int rate, Interval calls, double load) {}

  Headroom(StageProcess stage, Settings settings, PrintWriter progress) {
    this.stage = stage;
    this.settings = settings;
    this.progress = progress;
  }

  /** Returns the rate at which the processor time of a call is measured, calls per second. */
  int rate() {
    return settings.rate();
  }

  /**
   * Measures calls at a rate that leaves the machine mostly idle; returns the median of several
   * steps.
   */
  Step unhurried(Kind kind) throws InterruptedException {
    List<Step> steps = new ArrayList<>(UNHURRIED_STEPS);
    for (int i = 0; i < UNHURRIED_STEPS; i++) {
      steps.add(step(Math.max(1, settings.rate() / UNHURRIED_SHARE), kind));
    }
    steps.sort(Comparator.comparingDouble(step -> step.calls().millisAt(99)));
    return steps.get(UNHURRIED_STEPS / 2);
  }

  /** Returns what 99 % of the calls may take, given what a constant answer takes at a low rate. */
  static double limitMillis(Interval constant) {
    return Math.max(LIMIT_MILLIS, LIMIT_TO_CONSTANT * constant.millisAt(99));
  }

  /**
   * Returns the processor time of a call, at the same rate for all kinds, without what the stage
   * takes while nobody calls.
   */
  ProcessorTime cost(Kind kind) throws InterruptedException {
    long begin = System.nanoTime();
    ProcessorTime before = ProcessorTime.now(stage);
    Thread.sleep(settings.step());
    ProcessorTime middle = ProcessorTime.now(stage);
    long start = System.nanoTime();
    long calls = step(settings.rate(), kind).calls().calls();
    ProcessorTime busy = ProcessorTime.now(stage).minus(middle);
    double idleTimes = (System.nanoTime() - start) / (double) (start - begin);
    ProcessorTime idle = middle.minus(before).times(idleTimes);
    return busy.minus(idle).times(1.0 / Math.max(1, calls));
  }

  /** Returns the highest rate that holds. */
  Step highestRate(Kind kind, double limitMillis) throws InterruptedException {
    int first = Math.max(1, settings.rate() / FIRST_SHARE);
    return new RateSearch(first, settings.most(), BISECTIONS)
        .highest(rate -> heldStep(rate, kind, limitMillis))
        .orElseGet(() -> new Step(0, new Measurements().take(), load()));
  }

  /** Returns a step at that rate; empty if it does not hold. */
  private Optional<Step> heldStep(int rate, Kind kind, double limitMillis)
      throws InterruptedException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Step step = step(rate, kind);
      Interval calls = step.calls();
      progress.printf(
          "gamekeeper:   %d calls/s: p99 %.2f ms, %d errors, load %.2f%n",
          rate, calls.millisAt(99), kind.errors().applyAsLong(calls), step.load());
      if (calls.millisAt(99) <= limitMillis && kind.errors().applyAsLong(calls) == 0) {
        return Optional.of(step);
      }
    }
    return Optional.empty();
  }

  private Step step(int rate, Kind kind) throws InterruptedException {
    Measurements measurements = new Measurements();
    new OpenLoop(stage.address(), rate, LoadBench.CONNECTIONS, LoadBench.TIMEOUT)
        .run(settings.step(), seed++, kind.traffic().apply(measurements));
    return new Step(rate, measurements.take(), load());
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }
}
