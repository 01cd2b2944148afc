package io.gamekeeper.asset;

import java.util.Optional;

/**
 * The keys of objects in the bucket, which are also their paths below the address that clients
 * fetch from.
 */
public final class AssetLayout {
  /** The prefix of everything that belongs to channels. */
  public static final String CHANNELS = "channels/";

  /** How long caches may keep a content: its name is its hash, so it never changes. */
  public static final String CONTENT_CACHING = "public, max-age=31536000, immutable";

  /** How long a cache may serve a manifest that has been replaced: half a minute. */
  public static final String MANIFEST_CACHING = "public, max-age=30";

  /** The media type of a compact JWS (RFC 7515, section 9.2.1). */
  public static final String MANIFEST_TYPE = "application/jose";

  private static final String SUFFIX = ".jws";

  private AssetLayout() {}

  /** Returns the key of a content. */
  public static String content(Sha256 content) {
    return "objects/" + content.hex();
  }

  /** Returns the key of the manifest that a channel's players get now. */
  public static String manifest(Channel channel) {
    return CHANNELS + channel + "/manifest" + SUFFIX;
  }

  /** Returns the channel of a key; empty if the key belongs to none. */
  public static Optional<Channel> channel(String folder) {
    String name = folder.substring(CHANNELS.length(), folder.length() - 1);
    return Channel.isName(name) ? Optional.of(new Channel(name)) : Optional.empty();
  }

  /** Returns the key of a past release. */
  public static String release(Channel channel, long number) {
    return releases(channel) + number + SUFFIX;
  }

  /** Returns the prefix of a channel's past releases. */
  public static String releases(Channel channel) {
    return CHANNELS + channel + "/releases/";
  }

  /**
   * Returns the number in the key of a release.
   *
   * @return 0 if the key is not one of the channel's releases
   */
  public static long number(Channel channel, String key) {
    String folder = releases(channel);
    if (!key.startsWith(folder) || !key.endsWith(SUFFIX)) {
      return 0;
    }
    String digits = key.substring(folder.length(), key.length() - SUFFIX.length());
    return digits.matches("[1-9][0-9]{0,17}") ? Long.parseLong(digits) : 0;
  }
}
