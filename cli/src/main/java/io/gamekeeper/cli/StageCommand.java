package io.gamekeeper.cli;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Base of the commands that work on the running local stage. */
abstract class StageCommand implements Callable<Integer> {
  final Console console;

  private final Supplier<Project> project;

  @Mixin private final StageOption stage = new StageOption();
  @Spec private @Nullable CommandSpec spec;

  StageCommand(Console console) {
    this(console, Project::current);
  }

  StageCommand(Console console, Surroundings surroundings) {
    this(console, surroundings.project());
  }

  private StageCommand(Console console, Supplier<Project> project) {
    this.console = console;
    this.project = project;
  }

  /**
   * Checks what the user gave, before the stage is looked up; does nothing by default.
   *
   * @throws ParameterException if it is wrong
   */
  void check() {}

  /**
   * Does the work.
   *
   * @return the exit status
   */
  abstract int run(StageClient stage);

  @Override
  public final Integer call() {
    check();
    try (StageClient found = stage.find(project.get())) {
      return run(found);
    }
  }

  /** Returns the exception for wrong usage. */
  final ParameterException wrong(String problem) {
    return new ParameterException(requireNonNull(spec).commandLine(), problem);
  }
}
