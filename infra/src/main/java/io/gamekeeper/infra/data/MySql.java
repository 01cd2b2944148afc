package io.gamekeeper.infra.data;

import io.gamekeeper.infra.config.Sorted;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.services.rds.DatabaseInstanceEngine;
import software.amazon.awscdk.services.rds.IInstanceEngine;
import software.amazon.awscdk.services.rds.MySqlInstanceEngineProps;
import software.amazon.awscdk.services.rds.MysqlEngineVersion;
import software.amazon.awscdk.services.rds.OptionConfiguration;
import software.amazon.awscdk.services.rds.OptionGroup;
import software.amazon.awscdk.services.rds.ParameterGroup;
import software.constructs.Construct;

/** MySQL as the payment domain needs it: its version, its parameters and its audit log. */
final class MySql {
  /** MySQL's own port; the security group, not an unusual number, keeps strangers out. */
  static final int PORT = 3306;

  private final Construct scope;
  private final IInstanceEngine engine;

  /** Creates the engine for servers in that scope. */
  MySql(Construct scope) {
    this.scope = scope;
    this.engine =
        DatabaseInstanceEngine.mysql(
            MySqlInstanceEngineProps.builder()
                // The newest that RDS recommends on the day of the first deployment: a full version
                // is taken from sale about a year after its release. Later minor versions come by
                // themselves, in the maintenance window.
                .version(MysqlEngineVersion.of("8.4", "8.4"))
                .build());
  }

  IInstanceEngine engine() {
    return engine;
  }

  /** Creates the parameter group. */
  ParameterGroup parameters() {
    Map<String, String> parameters = new TreeMap<>();
    parameters.put("require_secure_transport", "1");
    // Set here and not per session: a proxy keeps a session that sets anything to itself.
    parameters.put("transaction_isolation", "READ-COMMITTED");
    // What READ COMMITTED needs to be replicated.
    parameters.put("binlog_format", "ROW");
    // An acknowledged purchase is on disk.
    parameters.put("innodb_flush_log_at_trx_commit", "1");
    parameters.put("sync_binlog", "1");
    // A purchase waits for another's lock for less time than its player does.
    parameters.put("innodb_lock_wait_timeout", "2");
    parameters.put("innodb_print_all_deadlocks", "1");
    parameters.put(
        "sql_mode",
        "STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,"
            + "NO_ENGINE_SUBSTITUTION,ONLY_FULL_GROUP_BY");
    parameters.put("time_zone", "UTC");
    parameters.put("character_set_server", "utf8mb4");
    parameters.put("slow_query_log", "1");
    parameters.put("long_query_time", "0.5");
    // CloudWatch reads files.
    parameters.put("log_output", "FILE");
    return ParameterGroup.Builder.create(scope, "Parameters")
        .engine(engine)
        .description("Durable commits, READ COMMITTED, TLS only, UTC, strict")
        .parameters(parameters)
        .build();
  }

  /**
   * Creates the option group that records who logged in and who changed tables or rights. Changes
   * of rows are not recorded: the ledger holds them.
   */
  OptionGroup audit() {
    return OptionGroup.Builder.create(scope, "Audit")
        .engine(engine)
        .description("Records log-ins and changes of tables and rights")
        .configurations(
            List.of(
                OptionConfiguration.builder()
                    .name("MARIADB_AUDIT_PLUGIN")
                    .settings(
                        Sorted.map(
                            "SERVER_AUDIT_EVENTS", "CONNECT,QUERY_DDL,QUERY_DCL",
                            "SERVER_AUDIT_EXCL_USERS", "rdsadmin"))
                    .build()))
        .build();
  }
}
