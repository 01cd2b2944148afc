package io.gamekeeper.oncall.queue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.contract.StageNames;
import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.Alert.State;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** A message of on-call's queue. */
public sealed interface Incoming {
  /** An alarm has changed. */
  record Changed(Alert alert) implements Incoming {}

  /** A hint of our own. */
  sealed interface Hint extends Incoming {
    /** Returns the message. */
    String body();
  }

  /** A group is due. */
  record Look(String group) implements Hint {
    @Override
    public String body() {
      return Messages.MAPPER.createObjectNode().put(Messages.LOOK, group).toString();
    }
  }

  /** Something of a page is to be sent. */
  record Send(String page) implements Hint {
    @Override
    public String body() {
      return Messages.MAPPER.createObjectNode().put(Messages.SEND, page).toString();
    }
  }

  /**
   * It is none that we know.
   *
   * @param why in a sentence, without what it says
   */
  record Malformed(String why) implements Incoming {}

  /**
   * Reads a message. An alarm whose name has not the stage's prefix is an alert as well: somebody
   * has sent it here.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html">What
   *     CloudWatch sends to a topic</a>
   */
  static Incoming read(String body, StageNames names) {
    JsonNode message;
    try {
      message = Messages.MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      return new Malformed("it is not JSON");
    }
    if (message.path(Messages.LOOK).isTextual()) {
      return new Look(message.path(Messages.LOOK).asText());
    }
    if (message.path(Messages.SEND).isTextual()) {
      return new Send(message.path(Messages.SEND).asText());
    }
    return Messages.alarm(message, names);
  }

  /** How messages are written. */
  final class Messages {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String LOOK = "look";
    private static final String SEND = "send";

    /** CloudWatch's own limit. */
    private static final int LONGEST_NAME = 255;

    /** Of what is kept and told of a text; a group's texts are in one document. */
    private static final int LONGEST_TEXT = 400;

    /** With an offset that has no colon: {@code 2026-11-30T10:00:00.123+0000}. */
    private static final DateTimeFormatter CHANGED =
        DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSxx", Locale.ROOT);

    private Messages() {}

    private static Incoming alarm(JsonNode message, StageNames names) {
      String name = message.path("AlarmName").asText("");
      String state = message.path("NewStateValue").asText("");
      if (name.isBlank() || name.length() > LONGEST_NAME) {
        return new Malformed("it has no AlarmName of 1 to 255 characters");
      }
      Instant since;
      try {
        since = CHANGED.parse(message.path("StateChangeTime").asText(""), Instant::from);
      } catch (DateTimeException e) {
        return new Malformed("its StateChangeTime is no time");
      }
      return switch (state) {
        case "ALARM", "OK", "INSUFFICIENT_DATA" ->
            new Changed(
                shortened(
                    Alert.of(
                        names.stage(),
                        names.brief(name),
                        message.path("AlarmDescription").asText(""),
                        // Nobody has said that it is over. Those that say nothing otherwise send
                        // this
                        // because their silence itself is a fault.
                        state.equals("OK") ? State.RESOLVED : State.FIRING,
                        since,
                        message.path("NewStateReason").asText(""))));
        default -> new Malformed("its NewStateValue is none of ALARM, OK and INSUFFICIENT_DATA");
      };
    }

    private static Alert shortened(Alert alert) {
      return new Alert(
          alert.labels(),
          alert.state(),
          alert.since(),
          shortened(alert.reason()),
          shortened(alert.meaning()));
    }

    private static String shortened(String text) {
      return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT - 1) + "…";
    }
  }
}
