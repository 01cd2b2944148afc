package io.gamekeeper.oncall.channel;

import io.gamekeeper.oncall.message.Messenger.Failed;
import io.gamekeeper.oncall.message.Messenger.Refused;
import io.gamekeeper.oncall.message.Messenger.Result;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.WebClient;
import io.gamekeeper.platform.WebClient.Request;
import io.gamekeeper.platform.WebClient.Response;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The requests to a web service that one message takes; they share {@link #TIME}. Nothing of a
 * request gets into what is said about its failure: headers and addresses carry keys.
 */
final class Exchange {
  /** The time of one attempt, for all of its requests together. */
  static final Duration TIME = Duration.ofSeconds(3);

  static final int TOO_MANY_REQUESTS = 429;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int SERVER_ERROR = 500;

  private final String service;
  private final WebClient web;
  private final InstantSource clock;
  private final Instant end;

  /**
   * Begins an exchange.
   *
   * @param service the name of the service for people
   */
  Exchange(String service, Platform platform) {
    this.service = service;
    this.web = platform.web();
    this.clock = platform.clock();
    this.end = clock.instant().plus(TIME);
  }

  /**
   * Sends a request.
   *
   * @throws IOException if there was no complete answer in time
   */
  Response send(Request request) throws IOException {
    Duration left = Duration.between(clock.instant(), end);
    if (!left.isPositive()) {
      throw new HttpTimeoutException("no time is left");
    }
    return web.send(request, left);
  }

  /** Returns the failure that a request without an answer is. */
  Failed failed(IOException e) {
    return new Failed(
        e instanceof HttpTimeoutException
            ? "%s did not answer within %d s".formatted(service, TIME.toSeconds())
            : "%s cannot be reached: %s".formatted(service, e.getClass().getSimpleName()),
        Optional.empty());
  }

  /** Returns what a status without success means; empty for 200. */
  Optional<Result> problem(Response response) {
    int status = response.status();
    if (status == 200) {
      return Optional.empty();
    }
    String why = "%s answered with status %d".formatted(service, status);
    return Optional.of(
        passes(status)
            ? new Failed(
                why,
                Optional.ofNullable(response.headers().get("retry-after"))
                    .flatMap(header -> RetryAfter.in(header, clock.instant())))
            : new Refused(why));
  }

  /** Returns whether another try may get another status than that. */
  static boolean passes(int status) {
    return status == TOO_MANY_REQUESTS || status == REQUEST_TIMEOUT || status >= SERVER_ERROR;
  }

  /** Returns the failure that an answer is which nobody can read. */
  Failed unreadable() {
    return new Failed(service + " answered something that is not documented", Optional.empty());
  }
}
