package io.gamekeeper.local.aws.rds;

import io.gamekeeper.local.observe.LogStore;
import io.gamekeeper.local.template.TemplateException;

/** The log groups to which RDS writes. */
record RdsLogs(LogStore store) {
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
}
