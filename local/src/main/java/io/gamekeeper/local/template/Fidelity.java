package io.gamekeeper.local.template;

import com.fasterxml.jackson.annotation.JsonValue;

/** How faithfully the stage runs a resource. */
public enum Fidelity {
  /** A real engine or the project's own code runs. */
  RUNNING("running"),
  /** Its behaviour is imitated. */
  SIMULATED("simulated"),
  /** Others refer to its name; its behaviour has no counterpart on a laptop. */
  NAME_ONLY("name only"),
  /** The stage has no counterpart. */
  NOT_SIMULATED("not simulated");

  private final String label;

  Fidelity(String label) {
    this.label = label;
  }

  /** Returns the label that {@code status} prints. */
  @JsonValue
  public String label() {
    return label;
  }
}
