package io.gamekeeper.event;

import io.gamekeeper.contract.event.LakeQuery;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs of the lake's named queries. What a run reads is paid for once, however often its rows are
 * looked at.
 */
public interface LakeRuns {
  /** How far a run is. */
  enum State {
    QUEUED,
    RUNNING,
    SUCCEEDED,
    FAILED,
    CANCELLED;

    /** Returns the name in JSON. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A run.
   *
   * @param query empty if its text is of no query that there is now
   * @param reason why it failed or was cancelled
   * @param scannedBytes what it has read so far
   */
  record Run(
      String id,
      Optional<LakeQuery> query,
      State state,
      Optional<String> reason,
      Instant submitted,
      long scannedBytes) {}

  /**
   * Some of a run's rows.
   *
   * @param rows the values in the order of the columns; null where there is none
   * @param next where the next rows begin; empty if there are none
   */
  record Page(List<String> columns, List<List<@Nullable String>> rows, Optional<String> next) {
    /** Rows of a run that has none. */
    public static final Page NONE = new Page(List.of(), List.of(), Optional.empty());

    public Page {
      columns = List.copyOf(columns);
      rows = List.copyOf(rows);
    }
  }

  /**
   * Starts a run.
   *
   * @param literals as {@link LakeQuery#literals} returns them
   * @return its id
   */
  String start(LakeQuery query, List<String> literals);

  /** Returns a run; empty if the stage has none of that id. */
  Optional<Run> find(String id);

  /**
   * Returns some rows of a run that has succeeded.
   *
   * @param cursor what a page called the next one; empty for the first
   * @param most rows
   * @return empty if the rows are not kept any more, or if no page named the cursor
   */
  Optional<Page> rows(String id, Optional<String> cursor, int most);
}
