package io.gamekeeper.local.template;

import java.util.List;

/** Thrown if resources could not be created; everything that was started is stopped again. */
public final class ProvisioningException extends RuntimeException {
  private final List<String> problems;

  ProvisioningException(List<String> problems, Throwable cause) {
    super(String.join("\n", problems), cause);
    this.problems = List.copyOf(problems);
  }

  /** Returns one line per resource, each starting with its stack and logical id. */
  public List<String> problems() {
    return problems;
  }
}
