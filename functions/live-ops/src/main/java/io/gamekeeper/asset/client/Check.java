package io.gamekeeper.asset.client;

import io.gamekeeper.asset.AssetFile;
import io.gamekeeper.asset.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;

/** How closely an update looks at the files that it keeps. */
public enum Check {
  /**
   * A file of the right size is hashed only if it was written since the client's last check: every
   * file that was right then has the same modification time, in the distant past.
   */
  QUICK,

  /** Every file is hashed, for instance because something writes and sets the time back. */
  THOROUGH;

  private static final int BUFFER = 1 << 16;

  /** Returns whether a file is what a release says; an unreadable file is wrong, too. */
  boolean isRight(Path file, AssetFile expected, Disk disk) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
    if (found.size() != expected.size()) {
      return false;
    }
    boolean untouched = found.lastModifiedTime().equals(Disk.CHECKED);
    if (untouched && this == QUICK) {
      return true;
    }
    try {
      if (!hash(file).equals(expected.sha256())) {
        return false;
      }
    } catch (IOException e) {
      return false;
    }
    if (!untouched) {
      disk.markChecked(file);
    }
    return true;
  }

  static Sha256 hash(Path file) throws IOException {
    MessageDigest digest = Sha256.digest();
    byte[] buffer = new byte[BUFFER];
    try (InputStream content = Files.newInputStream(file)) {
      for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return Sha256.of(digest);
  }
}
