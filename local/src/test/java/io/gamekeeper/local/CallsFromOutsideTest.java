package io.gamekeeper.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.local.http.Front;
import io.gamekeeper.local.http.FrontResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On a clock that is led, no time passes while somebody from outside is served. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class CallsFromOutsideTest {
  private final LedTime time = new LedTime();

  @AfterEach
  void close() {
    time.close();
  }

  @Test
  void timeStandsStillWhileTheFrontAnswersARequest() throws Exception {
    try (Front front = Front.open(0, Duration.ofSeconds(20));
        HttpClient client = HttpClient.newHttpClient()) {
      front.serve(
          (_, _) ->
              FrontResponse.own(
                  200, "text/plain", time.whileAnotherAdvances(Duration.ofHours(1)).toString()),
          time.agenda());

      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(URI.create("http://localhost:" + front.port() + "/")).build(),
              HttpResponse.BodyHandlers.ofString());

      assertThat(response.body()).isEqualTo(LedTime.START.toString());
    }
    time.joinOthers();
    assertThat(time.instant()).isEqualTo(LedTime.START.plus(Duration.ofHours(1)));
  }

  @Test
  void whatIsServedMayWaitForTime() throws Exception {
    Instant after =
        time.agenda()
            .perform(
                () -> {
                  time.agenda().sleep(Duration.ofMinutes(3));
                  return time.instant();
                });

    assertThat(after).isEqualTo(LedTime.START.plus(Duration.ofMinutes(3)));
  }
}
