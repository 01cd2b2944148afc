package io.gamekeeper.asset;

import java.util.List;
import java.util.Optional;

/**
 * The bucket of the assets. Calls that fail for a transient reason are repeated inside; what is
 * thrown is final for now.
 */
public interface AssetStore {

  /**
   * The object under a content's name, which need not be that content.
   *
   * @param size in bytes
   * @param sha256 of what is stored, if the store knows it
   */
  record Stored(long size, Optional<Sha256> sha256) {}

  /**
   * What it took to store a content.
   *
   * @param sent bytes that went to the store
   * @param resumed bytes that an interrupted upload had left there
   */
  record Upload(long sent, long resumed) {}

  /**
   * A channel's manifest as it is now.
   *
   * @param version the version, which changes whenever the manifest does
   */
  record Current(String jws, String version) {}

  /** Returns what is stored under a content's name. */
  Optional<Stored> stat(Sha256 content);

  /**
   * Hashes what is stored under a content's name by reading it.
   *
   * @return nothing if there is nothing
   */
  Optional<Sha256> hash(Sha256 content);

  /**
   * Stores a content under its name, replacing what is there; resumes an interrupted upload of it.
   * It is stored as a whole or not at all.
   *
   * @throws AssetException if the file is no longer what it was, or the store does not take it
   */
  Upload put(LocalAsset asset);

  /** Returns the channels that something was released to, by name. */
  List<Channel> channels();

  /** Returns the channel's manifest, if it has one. */
  Optional<Current> current(Channel channel);

  /**
   * Replaces the channel's manifest in one step, if it is still the one that the caller knows.
   *
   * @param expected the version of the manifest to replace; nothing if there must be none
   * @return false if it is another by now
   */
  boolean replace(Channel channel, Optional<String> expected, String jws);

  /** Keeps a release for later; does nothing if it is kept already. */
  void keep(Channel channel, long number, String jws);

  /** Returns a kept release. */
  Optional<String> kept(Channel channel, long number);

  /** Returns the numbers of the kept releases, ascending. */
  List<Long> kept(Channel channel);
}
