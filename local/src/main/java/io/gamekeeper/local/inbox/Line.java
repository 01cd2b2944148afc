package io.gamekeeper.local.inbox;

import io.gamekeeper.local.client.SimulatedService;
import io.gamekeeper.local.client.SlowAnswer;
import io.gamekeeper.local.client.WebHosts;
import io.gamekeeper.local.time.StageTime;
import io.gamekeeper.platform.WebClient.Request;
import io.gamekeeper.platform.WebClient.Response;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** The line of one channel: the way to its service, which can be disturbed, and on to people. */
public final class Line {
  /** How long a slow service takes. */
  public static final Duration SLOWNESS = Duration.ofSeconds(3);

  private static final int PERCENT = 100;
  private static final int TOO_MANY = 429;
  private static final int INTERNAL = 500;

  private final Channel channel;
  private final StageTime time;
  private final Inbox inbox;
  private volatile Fault fault = Fault.NONE;

  Line(Channel channel, StageTime time, Inbox inbox) {
    this.channel = channel;
    this.time = time;
    this.inbox = inbox;
  }

  Fault fault() {
    return fault;
  }

  void disturb(Fault wanted) {
    fault = wanted;
  }

  /** Puts a message into the inbox. */
  public void deliver(String to, String title, String text, List<String> links) {
    inbox.add(new Delivered(channel, to, time.clock().instant(), title, text, links));
  }

  /**
   * Returns servers as they are reached over this line.
   *
   * @param busy the answer of servers that have had too many requests
   * @param broken the answer of servers that have an internal error
   */
  public WebHosts.Handler to(WebHosts.Handler servers, Response busy, Response broken) {
    return new WebHosts.Handler() {
      @Override
      public Response answer(Request request, Duration timeout) throws IOException {
        Fault now = fault;
        switch (now.state()) {
          case DOWN -> throw new ConnectException("Connection refused: " + request.uri().getHost());
          case SLOW -> SlowAnswer.await(time.waiting(), SLOWNESS, timeout);
          case BUSY -> {
            return busy;
          }
          case UP -> {}
        }
        return errs(now) ? broken : servers.answer(request, timeout);
      }

      @Override
      public Response answer(Request request) throws IOException {
        return answer(request, SLOWNESS.plus(SLOWNESS));
      }
    };
  }

  /**
   * Lets a call of a service of AWS meet the fault.
   *
   * @param host the service's endpoint
   * @param errors makes a service exception of {@code ThrottlingException} and {@code
   *     InternalServerException}
   * @throws SdkClientException if the service is not reached
   */
  public void meet(String host, SimulatedService.Errors errors) {
    Fault now = fault;
    switch (now.state()) {
      case DOWN ->
          throw SdkClientException.create(
              "Unable to execute HTTP request: Connect to " + host + ":443 failed",
              new ConnectException("Connection refused"));
      case SLOW -> delay();
      case BUSY -> throw errors.of("ThrottlingException", TOO_MANY, "Rate exceeded");
      case UP -> {}
    }
    if (errs(now)) {
      throw errors.of("InternalServerException", INTERNAL, "An internal error has occurred.");
    }
  }

  private boolean errs(Fault now) {
    return now.errorPercent() > time.random().nextInt(PERCENT);
  }

  private void delay() {
    try {
      time.waiting().sleep(SLOWNESS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw AbortedException.create("Thread was interrupted", e);
    }
  }
}
