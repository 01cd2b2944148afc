package io.gamekeeper.local.aws.rds;

import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A group of server settings, in MySQL's names. */
record DbParameterGroup(Map<String, Settings> groups) implements ResourceType {
  /** The settings that MariaDB knows by the same name and can change while it runs. */
  private static final Set<String> SAME =
      Set.of(
          "transaction_isolation",
          "innodb_flush_log_at_trx_commit",
          "sync_binlog",
          "binlog_format",
          "innodb_lock_wait_timeout",
          "innodb_print_all_deadlocks",
          "sql_mode",
          "character_set_server",
          "collation_server",
          "slow_query_log",
          "long_query_time",
          "log_output",
          "max_connections",
          "wait_timeout",
          "interactive_timeout",
          "max_allowed_packet");

  private static final Map<String, String> INERT =
      Map.of(
          "require_secure_transport",
          "the loopback interface is not encrypted",
          "performance_schema",
          Inert.NO_REPORTS);

  /** Settings in MariaDB's names and values. */
  record Settings(Map<String, String> variables) {}

  @Override
  public String type() {
    return "AWS::RDS::DBParameterGroup";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    properties.inert(Inert.NOTE, "Description");
    properties.inert(Inert.ARTIFACT, "Family");
    String name =
        properties
            .optionalString("DBParameterGroupName")
            .orElseGet(() -> context.generatedName().toLowerCase(Locale.ROOT));
    Map<String, String> parameters = properties.stringMap("Parameters");
    Map<String, String> variables = new ConcurrentHashMap<>();
    parameters.forEach(
        (parameter, value) -> {
          if (SAME.contains(parameter)) {
            variables.put(parameter, value);
          } else if (!INERT.containsKey(parameter)) {
            translate(properties, variables, parameter, value);
          }
        });
    groups.put(name, new Settings(variables));
    return Provisioned.simulated(name, variables.size() + " of " + parameters.size() + " settings");
  }

  private static void translate(
      ResourceProperties properties,
      Map<String, String> variables,
      String parameter,
      String value) {
    String where = properties.where("Parameters." + parameter);
    switch (parameter) {
      case "max_execution_time" ->
          variables.put("max_statement_time", Double.toString(Integer.parseInt(value) / 1000.0));
      case "time_zone" -> {
        if (!value.equals("UTC")) {
          throw new TemplateException(where, "is " + value + "; the stage runs in UTC");
        }
      }
      default ->
          throw new TemplateException(where, "is a parameter that the stage does not support");
    }
  }
}
