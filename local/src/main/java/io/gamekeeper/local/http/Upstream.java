package io.gamekeeper.local.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The other side of a tunnel: an open connection to a server. */
public interface Upstream extends AutoCloseable {
  InputStream in();

  OutputStream out();

  /** Says that nothing more will come. */
  void shutdownOutput() throws IOException;

  /** Gives the connection back; does nothing the second time. */
  @Override
  void close();
}
