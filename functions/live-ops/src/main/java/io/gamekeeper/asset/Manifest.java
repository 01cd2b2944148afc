package io.gamekeeper.asset;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The content of a release.
 *
 * @param number of the release in its channel; each is greater than all before it, even if the
 *     release repeats an old one
 * @param files by path
 */
public record Manifest(Channel channel, long number, Instant publishedAt, List<AssetFile> files) {

  /**
   * Checks and sorts.
   *
   * @throws IllegalArgumentException if the number is not positive, a path is there twice, or one
   *     content has two sizes
   */
  public Manifest {
    if (number < 1) {
      throw new IllegalArgumentException("a release has a positive number, not " + number);
    }
    files = files.stream().sorted().toList();
    checkPaths(files);
    contents(files);
  }

  /** Checks that no file takes another's place, because clients put them there one by one. */
  private static void checkPaths(List<AssetFile> files) {
    Set<String> paths = new HashSet<>();
    for (AssetFile file : files) {
      String path = file.path().value();
      if (!paths.add(path)) {
        throw new IllegalArgumentException("the path '" + path + "' occurs twice");
      }
    }
    for (String path : paths) {
      for (int at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
        if (paths.contains(path.substring(0, at))) {
          throw new IllegalArgumentException("the path '" + path + "' is inside a file");
        }
      }
    }
  }

  /** Returns one file for each content, by hash. */
  public SequencedMap<Sha256, AssetFile> contents() {
    return contents(files);
  }

  /**
   * Returns one file for each content, by hash.
   *
   * @throws IllegalArgumentException if one content has two sizes
   */
  static SequencedMap<Sha256, AssetFile> contents(Iterable<AssetFile> files) {
    TreeMap<Sha256, AssetFile> contents = new TreeMap<>();
    for (AssetFile file : files) {
      @Nullable AssetFile before = contents.putIfAbsent(file.sha256(), file);
      if (before != null && before.size() != file.size()) {
        throw new IllegalArgumentException(
            before.path() + " and " + file.path() + " have the same content, but two sizes");
      }
    }
    return contents;
  }

  /** Returns the size of all files together, in bytes. */
  public long bytes() {
    return files.stream().mapToLong(AssetFile::size).sum();
  }

  /** Returns the JSON of the payload; the same manifest always gives the same bytes. */
  public byte[] toJson() {
    return ManifestJson.write(this);
  }

  /**
   * Reads a payload. Nothing is guessed: a member that is missing, unknown, there twice or of
   * another type is refused, and so is anything after the end.
   *
   * @throws IllegalArgumentException if it is not a manifest
   */
  public static Manifest parse(byte[] json) {
    return ManifestJson.read(json);
  }
}
