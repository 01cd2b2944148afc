package io.gamekeeper.asset.client;

import io.gamekeeper.asset.Channel;
import io.gamekeeper.asset.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;

/** Releases in memory, whose connections may break and whose bytes may be wrong. */
final class MemorySource implements ReleaseSource {
  final Map<Sha256, byte[]> contents = new TreeMap<>();
  String manifest = "";

  /** How many bytes a connection gives before it breaks. */
  int patience = Integer.MAX_VALUE;

  boolean ranges = true;
  long bytes;
  int requests;

  @Override
  public String manifest(Channel channel) {
    return manifest;
  }

  @Override
  public Part content(Sha256 content, long from) throws IOException {
    requests++;
    byte[] all = contents.get(content);
    if (all == null) {
      throw new IOException("there is no " + content);
    }
    int skipped = ranges ? (int) from : 0;
    return new Part(
        skipped,
        new InputStream() {
          private final InputStream rest =
              new ByteArrayInputStream(all, skipped, all.length - skipped);
          private int left = patience;

          @Override
          public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
          }

          @Override
          public int read(byte[] buffer, int offset, int length) throws IOException {
            if (left == 0) {
              throw new IOException("the connection broke");
            }
            int read = rest.read(buffer, offset, Math.min(length, left));
            if (read > 0) {
              left -= read;
              bytes += read;
            }
            return read;
          }
        });
  }
}
