package io.gamekeeper.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.contract.AlarmNote;
import io.gamekeeper.contract.GameAlarm;
import io.gamekeeper.endtoend.SharedStage.Running;
import io.gamekeeper.local.inbox.Channel;
import io.gamekeeper.local.inbox.Delivered;
import io.gamekeeper.local.target.Call;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** From a topic of alarms to people, by the functions as the templates declare them. */
@ExtendWith(SharedStage.class)
final class PagesTest {
  private static final DateTimeFormatter CHANGED =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSxx").withZone(ZoneOffset.UTC);

  /** A group's wait, half a minute, and a minute for a lost hint, on a busy machine. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @Test
  void anAlarmReachesTheTeamWithWhatItMeansAndWhatToDo(Running stage) throws Exception {
    ObjectNode message =
        JsonNodeFactory.instance
            .objectNode()
            .put("AlarmName", "gamekeeper-dev-PagesTest")
            .put(
                "AlarmDescription",
                AlarmNote.of(GameAlarm.SERVER_DOWN).describe("A server <b>answers</b> nobody."))
            .put("NewStateValue", "ALARM")
            .put("NewStateReason", "Threshold Crossed: 1 datapoint")
            .put("StateChangeTime", CHANGED.format(stage.ground().time().clock().instant()));

    stage.ground().targets().call(stage.alarmTopic(), Call.of(message.toString(), "cloudwatch"));

    await("mail and Slack messages to the whole team")
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(told(stage).stream().map(Delivered::channel).collect(Collectors.toSet()))
                    .containsExactlyInAnyOrder(Channel.MAIL, Channel.SLACK));
    await("everyone")
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(told(stage).stream().map(Delivered::to).distinct()).hasSize(10));
    assertThat(told(stage))
        .allSatisfy(
            delivered -> {
              assertThat(delivered.title()).contains("CRITICAL", "PagesTest", "dev");
              assertThat(delivered.text()).contains("A server <b>answers</b> nobody.");
              assertThat(delivered.links())
                  .anySatisfy(link -> assertThat(link).contains("runbooks/ServerDown"));
            });
    takenOnByItsLink(stage);
    await("a sign of life to the outside watcher")
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(stage.lastHeartbeat())
                    .isPresent()
                    .get()
                    .satisfies(
                        at ->
                            assertThat(at)
                                .isAfter(
                                    stage
                                        .ground()
                                        .time()
                                        .clock()
                                        .instant()
                                        .minus(10, ChronoUnit.MINUTES))));
  }

  /** Opening a link changes nothing, its button does, and it is used up by that. */
  private static void takenOnByItsLink(Running stage) throws Exception {
    URI link =
        told(stage).getFirst().links().stream()
            .filter(each -> each.contains("/ack/"))
            .map(each -> each.replaceFirst("https://[^/]+/", stage.operators().toString()))
            .map(URI::create)
            .findFirst()
            .orElseThrow();
    try (HttpClient web = HttpClient.newHttpClient()) {
      HttpRequest open = HttpRequest.newBuilder(link).build();
      HttpRequest press =
          HttpRequest.newBuilder(link).POST(HttpRequest.BodyPublishers.noBody()).build();

      assertThat(web.send(open, BodyHandlers.ofString()).body()).contains("Acknowledge as ");
      HttpResponse<String> pressed = web.send(press, BodyHandlers.ofString());
      assertThat(pressed.statusCode()).as(pressed.body()).isEqualTo(200);
      assertThat(pressed.body()).contains(" took it on at ");
      assertThat(web.send(press, BodyHandlers.ofString()).statusCode()).isEqualTo(410);
    }
  }

  private static List<Delivered> told(Running stage) {
    return stage.inbox().stream()
        .filter(delivered -> delivered.title().contains("PagesTest"))
        .toList();
  }
}
