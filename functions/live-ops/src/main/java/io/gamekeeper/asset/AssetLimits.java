package io.gamekeeper.asset;

/**
 * The limits on the size of a release.
 *
 * @param fileBytes of one file
 * @param totalBytes of all files together
 * @param files their number
 */
public record AssetLimits(long fileBytes, long totalBytes, int files) {
  private static final long GIB = 1L << 30;

  /** 2 GiB a file, 20 GiB together, 20,000 files: such a manifest has about 4 MiB. */
  public static final AssetLimits DEFAULT = new AssetLimits(2 * GIB, 20 * GIB, 20_000);
}
