package io.gamekeeper.console.alarms;

import java.util.List;

/**
 * An alarm and what it has been through.
 *
 * @param history newest first
 */
public record AlarmPage(AlarmDetail alarm, List<HistoryItem> history) {
  public AlarmPage {
    history = List.copyOf(history);
  }
}
