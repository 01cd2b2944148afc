package io.gamekeeper.platform.aws;

import javax.sql.DataSource;

/**
 * A data source whose connections can be closed and opened anew. It is an interface of its own so
 * that a function without a database loads neither a pool nor a driver.
 */
interface RenewableDataSource extends DataSource {

  /** Closes all connections; the next use opens new ones. */
  void disconnect();
}
