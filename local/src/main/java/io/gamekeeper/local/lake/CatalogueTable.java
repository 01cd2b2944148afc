package io.gamekeeper.local.lake;

import java.util.List;
import java.util.Map;

/**
 * A table of the catalogue.
 *
 * @param columns of its files
 * @param partitions what its folders say, in the order of their names in the template of the
 *     location
 * @param location its bucket and folder
 * @param parameters as the template states them
 * @param projection says which folders there are
 */
public record CatalogueTable(
    String database,
    String name,
    List<Column> columns,
    List<Column> partitions,
    Location location,
    Map<String, String> parameters,
    PartitionProjection projection) {
  public CatalogueTable {
    columns = List.copyOf(columns);
    partitions = List.copyOf(partitions);
    parameters = Map.copyOf(parameters);
  }

  /**
   * A folder in a bucket.
   *
   * @param folder ends with a slash, or is empty
   */
  public record Location(String bucket, String folder) {
    private static final String SCHEME = "s3://";

    /**
     * Reads {@code s3://bucket/folder/}.
     *
     * @throws IllegalArgumentException if it is not of that form
     */
    public static Location parse(String text) {
      if (!text.startsWith(SCHEME) || !text.endsWith("/")) {
        throw new IllegalArgumentException("is " + text + " instead of s3://BUCKET/FOLDER/");
      }
      int slash = text.indexOf('/', SCHEME.length());
      return new Location(text.substring(SCHEME.length(), slash), text.substring(slash + 1));
    }

    @Override
    public String toString() {
      return SCHEME + bucket + "/" + folder;
    }
  }
}
