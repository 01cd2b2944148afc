package io.gamekeeper.cli;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.contract.OperatorRole;
import io.gamekeeper.operations.Operations;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.function.Supplier;
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

  /**
   * Looks again and again while something goes on, the time is not up and nobody interrupts.
   *
   * @param seen what was seen first
   * @return what was seen last
   */
  final JsonNode await(
      JsonNode seen,
      Predicate<JsonNode> goesOn,
      Supplier<JsonNode> look,
      Duration between,
      Duration most) {
    JsonNode last = seen;
    Duration waited = Duration.ZERO;
    while (goesOn.test(last) && waited.compareTo(most) < 0) {
      try {
        surroundings.patience().pause().sleep(between);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return last;
      }
      waited = waited.plus(between);
      last = look.get();
    }
    return last;
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
