package io.gamekeeper.asset.client;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The file system. */
final class FileDisk implements Disk {
  private final Linking linking;

  FileDisk() {
    this(Files::createLink);
  }

  /** Creates a disk with its own way of making links, or of failing to. */
  FileDisk(Linking linking) {
    this.linking = linking;
  }

  interface Linking {
    void link(Path second, Path file) throws IOException;
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    Files.createDirectories(folder);
  }

  @Override
  public OutputStream append(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    return new FilterOutputStream(Channels.newOutputStream(channel)) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
      }

      @Override
      public void close() throws IOException {
        try (channel) {
          channel.force(true);
        }
      }
    };
  }

  @Override
  public void write(Path file, String text) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  @Override
  public void link(Path file, Path second) throws IOException {
    try {
      linking.link(second, file);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (IOException | UnsupportedOperationException e) {
      // A file system without them (EPERM, EOPNOTSUPP), too many names (EMLINK), another device...
      copy(file, second, e);
    }
  }

  private void copy(Path file, Path second, Exception unlinked) throws IOException {
    try {
      Files.copy(file, second, StandardCopyOption.COPY_ATTRIBUTES);
      try (FileChannel channel = FileChannel.open(second, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
    } catch (IOException e) {
      e.addSuppressed(unlinked);
      Files.deleteIfExists(second);
      throw e;
    }
  }

  @Override
  public void markChecked(Path file) {
    try {
      Files.setLastModifiedTime(file, CHECKED);
    } catch (IOException e) {
      // Somebody else's file, or a file system without times: it stays in doubt.
      return;
    }
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void delete(Path path) throws IOException {
    Files.deleteIfExists(path);
  }
}
