package io.gamekeeper.payment.storefront;

import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.WebClient;
import io.gamekeeper.platform.WebClient.Request;
import io.gamekeeper.platform.WebClient.Response;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Outgoing requests that share one deadline, however many a library makes for one call. */
final class BoundedWeb {
  private static final ScopedValue<Instant> END = ScopedValue.newInstance();

  private final WebClient web;
  private final InstantSource clock;

  BoundedWeb(Platform platform) {
    this.web = platform.web();
    this.clock = platform.clock();
  }

  /** Runs a call whose requests have so much time together. */
  <T, X extends Exception> T within(Duration time, ScopedValue.CallableOp<T, X> call) throws X {
    return ScopedValue.where(END, clock.instant().plus(time)).call(call);
  }

  /**
   * Sends a request of the running call.
   *
   * @throws IOException if there was no complete answer in time
   */
  Response send(Request request) throws IOException {
    Duration left = Duration.between(clock.instant(), END.get());
    if (!left.isPositive()) {
      throw new HttpTimeoutException("no time is left for " + request.uri().getHost());
    }
    return web.send(request, left);
  }
}
