package io.gamekeeper.oncall.channel;

import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.Alert.State;
import io.gamekeeper.oncall.message.Notification;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Notifications to send. */
final class Told {
  static final Instant AT = Instant.parse("2026-11-21T10:00:00.250Z");
  static final URI CONSOLE = URI.create("https://console.example.com/");
  static final String MEANING = "Players cannot join: servers that should take them do not.";
  static final String REASON = "Threshold Crossed: 3 datapoints [2.0] were less than (3.0).";

  /** What a text of an alarm might hold that is to do something in a message. */
  static final String HOSTILE =
      "<script>alert('x')</script> <!channel> @channel @here & \"quotes\" ](https://evil.example)"
          + " **b** `c` <@U012> {%s}\n\r\t\u0000\u202E \uD83D\uDD25";

  private Told() {}

  static Notification serverDown() {
    return notification(List.of(alert("ServerDown", "critical")), List.of());
  }

  static Notification recovered() {
    return notification(
        List.of(), List.of(alert("ServerDown", "critical", State.RESOLVED, MEANING, REASON)));
  }

  /** So many alerts whose texts are as long as they can be and made of that. */
  static Notification hostile(int alerts, String piece) {
    String text = piece.repeat(4000 / piece.length());
    String name = piece.repeat(1 + 255 / piece.length());
    return notification(
        IntStream.range(0, alerts)
            .mapToObj(
                index ->
                    new Alert(
                        Map.of(
                            Alert.STAGE,
                            "prod",
                            Alert.ALARM,
                            name + index,
                            Alert.SEVERITY,
                            "critical",
                            Alert.OWNER,
                            name,
                            Alert.DASHBOARD,
                            name,
                            Alert.RUNBOOK,
                            name),
                        State.FIRING,
                        AT.minusSeconds(index),
                        text,
                        text))
            .toList(),
        List.of());
  }

  static Notification notification(List<Alert> firing, List<Alert> resolved) {
    return new Notification("prod/fleet/17", "prod", AT, firing, resolved, CONSOLE, null, null);
  }

  static Alert alert(String name, String severity) {
    return alert(name, severity, State.FIRING, MEANING, REASON);
  }

  static Alert alert(String name, String severity, State state, String meaning, String reason) {
    return new Alert(
        Map.of(
            Alert.STAGE,
            "prod",
            Alert.ALARM,
            name,
            Alert.SEVERITY,
            severity,
            Alert.OWNER,
            "fleet",
            Alert.DASHBOARD,
            "Fleet",
            Alert.RUNBOOK,
            name),
        state,
        AT.minus(Duration.ofMinutes(12)),
        reason,
        meaning);
  }

  /** An alert that says only its name. */
  static Alert bare(String name, Instant since, Map<String, String> more) {
    Map<String, String> labels = new HashMap<>(more);
    labels.put(Alert.STAGE, "prod");
    labels.put(Alert.ALARM, name);
    return new Alert(labels, State.FIRING, since, "", "");
  }
}
