package io.gamekeeper.event;

import java.util.List;
import java.util.Map;

/** The lake. */
public interface Lake {
  /**
   * A record for the lake.
   *
   * @param event of which it is made
   * @param json a line of JSON with the columns of {@code LakeTable}
   */
  record Row(PlayerEvent event, String json) {}

  /**
   * Puts rows into the lake, at least once.
   *
   * @return those that were not taken, with the reason of each
   */
  Map<PlayerEvent, String> put(List<Row> rows);
}
