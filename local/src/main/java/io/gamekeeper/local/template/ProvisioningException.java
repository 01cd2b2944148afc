package io.gamekeeper.local.template;

import java.util.List;

/** Resources could not be created; all that had been started is stopped again. */
public final class ProvisioningException extends RuntimeException {
  private final List<String> problems;

  ProvisioningException(List<String> problems, Throwable cause) {
    super(String.join("\n", problems), cause);
    this.problems = List.copyOf(problems);
  }

  /** One line per resource, each starting with its stack and logical id. */
  public List<String> problems() {
    return problems;
  }
}
