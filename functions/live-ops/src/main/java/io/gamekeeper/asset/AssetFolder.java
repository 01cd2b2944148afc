package io.gamekeeper.asset;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;

/**
 * The files of a folder as they would be released: the same files give the same list on every
 * machine, whatever their dates, owners and order on disk.
 *
 * @param assets by path
 * @param hidden how many files and folders were left out because their name begins with a dot
 */
public record AssetFolder(List<LocalAsset> assets, int hidden) {
  private static final int BUFFER = 1 << 16;

  public AssetFolder {
    assets = List.copyOf(assets);
  }

  /**
   * Reads a folder. Symbolic links are refused wherever they lead, so that nothing from outside is
   * released by accident.
   *
   * @throws AssetException if it cannot be read, or its files break a rule or a limit
   */
  public static AssetFolder scan(Path folder, AssetLimits limits) {
    if (!Files.isDirectory(folder)) {
      throw new AssetException(folder + " is not a folder");
    }
    Scan scan = new Scan(folder, limits);
    try {
      scan.folder(folder);
      scan.assets.sort((one, other) -> one.file().compareTo(other.file()));
      ReleaseNames.check(scan.assets.stream().map(asset -> asset.file().path()).toList());
    } catch (IOException e) {
      throw new AssetException("cannot be read: " + e, e);
    } catch (IllegalArgumentException e) {
      throw new AssetException(folder + ": " + e.getMessage(), e);
    }
    if (scan.assets.isEmpty()) {
      throw new AssetException(folder + " holds no file to release");
    }
    return new AssetFolder(scan.assets, scan.hidden);
  }

  /** Returns the size of all files together, in bytes. */
  public long bytes() {
    return assets.stream().mapToLong(asset -> asset.file().size()).sum();
  }

  private static final class Scan {
    private final Path root;
    private final AssetLimits limits;
    private final List<LocalAsset> assets = new ArrayList<>();
    private long bytes;
    private int hidden;

    Scan(Path root, AssetLimits limits) {
      this.root = root;
      this.limits = limits;
    }

    void folder(Path folder) throws IOException {
      List<Path> entries = new ArrayList<>();
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
        stream.forEach(entries::add);
      }
      for (Path entry : entries) {
        refuseUndecodedName(entry);
        if (entry.getFileName().toString().startsWith(".")) {
          hidden++;
        } else {
          entry(entry);
        }
      }
    }

    /**
     * Refuses a name that Java could not decode: it puts U+FFFD in place of such a byte, so that
     * the name's text leads to no file, or to another one.
     */
    private static void refuseUndecodedName(Path entry) {
      String name = entry.getFileName().toString();
      try {
        if (entry.resolveSibling(name).equals(entry)) {
          return;
        }
      } catch (InvalidPathException e) {
        // There is no such name in this process's encoding; refused below.
      }
      String path = entry.toUri().getRawPath();
      throw new AssetException(
          "the name of "
              + path
              + " (bytes as %XX) cannot be read in this process's encoding: rename the file to UTF-8,"
              + " and use a UTF-8 locale, for instance LC_ALL=C.UTF-8");
    }

    private void entry(Path entry) throws IOException {
      BasicFileAttributes attributes =
          Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (attributes.isSymbolicLink()) {
        throw new AssetException(
            entry + " is a symbolic link, which is not followed: put the file itself there");
      }
      if (attributes.isDirectory()) {
        folder(entry);
      } else if (attributes.isRegularFile()) {
        file(entry, attributes.size());
      } else {
        throw new AssetException(entry + " is neither a file nor a folder");
      }
    }

    private void file(Path file, long listed) throws IOException {
      if (assets.size() == limits.files()) {
        throw new AssetException(root + " holds more than " + limits.files() + " files");
      }
      checkSize(file, listed);
      MessageDigest digest = Sha256.digest();
      long size = 0;
      byte[] buffer = new byte[BUFFER];
      try (InputStream content = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
        for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
          digest.update(buffer, 0, read);
          size += read;
        }
      }
      checkSize(file, size);
      bytes += size;
      if (bytes > limits.totalBytes()) {
        throw new AssetException(
            root + " holds more than " + limits.totalBytes() + " bytes, the limit of a release");
      }
      AssetPath path = path(file);
      assets.add(
          new LocalAsset(new AssetFile(path, Sha256.of(digest), size, MediaTypes.of(path)), file));
    }

    private void checkSize(Path file, long size) {
      if (size > limits.fileBytes()) {
        throw new AssetException(
            file + " has " + size + " bytes, more than a file may have: " + limits.fileBytes());
      }
    }

    private AssetPath path(Path file) {
      List<String> names = new ArrayList<>();
      root.relativize(file)
          .forEach(name -> names.add(Normalizer.normalize(name.toString(), Normalizer.Form.NFC)));
      return new AssetPath(String.join("/", names));
    }
  }
}
