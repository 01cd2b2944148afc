package io.gamekeeper.console.fleet;

/** What came of replacing a group's instances. */
public sealed interface RefreshOutcome {

  /** The instances are replaced one after the other. */
  record Started(String id) implements RefreshOutcome {}

  /** They are being replaced already. */
  record InProgress() implements RefreshOutcome {}

  /** The stage has no such group. */
  record Unknown() implements RefreshOutcome {}
}
