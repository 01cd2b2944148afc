package io.gamekeeper.local.aws.lambda;

import io.gamekeeper.local.file.Folders;
import io.gamekeeper.local.service.StageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * An unpacked deployment package: classes and resources at its root, libraries below {@code lib/},
 * as Lambda's Java runtimes expect it.
 *
 * @param root the folder it was unpacked to, named by the hash of the zip's content
 */
record FunctionBundle(Path root) {

  /**
   * Unpacks a zip below a folder, unless the same content was unpacked there before. Not safe for
   * two threads with the same content: see {@link Bundles}.
   */
  static FunctionBundle unpack(String logicalId, Path zip, Path folder) {
    if (!Files.isRegularFile(zip)) {
      throw StageException.of(
          logicalId,
          "its zip " + zip + " does not exist; build the functions and synthesise again");
    }
    try {
      Path root = folder.resolve(contentHash(zip));
      if (!Files.isDirectory(root)) {
        Path partial = folder.resolve(root.getFileName() + ".partial");
        Folders.delete(partial);
        unpackEntries(logicalId, zip, partial);
        Files.move(partial, root);
      }
      return new FunctionBundle(root);
    } catch (IOException e) {
      throw StageException.of(
          logicalId, "its zip " + zip + " cannot be unpacked to " + folder + ": " + e, e);
    }
  }

  /** Returns the hash of the zip's content. */
  String contentHash() {
    return String.valueOf(root.getFileName());
  }

  /**
   * Returns the class path in the order of Lambda's Java runtimes: the root, then the jars by name.
   */
  ClassPath classPath() throws IOException {
    Path libraries = root.resolve("lib");
    if (!Files.isDirectory(libraries)) {
      return new ClassPath(root, List.of());
    }
    try (Stream<Path> files = Files.list(libraries)) {
      return new ClassPath(
          root, files.filter(file -> file.toString().endsWith(".jar")).sorted().toList());
    }
  }

  private static void unpackEntries(String logicalId, Path zip, Path target) throws IOException {
    Files.createDirectories(target);
    try (ZipFile archive = new ZipFile(zip.toFile())) {
      Enumeration<? extends ZipEntry> entries = archive.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        Path file = target.resolve(entry.getName()).normalize();
        if (!file.startsWith(target)) {
          throw StageException.of(
              logicalId, "its zip has an entry outside of the zip's folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(file);
        } else {
          Files.createDirectories(file.resolveSibling("."));
          try (InputStream content = archive.getInputStream(entry)) {
            Files.copy(content, file);
          } catch (FileAlreadyExistsException e) {
            throw StageException.of(
                logicalId, "its zip has the entry " + entry.getName() + " twice", e);
          }
        }
      }
    }
  }

  private static String contentHash(Path zip) throws IOException {
    try (DigestInputStream content =
        new DigestInputStream(Files.newInputStream(zip), MessageDigest.getInstance("SHA-256"))) {
      content.transferTo(java.io.OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(content.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
