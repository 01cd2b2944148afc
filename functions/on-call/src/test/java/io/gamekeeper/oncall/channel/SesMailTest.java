package io.gamekeeper.oncall.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.oncall.Channel;
import io.gamekeeper.oncall.message.Messenger.Accepted;
import io.gamekeeper.oncall.message.Messenger.Refused;
import io.gamekeeper.oncall.message.Messenger.Result;
import io.gamekeeper.oncall.message.Notification;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sesv2.model.Message;
import software.amazon.awssdk.services.sesv2.model.MessageRejectedException;
import software.amazon.awssdk.services.sesv2.model.SendEmailRequest;

final class SesMailTest {
  private static final String ADDRESS = "ada@example.com";

  private final Outside outside = new Outside();

  @AfterEach
  void close() {
    outside.close();
  }

  @Test
  void aMailHasASubjectATextAndHtml() {
    assertThat(send(Told.serverDown())).isEqualTo(new Accepted("mail-1"));

    SendEmailRequest request = outside.mails.getFirst();
    assertThat(request.fromEmailAddress()).isEqualTo("on-call@example.com");
    assertThat(request.destination().toAddresses()).containsExactly(ADDRESS);
    Message mail = request.content().simple();
    assertThat(List.of(mail.subject(), mail.body().text(), mail.body().html()))
        .allSatisfy(content -> assertThat(content.charset()).isEqualTo("UTF-8"));
    assertThat(mail.subject().data()).isEqualTo("[CRITICAL] ServerDown in prod");
    assertThat(mail.body().text().data())
        .isEqualTo(
            """
            [CRITICAL] ServerDown in prod

            Open runbook ServerDown: https://console.example.com/#/runbooks/ServerDown
            Dashboard Fleet: https://console.example.com/#/dashboards/gamekeeper-prod-Fleet

            CRITICAL ServerDown
              Since: 2026-11-21T09:48:00Z (for 12 min)
              Impact: %s
              CloudWatch: %s
              Owner: fleet
              https://console.example.com/#/alarms/gamekeeper-prod-ServerDown

            Notification prod/fleet/17 of 2026-11-21T10:00:00Z
            """
                .formatted(Told.MEANING, Told.REASON));
    assertThat(mail.body().html().data())
        .contains(
            "<h1 style=\"font-size:1.3em\">[CRITICAL] ServerDown in prod</h1>",
            "<a href=\"https://console.example.com/#/runbooks/ServerDown\">Open runbook"
                + " ServerDown</a>",
            "<dt><b>Impact</b></dt><dd>" + Told.MEANING + "</dd>");
  }

  @Test
  void alertsThatAreNotListedAreCounted() {
    send(
        Told.notification(
            IntStream.range(0, 12).mapToObj(i -> Told.alert("Alarm" + i, "high")).toList(),
            List.of()));

    Message mail = outside.mails.getFirst().content().simple();
    assertThat(mail.body().text().data()).contains("\n\nand 2 more\n");
    assertThat(mail.body().html().data()).contains("<p>and 2 more</p>");
  }

  @ParameterizedTest
  @ValueSource(strings = {Told.HOSTILE, "\uD83D\uDD25", "\"><b>", "\r\nBcc: x@example.com\r\n"})
  void aMailHasNoMarkupAndNoHeadersFromAlarms(String piece) {
    send(Told.hostile(3, piece));

    Message mail = outside.mails.getFirst().content().simple();
    assertThat(mail.subject().data())
        .doesNotContainPattern("\\p{Cc}")
        .hasSizeLessThanOrEqualTo(200);
    assertThat(mail.body().text().data()).doesNotContainPattern("[\\p{Cc}&&[^\n]]");
    assertThat(mail.body().html().data())
        .doesNotContain("<script")
        .doesNotContain("\"><b>")
        .doesNotContainPattern("<[^>]*on[a-z]+=")
        .doesNotContainPattern("&(?!amp;|lt;|gt;|quot;|#39;)");
  }

  @Test
  void aMailIsTriedOnceWithinThreeSeconds() {
    send(Told.serverDown());

    assertThat(outside.mails.getFirst().overrideConfiguration())
        .hasValueSatisfying(AwsSendingTest::isTriedOnceWithinThreeSeconds);
  }

  @Test
  void anAddressThatSesDoesNotTakeIsARefusal() {
    outside.failure =
        AwsSendingTest.error(
            MessageRejectedException.builder(), 400, "MessageRejected", "Address is not verified.");

    assertThat(send(Told.serverDown()))
        .isEqualTo(new Refused("SES answered MessageRejected: Address is not verified."));
  }

  @Test
  void nothingIsSentToWhatIsNoAddress() {
    assertThat(outside.messenger(Channel.MAIL).send("ada", Told.serverDown()))
        .isEqualTo(new Refused("the contact is not an address such as name@example.com"));
    assertThat(outside.mails).isEmpty();
  }

  private Result send(Notification notification) {
    return outside.messenger(Channel.MAIL).send(ADDRESS, notification);
  }
}
