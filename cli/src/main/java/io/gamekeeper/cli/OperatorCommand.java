package io.gamekeeper.cli;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.contract.OperatorRole;
import io.gamekeeper.operations.Operations;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Base of the commands that are clients of the operations API, of the stage on this machine or a
 * deployed one.
 */
abstract class OperatorCommand implements Callable<Integer> {
  final Console console;
  final Surroundings surroundings;

  @Mixin final OperatorOptions options = new OperatorOptions();
  @Spec private @Nullable CommandSpec spec;

  OperatorCommand(Console console, Surroundings surroundings) {
    this.console = console;
    this.surroundings = surroundings;
  }

  /** Returns the role that the API asks for; that of those who only look, by default. */
  OperatorRole role() {
    return OperatorRole.VIEWER;
  }

  /**
   * Checks what the user gave, before a stage is looked up; does nothing by default.
   *
   * @throws ParameterException if it is wrong
   */
  void check() {}

  /**
   * Does the work.
   *
   * @return the exit status
   */
  abstract int run(Operations operations);

  @Override
  public final Integer call() {
    String problem = options.problem();
    if (problem != null) {
      throw wrong(problem);
    }
    check();
    try (Operations operations = options.open(role(), surroundings)) {
      return run(operations);
    }
  }

  /** Prints an answer: as it is if the user wants JSON, else as lines for people. */
  final void print(JsonNode answer, List<String> lines) {
    if (options.json()) {
      console.print(answer);
    } else {
      console.print(lines);
    }
  }

  /** Returns the exception for wrong usage. */
  final ParameterException wrong(String problem) {
    return new ParameterException(requireNonNull(spec).commandLine(), problem);
  }
}
