package io.gamekeeper.local.aws.rds;

import io.gamekeeper.local.observe.LogStore;
import io.gamekeeper.local.template.TemplateException;

/**
 * The log groups to which RDS writes.
 *
 * @param slowQueries the one log of which the stage brings the lines
 */
record RdsLogs(LogStore store, SlowQueryLog slowQueries) {
  /**
   * Checks that the templates declare a log group; RDS guide, "Troubleshooting for RDS Proxy".
   *
   * @param where the property that makes RDS write to it
   * @throws TemplateException if they do not
   */
  void require(String where, String group) {
    if (!store.exists(group)) {
      throw new TemplateException(
          where,
          "logs to "
              + group
              + ", a group that the templates do not declare: RDS would create it and keep its logs"
              + " for ever");
    }
  }

  /** Has a log of an instance exported to a group; only slow statements have lines on the stage. */
  void export(String where, String log, String group) {
    require(where, group);
    if (log.equals(SlowQueryLog.EXPORT)) {
      slowQueries.exportTo(group);
    }
  }
}
