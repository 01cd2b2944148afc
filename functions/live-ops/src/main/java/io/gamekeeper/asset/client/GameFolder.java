package io.gamekeeper.asset.client;

import io.gamekeeper.asset.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The layout of a folder that a client keeps, and the rule for what may be removed from it: only
 * what has a name that the client gives, and within a release only the files that its manifest
 * names. Everything else stays.
 */
final class GameFolder {
  static final String UNFINISHED = ".unfinished";
  private static final Pattern RELEASE =
      Pattern.compile("([1-9][0-9]{0,17})(" + Pattern.quote(UNFINISHED) + ")?");
  private static final Pattern CONTENT = Pattern.compile("[0-9a-f]{64}");

  private final Path root;
  private final Disk disk;

  GameFolder(Path root, Disk disk) {
    this.root = root;
    this.disk = disk;
  }

  /**
   * Returns the file whose lock keeps other processes away; it also says that the folder is a
   * client's.
   */
  Path mark() {
    return root.resolve("gamekeeper-assets.lock");
  }

  boolean isEmpty() throws IOException {
    return !Files.exists(root) || entries(root).isEmpty();
  }

  /** Makes the folders in the folder. */
  void create() throws IOException {
    for (Path part : List.of(releases(), manifests(), objects(), partial())) {
      disk.createFolder(part);
    }
  }

  Path pointer() {
    return root.resolve("current");
  }

  private Path releases() {
    return root.resolve("releases");
  }

  private Path manifests() {
    return root.resolve("manifests");
  }

  private Path objects() {
    return root.resolve("objects");
  }

  private Path partial() {
    return root.resolve("partial");
  }

  Path release(long number) {
    return releases().resolve(Long.toString(number));
  }

  Path manifest(long number) {
    return manifests().resolve(Long.toString(number));
  }

  Path object(Sha256 content) {
    return objects().resolve(content.hex());
  }

  Path partial(Sha256 content) {
    return partial().resolve(content.hex());
  }

  /** Returns the path beside a file or folder where it is put together before it gets its name. */
  static Path unfinished(Path path) {
    return path.resolveSibling(path.getFileName() + UNFINISHED);
  }

  /**
   * Removes all releases but one, including unfinished ones.
   *
   * @param files the paths in a release, as far as they are known
   */
  void removeReleasesBut(long kept, Function<Long, Set<String>> files) throws IOException {
    disk.delete(unfinished(pointer()));
    for (Path folder : List.of(releases(), manifests())) {
      for (Path entry : entries(folder)) {
        String name = entry.getFileName().toString();
        Matcher release = RELEASE.matcher(name);
        if (!release.matches() || name.equals(Long.toString(kept))) {
          continue;
        }
        if (folder.equals(manifests())) {
          deleteFile(entry);
        } else {
          remove(entry, files.apply(Long.parseLong(release.group(1))));
        }
      }
    }
  }

  /** Removes a release's files and the folders that are empty then; links are not followed. */
  private void remove(Path release, Set<String> files) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> below = Files.walk(release)) {
      deepestFirst = below.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : deepestFirst) {
      boolean isFolder = Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS);
      if (isFolder ? entries(each).isEmpty() : files.contains(pathIn(release, each))) {
        disk.delete(each);
      }
    }
  }

  /**
   * Returns a file's path in the release in composed form: some file systems return names in
   * another form than they were given.
   */
  private static String pathIn(Path release, Path file) {
    String path = release.relativize(file).toString();
    String separator = release.getFileSystem().getSeparator();
    return Normalizer.normalize(path.replace(separator, "/"), Normalizer.Form.NFC);
  }

  /** Removes all contents but some, and all that were on their way. */
  void removeContentsBut(Set<Sha256> needed) throws IOException {
    for (Path object : entries(objects())) {
      String name = object.getFileName().toString();
      if (CONTENT.matcher(name).matches() && !needed.contains(new Sha256(name))) {
        deleteFile(object);
      }
    }
    for (Path arriving : entries(partial())) {
      if (CONTENT.matcher(arriving.getFileName().toString()).matches()) {
        deleteFile(arriving);
      }
    }
  }

  private void deleteFile(Path file) throws IOException {
    if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      disk.delete(file);
    }
  }

  private static List<Path> entries(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }
}
