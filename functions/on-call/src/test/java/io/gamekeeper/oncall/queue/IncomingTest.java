package io.gamekeeper.oncall.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.contract.GameAlarm.Severity;
import io.gamekeeper.contract.StageNames;
import io.gamekeeper.oncall.Alert.State;
import io.gamekeeper.oncall.queue.Incoming.Changed;
import io.gamekeeper.oncall.queue.Incoming.Look;
import io.gamekeeper.oncall.queue.Incoming.Malformed;
import io.gamekeeper.oncall.queue.Incoming.Send;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class IncomingTest {
  private static final StageNames NAMES = new StageNames("prod");

  private static String alarm(String name, String state, String time) {
    return """
        {"AlarmName":"%s","AlarmDescription":"It is slow.\\n{\\"severity\\":\\"HIGH\\",\\"owner\\":\\"data\\",\
        \\"dashboard\\":\\"Database\\",\\"runbook\\":\\"SlowQueries\\"}","AWSAccountId":"123456789012",
        "NewStateValue":"%s","NewStateReason":"Threshold Crossed","StateChangeTime":"%s",
        "Region":"EU (Frankfurt)","AlarmArn":"arn:aws:cloudwatch:eu-central-1:123456789012:alarm:x",
        "OldStateValue":"OK","Trigger":{"MetricName":"X"}}
        """
        .formatted(name, state, time);
  }

  @ParameterizedTest
  @CsvSource({"ALARM,FIRING", "INSUFFICIENT_DATA,FIRING", "OK,RESOLVED"})
  void anAlarmIsAnAlert(String state, State expected) {
    Incoming incoming =
        Incoming.read(
            alarm("gamekeeper-prod-SlowQueries", state, "2026-11-30T10:00:00.123+0000"), NAMES);

    assertThat(incoming)
        .isInstanceOfSatisfying(
            Changed.class,
            changed -> {
              assertThat(changed.alert().key()).isEqualTo("prod/SlowQueries");
              assertThat(changed.alert().state()).isEqualTo(expected);
              assertThat(changed.alert().since())
                  .isEqualTo(Instant.parse("2026-11-30T10:00:00.123Z"));
              assertThat(changed.alert().severity()).isEqualTo(Severity.HIGH);
              assertThat(changed.alert().meaning()).isEqualTo("It is slow.");
              assertThat(changed.alert().reason()).isEqualTo("Threshold Crossed");
            });
  }

  @Test
  void anAlarmThatSomebodyElseSendsIsAnAlertUnderItsWholeName() {
    assertThat(Incoming.read(alarm("mine", "ALARM", "2026-11-30T10:00:00.123+0000"), NAMES))
        .isInstanceOfSatisfying(
            Changed.class, changed -> assertThat(changed.alert().key()).isEqualTo("prod/mine"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "no json                                          | it is not JSON",
        "{}                                               | it has no AlarmName of 1 to 255 characters",
        "[]                                               | it has no AlarmName of 1 to 255 characters",
        "{\"AlarmName\":\"A\",\"StateChangeTime\":\"now\"} | its StateChangeTime is no time",
        "{\"AlarmName\":\"A\",\"NewStateValue\":\"BAD\",\"StateChangeTime\":\"2026-11-30T10:00:00.123+0000\"}"
            + " | its NewStateValue is none of ALARM, OK and INSUFFICIENT_DATA"
      })
  void whatIsNoAlarmSaysWhy(String body, String why) {
    assertThat(Incoming.read(body, NAMES)).isEqualTo(new Malformed(why));
  }

  @Test
  void ourOwnHintsComeBackAsTheyWere() {
    Look look = new Look("root/critical{stage=prod}");
    Send send = new Send("root/\"x\"@1");

    assertThat(Incoming.read(look.body(), NAMES)).isEqualTo(look);
    assertThat(Incoming.read(send.body(), NAMES)).isEqualTo(send);
  }
}
