package io.gamekeeper.platform.trace;

import io.gamekeeper.platform.TraceSink;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends trace documents to the X-Ray daemon, one datagram each. A document that cannot be sent is
 * dropped: traces must not make requests fail.
 */
public final class DaemonTraceSink implements TraceSink {
  /** {@code host:port} of the daemon. */
  public static final String ADDRESS = "AWS_XRAY_DAEMON_ADDRESS";

  private static final Logger LOG = LoggerFactory.getLogger(DaemonTraceSink.class);
  private static final String HEADER = "{\"format\":\"json\",\"version\":1}\n";

  private final InetSocketAddress daemon;

  private DaemonTraceSink(InetSocketAddress daemon) {
    this.daemon = daemon;
  }

  /** Returns a sink to that address; without an address, traces are dropped. */
  public static TraceSink of(@Nullable String address) {
    if (address == null) {
      return segment -> {};
    }
    int colon = address.lastIndexOf(':');
    return new DaemonTraceSink(
        new InetSocketAddress(
            address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))));
  }

  @Override
  public void accept(String segment) {
    byte[] document = (HEADER + segment).getBytes(StandardCharsets.UTF_8);
    // A socket of its own for each: few traces are sampled, and none may outlive a snapshot.
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.send(new DatagramPacket(document, document.length, daemon));
    } catch (IOException e) {
      LOG.debug("A trace document of {} bytes was not sent", document.length, e);
    }
  }
}
