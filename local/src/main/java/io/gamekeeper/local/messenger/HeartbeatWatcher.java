package io.gamekeeper.local.messenger;

import io.gamekeeper.platform.WebClient.Request;
import io.gamekeeper.platform.WebClient.Response;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A watcher outside of the account, which expects a sign of life at its secret address. */
final class HeartbeatWatcher {
  static final String HOST = "heartbeat.watcher.example";

  private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST");

  private final URI address;
  private final InstantSource clock;
  private volatile @Nullable Instant last;

  HeartbeatWatcher(URI address, InstantSource clock) {
    this.address = address;
    this.clock = clock;
  }

  /** Returns when the last sign of life came; empty if none has. */
  Optional<Instant> last() {
    return Optional.ofNullable(last);
  }

  Response answer(Request request) {
    if (!address.getPath().equals(request.uri().getPath())) {
      return new Response(404, "not found");
    }
    if (!METHODS.contains(request.method())) {
      return new Response(405, "method not allowed");
    }
    last = clock.instant();
    return new Response(200, "OK");
  }
}
