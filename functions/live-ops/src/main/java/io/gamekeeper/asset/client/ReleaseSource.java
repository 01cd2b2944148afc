package io.gamekeeper.asset.client;

import io.gamekeeper.asset.Channel;
import io.gamekeeper.asset.Sha256;
import java.io.IOException;
import java.io.InputStream;

/** The source that a game gets releases from; it need not be trusted. */
public interface ReleaseSource {

  /**
   * A content, or the rest of one.
   *
   * @param from how many bytes were left out; fewer than asked for if the source cannot leave out
   */
  record Part(long from, InputStream body) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      body.close();
    }
  }

  /**
   * Returns the channel's manifest, not checked yet.
   *
   * @throws IOException if it cannot be had now
   */
  String manifest(Channel channel) throws IOException, InterruptedException;

  /**
   * Returns a content.
   *
   * @param from how many bytes to leave out, because they are there already
   * @throws IOException if it cannot be had now
   */
  Part content(Sha256 content, long from) throws IOException, InterruptedException;
}
