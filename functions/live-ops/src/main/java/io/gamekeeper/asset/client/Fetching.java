package io.gamekeeper.asset.client;

import io.gamekeeper.asset.AssetException;
import io.gamekeeper.asset.AssetFile;
import io.gamekeeper.platform.Waiting;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Brings the contents of one release into a folder and counts what came. */
final class Fetching {
  private static final int ATTEMPTS = 4;
  private static final Duration WAIT = Duration.ofSeconds(1);
  private static final int BUFFER = 1 << 16;

  private final GameFolder folder;
  private final Disk disk;
  private final ReleaseSource source;
  private final Waiting waiting;
  private final Check check;
  private int contents;
  private long bytes;

  Fetching(GameFolder folder, Disk disk, ReleaseSource source, Waiting waiting, Check check) {
    this.folder = folder;
    this.disk = disk;
    this.source = source;
    this.waiting = waiting;
    this.check = check;
  }

  /** Returns how many contents came over the network, as a whole or in part. */
  int contents() {
    return contents;
  }

  /** Returns how many bytes came over the network. */
  long bytes() {
    return bytes;
  }

  /**
   * Fetches a content if it is missing or wrong. A wrong content gets a new file, because the old
   * one may have further names in releases.
   */
  void bringHere(AssetFile content) throws IOException, InterruptedException {
    Path object = folder.object(content.sha256());
    if (check.isRight(object, content, disk)) {
      return;
    }
    disk.delete(object);
    Path arriving = folder.partial(content.sha256());
    contents++;
    for (int attempt = 1; ; attempt++) {
      try {
        arrive(content, arriving);
      } catch (IOException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
        waiting.sleep(WAIT.multipliedBy(attempt));
        continue;
      }
      if (Check.hash(arriving).equals(content.sha256())) {
        disk.markChecked(arriving);
        disk.move(arriving, object);
        return;
      }
      disk.delete(arriving);
      if (attempt >= ATTEMPTS) {
        throw new AssetException(
            "the source gives other bytes than the release names for " + content.path());
      }
    }
  }

  private void arrive(AssetFile content, Path arriving) throws IOException, InterruptedException {
    long have = Files.exists(arriving) ? Files.size(arriving) : 0;
    if (have > content.size()) {
      disk.delete(arriving);
      have = 0;
    }
    if (have == content.size() && Files.exists(arriving)) {
      return;
    }
    try (ReleaseSource.Part part = source.content(content.sha256(), have)) {
      if (part.from() != have) {
        disk.delete(arriving);
      }
      copy(part.body(), arriving, content.size() - part.from());
    }
  }

  /** Copies no more than is missing, whatever the source sends. */
  private void copy(InputStream body, Path arriving, long missing) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long left = missing;
    try (OutputStream out = disk.append(arriving)) {
      while (left > 0) {
        int read = body.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (read < 0) {
          throw new IOException("the answer ended " + left + " bytes too early");
        }
        out.write(buffer, 0, read);
        bytes += read;
        left -= read;
      }
    }
  }
}
