package io.gamekeeper.asset.client;

/** The result of an update. */
public sealed interface Update {

  /** Returns the number of the release that the game has now. */
  long number();

  /**
   * The game has another release now.
   *
   * @param before the number of the one it had; 0 if it had none
   * @param files in the release
   * @param fetched contents that came over the network, as a whole or in part
   * @param fetchedBytes what came over the network
   * @param savedBytes bytes of the release that did not have to be fetched
   */
  record Updated(
      long before, long number, int files, int fetched, long fetchedBytes, long savedBytes)
      implements Update {}

  /**
   * The game has the channel's release already, but some of it was missing or damaged.
   *
   * @param files of the release that were put there again
   * @param fetched contents that came over the network for it
   * @param fetchedBytes what came over the network
   */
  record Repaired(long number, int files, int fetched, long fetchedBytes) implements Update {}

  /** The game has the channel's release already, whole. */
  record UpToDate(long number) implements Update {}

  /**
   * The source offers an older release than the game has – a cache may, for half a minute. The game
   * keeps its own.
   */
  record Older(long number, long offered) implements Update {}
}
