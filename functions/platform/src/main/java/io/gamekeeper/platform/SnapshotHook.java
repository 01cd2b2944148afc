package io.gamekeeper.platform;

/**
 * The work of a function around a SnapStart snapshot. Either method may throw: the snapshot or the
 * restore then fails.
 */
public interface SnapshotHook {

  /** Runs once, while the version is published: prime code paths, let go of connections. */
  default void beforeSnapshot() throws Exception {}

  /**
   * Runs in every instance restored from the snapshot: renew connections, credentials, keys and
   * caches of time.
   */
  default void afterRestore() throws Exception {}
}
