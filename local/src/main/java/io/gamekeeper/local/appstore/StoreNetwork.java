package io.gamekeeper.local.appstore;

import io.gamekeeper.local.client.SlowAnswer;
import io.gamekeeper.local.client.WebHosts;
import io.gamekeeper.local.time.StageTime;
import io.gamekeeper.platform.WebClient.Request;
import io.gamekeeper.platform.WebClient.Response;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;

/** The way to a store's servers, which can be disturbed. */
final class StoreNetwork {
  private static final Duration SLOWNESS = Duration.ofSeconds(3);
  private static final int PERCENT = 100;

  private final StageTime time;
  private volatile Outage outage = Outage.NONE;

  StoreNetwork(StageTime time) {
    this.time = time;
  }

  void disturb(Outage wanted) {
    outage = wanted;
  }

  /** Returns the servers as this network reaches them. */
  WebHosts.Handler to(WebHosts.Handler servers) {
    return new WebHosts.Handler() {
      @Override
      public Response answer(Request request, Duration timeout) throws IOException {
        Outage now = outage;
        switch (now.state()) {
          case DOWN -> throw new ConnectException(request.uri().getHost() + " is down");
          case SLOW -> SlowAnswer.await(time.waiting(), SLOWNESS, timeout);
          case UP -> {}
        }
        return now.errorPercent() > time.random().nextInt(PERCENT)
            ? new Response(500, "{}")
            : servers.answer(request, timeout);
      }

      @Override
      public Response answer(Request request) throws IOException {
        return answer(request, SLOWNESS.plus(SLOWNESS));
      }
    };
  }
}
