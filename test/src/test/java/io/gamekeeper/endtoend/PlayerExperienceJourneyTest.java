package io.gamekeeper.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.contract.PlayerExperienceMonitor;
import io.gamekeeper.endtoend.SharedStage.Running;
import io.gamekeeper.local.observe.MetricName;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A page of another origin reports what its player experiences; the stage's policy lets it. */
@ExtendWith(SharedStage.class)
final class PlayerExperienceJourneyTest {
  private static final String ORIGIN = "http://localhost:5173";

  private final Running stage;

  PlayerExperienceJourneyTest(Running stage) {
    this.stage = stage;
  }

  @Test
  void whatABrowserReportsIsCountedForTheMonitorOfTheStage() throws Exception {
    URI monitor = stage.playerExperience();
    double before = stage.sum(pageViews());
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> preflight =
          client.send(
              HttpRequest.newBuilder(monitor)
                  .header("Origin", ORIGIN)
                  .header("Access-Control-Request-Method", "POST")
                  .header("Access-Control-Request-Headers", "content-type")
                  .method("OPTIONS", BodyPublishers.noBody())
                  .build(),
              BodyHandlers.ofString());
      assertThat(preflight.statusCode()).isEqualTo(200);
      assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin")).contains("*");

      HttpResponse<String> taken =
          client.send(report(monitor, PlayerExperienceMonitor.ALIAS), BodyHandlers.ofString());
      assertThat(taken.statusCode()).isEqualTo(200);
      assertThat(taken.body()).isEmpty();

      HttpResponse<String> refused =
          client.send(report(monitor, "no-client-of-ours"), BodyHandlers.ofString());
      assertThat(refused.statusCode()).isEqualTo(403);
    }

    assertThat(stage.sum(pageViews()) - before).isEqualTo(1);
  }

  private static HttpRequest report(URI monitor, String alias) {
    String body =
        """
        {"BatchId": "%s", "Alias": "%s", "AppMonitorDetails": {"version": "1.0.0"},
         "UserDetails": {"sessionId": "%s"},
         "RumEvents": [{"id": "%s", "timestamp": 1795255200,
           "type": "com.amazon.rum.page_view_event", "details": "{\\"pageId\\":\\"/lobby\\"}"}]}
        """
            .formatted(UUID.randomUUID(), alias, UUID.randomUUID(), UUID.randomUUID());
    return HttpRequest.newBuilder(monitor)
        .header("Origin", ORIGIN)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  private static MetricName pageViews() {
    return new MetricName(
        "AWS/RUM",
        "PageViewCount",
        Map.of("application_name", PlayerExperienceMonitor.name("dev")));
  }
}
