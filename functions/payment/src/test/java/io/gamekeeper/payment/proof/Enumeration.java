package io.gamekeeper.payment.proof;

import io.gamekeeper.payment.proof.Effects.Done;
import io.gamekeeper.payment.proof.Effects.Fate;
import java.util.ArrayList;
import java.util.List;

/**
 * All schedules of a scenario: at each effect each thing that can go wrong there, and after each of
 * them the ways in which players, stores and workers come back.
 */
final class Enumeration {
  private static final int SEED = 20261121;

  /** Up to so many effects, every recovery follows every failure. */
  private static final int SHORT = 14;

  private final Lane lane;
  private final Sabotage sabotage;

  Enumeration(Lane lane, Sabotage sabotage) {
    this.lane = lane;
    this.sabotage = sabotage;
  }

  /** How everybody comes back after something went wrong. */
  enum Recovery {
    /** Everything is asked again, twice, as it happened; then the workers run. */
    REPEATED {
      @Override
      void play(Game game, Scenario scenario) {
        scenario.play(game.healthyServer());
        scenario.play(game.healthyServer());
        game.settle();
      }
    },
    /** The workers end what they can on their own; then everything is asked again. */
    WORKERS_FIRST {
      @Override
      void play(Game game, Scenario scenario) {
        game.settle();
        game.assertSound(false);
        scenario.play(game.healthyServer());
        game.settle();
      }
    },
    /** Everything is asked again, the last first. */
    REVERSED {
      @Override
      void play(Game game, Scenario scenario) {
        scenario.playBackwards(game.healthyServer());
        game.settle();
        scenario.play(game.healthyServer());
        game.settle();
      }
    };

    abstract void play(Game game, Scenario scenario);
  }

  /** A schedule, as a failure names it. */
  record Schedule(
      Scenario.Kind scenario, int number, String effect, Fate fate, Recovery recovery) {}

  /** Returns the effects of a scenario in which nothing fails. */
  List<Done> effects(Scenario.Kind kind) {
    Game game = new Game(lane, sabotage, SEED);
    Scenario scenario = kind.in(game);
    Effects effects = new Effects();
    scenario.play(game.server(effects));
    List<Done> done = effects.done();
    game.settle();
    game.repeatAll();
    game.settle();
    game.assertSound(true);
    return done;
  }

  /** Returns all schedules of a scenario. */
  static List<Schedule> schedules(Scenario.Kind kind, List<Done> effects) {
    List<Schedule> schedules = new ArrayList<>();
    for (int number = 1; number <= effects.size(); number++) {
      Done effect = effects.get(number - 1);
      for (Fate fate : Fate.values()) {
        boolean applies =
            switch (fate) {
              case HAPPENS -> false;
              case OVERTAKEN -> !effect.locked();
              case DEADLOCK -> effect.isStatement();
              // To connect has no consequence that could outlive its failure.
              case REPLY_LOST, SERVER_DIES_AFTER -> !effect.name().equals("connect");
              case FAILS, SERVER_DIES_BEFORE -> true;
            };
        if (applies) {
          for (Recovery recovery : recoveries(effects.size() <= SHORT, schedules.size())) {
            schedules.add(new Schedule(kind, number, effect.name(), fate, recovery));
          }
        }
      }
    }
    return schedules;
  }

  /** Returns all of them; for a long story, whose parts are other stories, they take turns. */
  private static List<Recovery> recoveries(boolean all, int turn) {
    List<Recovery> recoveries = List.of(Recovery.values());
    return all ? recoveries : List.of(recoveries.get(turn % recoveries.size()));
  }

  /** Runs a schedule; throws an {@link AssertionError} if anything is wrong then. */
  void run(Schedule schedule) {
    Game game = new Game(lane, sabotage, SEED);
    try {
      Scenario scenario = schedule.scenario().in(game);
      Effects effects =
          new Effects(
              (number, effect) -> number == schedule.number() ? schedule.fate() : Fate.HAPPENS,
              () -> scenario.play(game.healthyServer()));
      try {
        scenario.play(game.server(effects));
      } catch (ServerDied death) {
        game.story().add("the server died");
      }
      scenario.happenAll();
      schedule.recovery().play(game, scenario);
      game.repeatAll();
      game.settle();
      game.assertSound(true);
    } catch (AssertionError | IllegalStateException e) {
      throw new AssertionError(schedule + ":\n  " + e.getMessage() + "\n  " + game.story(), e);
    }
  }
}
