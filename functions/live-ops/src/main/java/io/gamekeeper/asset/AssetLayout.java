package io.gamekeeper.asset;

import java.util.Optional;

/** Where objects lie in the bucket, and below the address that clients fetch from. */
public final class AssetLayout {
  /** Below it lies everything of all channels. */
  public static final String CHANNELS = "channels/";

  /** How long caches may keep a content: its name is its hash, so it never changes. */
  public static final String CONTENT_CACHING = "public, max-age=31536000, immutable";

  /** How long a cache may serve a manifest that has been replaced: half a minute. */
  public static final String MANIFEST_CACHING = "public, max-age=30";

  /** The media type of a compact JWS (RFC 7515, section 9.2.1). */
  public static final String MANIFEST_TYPE = "application/jose";

  private static final String SUFFIX = ".jws";

  private AssetLayout() {}

  /** The key of a content. */
  public static String content(Sha256 content) {
    return "objects/" + content.hex();
  }

  /** The key of what a channel's players get now. */
  public static String manifest(Channel channel) {
    return CHANNELS + channel + "/manifest" + SUFFIX;
  }

  /** The channel that everything below a key's folder belongs to, if it is one's. */
  public static Optional<Channel> channel(String folder) {
    String name = folder.substring(CHANNELS.length(), folder.length() - 1);
    return Channel.isName(name) ? Optional.of(new Channel(name)) : Optional.empty();
  }

  /** The key of a release of the past. */
  public static String release(Channel channel, long number) {
    return releases(channel) + number + SUFFIX;
  }

  /** Below it lie a channel's releases of the past. */
  public static String releases(Channel channel) {
    return CHANNELS + channel + "/releases/";
  }

  /**
   * The number in the key of a release.
   *
   * @return 0 if the key is none of the channel's releases
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
