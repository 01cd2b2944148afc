package io.gamekeeper.local.engine;

/** Whether an engine's data outlives the stage. */
public enum Durability {
  /** In memory, as fast as it gets. */
  TEMPORARY,
  /** In the data folder, and found again by the next start. */
  KEPT
}
