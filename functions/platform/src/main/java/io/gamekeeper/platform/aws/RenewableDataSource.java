package io.gamekeeper.platform.aws;

import javax.sql.DataSource;

/**
 * A data source whose connections can be let go. An interface of its own, so that a function
 * without a database loads neither a pool nor a driver.
 */
interface RenewableDataSource extends DataSource {

  /** Closes all connections; the next use opens new ones. */
  void disconnect();
}
