package io.gamekeeper.oncall.channel;

import io.gamekeeper.contract.oncall.MessengerCredentials;
import io.gamekeeper.platform.Platform;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs of life for a watcher outside of the account, which tells people when they cease. Its
 * address is a key: who knows it can send such signs.
 */
public final class Heartbeat {
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

  private final Platform platform;
  private final MessengerKeys keys;

  public Heartbeat(Platform platform, MessengerKeys keys) {
    this.platform = platform;
    this.keys = keys;
  }

  /**
   * Sends a sign of life, once. Trouble with the network or the secret is logged.
   *
   * @return whether the watcher has accepted it; not, if no watcher is set
   */
  public boolean beat() {
    return keys.value(MessengerCredentials.HEARTBEAT_URL).map(this::beat).orElse(false);
  }

  private boolean beat(String url) {
    URI address = address(url).orElse(null);
    if (address == null) {
      LOG.error("{} is not an https address", MessengerCredentials.HEARTBEAT_URL);
      return false;
    }
    try {
      int status = platform.web().get(address, Exchange.TIME).status();
      boolean accepted = status >= 200 && status < 300;
      if (!accepted) {
        LOG.warn("The watcher answered a sign of life with status {}", status);
      }
      if (status >= 400 && status < 500) {
        keys.renewed();
      }
      return accepted;
    } catch (IOException e) {
      // Only the kind: a message may quote the address.
      LOG.warn("The watcher cannot be reached: {}", e.getClass().getSimpleName());
      return false;
    }
  }

  private static Optional<URI> address(String url) {
    try {
      return Optional.of(new URI(url))
          .filter(uri -> "https".equalsIgnoreCase(uri.getScheme()))
          .filter(uri -> uri.getHost() != null && uri.getPort() <= 65_535);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}
