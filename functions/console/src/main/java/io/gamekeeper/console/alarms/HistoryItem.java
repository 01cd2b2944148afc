package io.gamekeeper.console.alarms;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gamekeeper.console.Utc;
import java.time.Instant;
import java.util.Objects;
import software.amazon.awssdk.services.cloudwatch.model.AlarmHistoryItem;
import software.amazon.awssdk.services.cloudwatch.model.HistoryItemType;

/**
 * Something that happened to an alarm.
 *
 * @param kind as CloudWatch calls it: {@code StateUpdate}, {@code ConfigurationUpdate} or {@code
 *     Action}
 * @param summary a line for people; of a change of state, with the reason
 */
public record HistoryItem(@Utc Instant at, String kind, String summary) {
  private static final JsonMapper JSON = new JsonMapper();

  static HistoryItem of(AlarmHistoryItem item) {
    String summary = Objects.requireNonNullElse(item.historySummary(), "");
    if (item.historyItemType() == HistoryItemType.STATE_UPDATE) {
      String reason = reason(Objects.requireNonNullElse(item.historyData(), ""));
      summary = reason.isEmpty() ? summary : summary + ": " + reason;
    }
    return new HistoryItem(item.timestamp(), item.historyItemTypeAsString(), summary);
  }

  /** Returns the reason in the data of a change of state; empty if there is none. */
  private static String reason(String data) {
    try {
      return JSON.readTree(data).path("newState").path("stateReason").asText();
    } catch (JsonProcessingException e) {
      return ""; // the summary says what happened
    }
  }
}
