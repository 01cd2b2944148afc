package io.gamekeeper.asset;

import java.util.regex.Pattern;

/**
 * A file of a release.
 *
 * @param size in bytes
 * @param type its media type, for instance {@code image/png}
 */
public record AssetFile(AssetPath path, Sha256 sha256, long size, String type)
    implements Comparable<AssetFile> {
  private static final Pattern TYPE =
      Pattern.compile("[a-z0-9.+-]{1,64}/[a-z0-9.+-]{1,64}(;charset=utf-8)?");

  /** Checks size and type. */
  public AssetFile {
    if (size < 0) {
      throw new IllegalArgumentException(path + " has the size " + size);
    }
    if (!TYPE.matcher(type).matches()) {
      throw new IllegalArgumentException(path + " has no media type, but '" + type + "'");
    }
  }

  @Override
  public int compareTo(AssetFile other) {
    return path.compareTo(other.path);
  }
}
