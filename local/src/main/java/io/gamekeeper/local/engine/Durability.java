package io.gamekeeper.local.engine;

/** Whether an engine's data outlives the stage. */
public enum Durability {
  /** In memory, which is fastest. */
  TEMPORARY,
  /** In the data folder, and found again by the next start. */
  KEPT
}
