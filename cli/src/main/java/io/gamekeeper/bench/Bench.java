package io.gamekeeper.bench;

import java.io.IOException;
import java.util.List;

/** Something that is measured and compared with its targets. */
@FunctionalInterface
public interface Bench {

  /**
   * Measures everything.
   *
   * @throws IOException if what is measured did not start or did not do its work
   */
  Report measure(Workbench workbench) throws IOException, InterruptedException;

  /**
   * The report of what was measured.
   *
   * @param heading the circumstances of this bench
   * @param targets all that the tables' figures were compared with
   */
  record Report(String heading, List<Table> tables, Targets targets) {
    public Report {
      tables = List.copyOf(tables);
    }
  }
}
