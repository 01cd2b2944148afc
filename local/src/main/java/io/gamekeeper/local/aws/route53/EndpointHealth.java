package io.gamekeeper.local.aws.route53;

import io.gamekeeper.local.http.Answer;
import io.gamekeeper.local.http.FrontRequest;
import io.gamekeeper.local.http.FrontResponse;
import io.gamekeeper.local.http.HealthStatus;
import io.gamekeeper.local.http.Names;
import io.gamekeeper.local.http.RequestBody;
import io.gamekeeper.local.http.Site;
import io.gamekeeper.local.time.Agenda;
import io.gamekeeper.local.time.Task;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A health check of a name. It runs when a name that depends on it is resolved, at most once per
 * interval and beside the request that asks; nothing is checked while nobody asks. Statuses from
 * 200 to 399 pass; the threshold says how many results in a row change the health.
 */
public final class EndpointHealth implements HealthStatus {
  private static final String CHECKER = "Amazon-Route53-Health-Check-Service";

  private final Names names;
  private final String host;
  private final String path;
  private final Duration interval;
  private final int threshold;
  private final Agenda agenda;
  private final AtomicBoolean checking = new AtomicBoolean();
  private volatile Instant next = Instant.MIN;
  private volatile boolean healthy = true;
  private int streak;

  /** Creates a check. The name counts as healthy until the first result. */
  public EndpointHealth(
      Names names, String host, String path, Duration interval, int threshold, Agenda agenda) {
    this.names = names;
    this.host = host;
    this.path = path;
    this.interval = interval;
    this.threshold = threshold;
    this.agenda = agenda;
  }

  @Override
  public boolean healthy() {
    if (!agenda.clock().instant().isBefore(next) && checking.compareAndSet(false, true)) {
      next = agenda.clock().instant().plus(interval);
      Task _ = agenda.run("health of " + host, this::check);
    }
    return healthy;
  }

  private void check() throws InterruptedException {
    try {
      boolean passed = passes();
      streak = passed == healthy ? 0 : streak + 1;
      if (streak >= threshold) {
        healthy = passed;
        streak = 0;
      }
    } finally {
      checking.set(false);
    }
  }

  private boolean passes() throws InterruptedException {
    Optional<Site> site = names.site(host);
    if (site.isEmpty()) {
      return false;
    }
    FrontRequest request =
        new FrontRequest(
            "GET",
            path,
            null,
            List.of(
                new FrontRequest.Field("host", host),
                new FrontRequest.Field("user-agent", CHECKER)),
            RequestBody.EMPTY,
            "127.0.0.1");
    int status =
        switch (site.get().answer(request, System.nanoTime())) {
          case FrontResponse response -> response.status();
          case Answer.Streamed streamed -> {
            try {
              streamed.body().close();
            } catch (IOException e) {
              yield 502;
            }
            yield streamed.status();
          }
          case Answer.Tunnel _ -> 101;
        };
    return status >= 200 && status < 400;
  }
}
