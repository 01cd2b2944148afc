package io.gamekeeper.local.template;

import com.fasterxml.jackson.annotation.JsonValue;

/** How much of a resource the stage brings to life. */
public enum Fidelity {
  /** A real engine or our own code runs. */
  RUNNING("running"),
  /** Its behaviour is imitated. */
  SIMULATED("simulated"),
  /** It has a name that others refer to; what it would do has no counterpart on a laptop. */
  NAME_ONLY("name only"),
  /** Nothing stands for it. */
  NOT_SIMULATED("not simulated");

  private final String label;

  Fidelity(String label) {
    this.label = label;
  }

  /** As {@code status} prints it. */
  @JsonValue
  public String label() {
    return label;
  }
}
