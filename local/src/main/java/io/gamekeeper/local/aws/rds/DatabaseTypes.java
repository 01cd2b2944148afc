package io.gamekeeper.local.aws.rds;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.local.aws.secrets.DatabaseServer;
import io.gamekeeper.local.aws.secrets.SecretTypes;
import io.gamekeeper.local.aws.secrets.Secrets;
import io.gamekeeper.local.client.Access;
import io.gamekeeper.local.client.DatabaseProxies;
import io.gamekeeper.local.client.DatabaseProxies.Credentials;
import io.gamekeeper.local.client.DatabaseProxies.DatabaseProxy;
import io.gamekeeper.local.client.DatabaseProxies.LogIn;
import io.gamekeeper.local.client.DatabaseProxies.Target;
import io.gamekeeper.local.engine.Background;
import io.gamekeeper.local.engine.Engines;
import io.gamekeeper.local.engine.MariaDbEngine;
import io.gamekeeper.local.iam.AccessControl;
import io.gamekeeper.local.iam.RequestContext;
import io.gamekeeper.local.iam.Role;
import io.gamekeeper.local.iam.ServiceRole;
import io.gamekeeper.local.network.SecurityGroups;
import io.gamekeeper.local.observe.LogStore;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * RDS: a MySQL instance is MariaDB, which speaks the same protocol; in front of it the proxy that
 * functions log in to by their role.
 */
final class DatabaseTypes {
  private static final String ONE_PROCESS = "one process plays all instances";
  private static final String ONE_COPY = "there is one copy of the data, in the data folder";
  private static final String NOTE = "a note for people";
  private static final String ARTIFACT = "the engine is MariaDB 11.4, of the artifact's version";
  private static final String NO_REPORTS = "no such report on a laptop";
  private static final String NOT_ENCRYPTED = "nothing is encrypted on a laptop";
  private static final int MYSQL_PORT = 3306;

  /** What RDS lets an owner do: all but the machine's own affairs. */
  private static final String OWNERS_RIGHTS =
      "SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, RELOAD, PROCESS, REFERENCES, INDEX, ALTER,"
          + " SHOW DATABASES, CREATE TEMPORARY TABLES, LOCK TABLES, EXECUTE, REPLICATION SLAVE,"
          + " REPLICATION CLIENT, CREATE VIEW, SHOW VIEW, CREATE ROUTINE, ALTER ROUTINE,"
          + " CREATE USER, EVENT, TRIGGER";

  private DatabaseTypes() {}

  static List<ResourceType> all(
      Engines engines,
      LogStore logs,
      Secrets secrets,
      DatabaseProxies proxies,
      AccessControl control,
      SecurityGroups network,
      Map<String, DatabaseServer> servers) {
    Map<String, ParameterGroup.Settings> groups = new ConcurrentHashMap<>();
    Map<String, DatabaseProxy> byName = new ConcurrentHashMap<>();
    return List.of(
        new ParameterGroup(groups),
        new Instance(engines, logs, secrets, groups, servers),
        new Proxy(logs, secrets, proxies, control, byName),
        new TargetGroup(engines.mariaDb(), proxies, network, byName, servers));
  }

  /** Settings of the server, in MySQL's names. */
  private record ParameterGroup(Map<String, Settings> groups) implements ResourceType {
    /** Those that MariaDB knows by the same name and can change while it runs. */
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
            NO_REPORTS);

    /** MariaDB's names and values. */
    record Settings(Map<String, String> variables) {}

    @Override
    public String type() {
      return "AWS::RDS::DBParameterGroup";
    }

    @Override
    public Provisioned create(ResourceContext context) {
      ResourceProperties properties = context.properties();
      properties.inert(NOTE, "Description");
      properties.inert(ARTIFACT, "Family");
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
      return Provisioned.simulated(name, variables.size() + " settings of " + parameters.size());
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
        default -> throw new TemplateException(where, "is not known to the stage");
      }
    }
  }

  private record Instance(
      Engines engines,
      LogStore logs,
      Secrets secrets,
      Map<String, ParameterGroup.Settings> groups,
      Map<String, DatabaseServer> servers)
      implements ResourceType {
    @Override
    public String type() {
      return "AWS::RDS::DBInstance";
    }

    @Override
    public AutoCloseable prepare() {
      MariaDbEngine engine = engines.mariaDb();
      return Background.start("MariaDB", engine::start, engines.end(engine));
    }

    @Override
    public Provisioned create(ResourceContext context) {
      ResourceProperties properties = context.properties();
      inert(properties);
      checkSpeed(properties);
      String identifier =
          properties
              .optionalString("DBInstanceIdentifier")
              .orElseGet(() -> context.generatedName(63))
              .toLowerCase(Locale.ROOT);
      String host = identifier + ".stage." + context.environment().region() + ".rds.amazonaws.com";
      int port = properties.integer("Port", MYSQL_PORT);
      List<String> securityGroups = properties.strings("VPCSecurityGroups");
      context.whenAllCreated(() -> checkLogs(properties, identifier));
      Provisioned instance;
      if (properties.has("SourceDBInstanceIdentifier")) {
        properties.inert(ONE_PROCESS, "SourceDBInstanceIdentifier", "DBParameterGroupName");
        instance = Provisioned.nameOnly(identifier, "nobody reads from the replica");
      } else {
        String database = properties.string("DBName", "");
        start(properties, database);
        servers.put(identifier, new DatabaseServer(host, port, database, securityGroups));
        MariaDbEngine engine = engines.mariaDb();
        instance = Provisioned.running(identifier, engine.address());
      }
      return instance
          .with("Endpoint.Address", host)
          .with("Endpoint.Port", Integer.toString(port))
          .with("DBInstanceArn", context.environment().arn("rds", "db:" + identifier))
          .with("DbiResourceId", context.generatedId("db"));
    }

    /** Brings the server up with its owner, its database and its settings. */
    private void start(ResourceProperties properties, String database) {
      String kind = properties.string("Engine");
      if (!kind.equals("mysql")) {
        throw new TemplateException(
            properties.where("Engine"), "is " + kind + "; the stage runs mysql only");
      }
      MariaDbEngine engine = engines.mariaDb();
      engine.start();
      configure(engine, properties);
      String owner = literal(properties, "MasterUsername");
      String password = literal(properties, "MasterUserPassword");
      List<String> statements = new ArrayList<>();
      if (!database.isEmpty()) {
        statements.add("CREATE DATABASE IF NOT EXISTS `" + database.replace("`", "``") + "`");
      }
      statements.add("CREATE USER IF NOT EXISTS " + owner + "@'%'");
      statements.add("ALTER USER " + owner + "@'%' IDENTIFIED BY " + password);
      statements.add("GRANT " + OWNERS_RIGHTS + " ON *.* TO " + owner + "@'%' WITH GRANT OPTION");
      engine.administer(statements);
    }

    /** A property as a text of SQL, with what it refers to in its place. */
    private String literal(ResourceProperties properties, String name) {
      String value;
      try {
        value = SecretTypes.resolve(secrets, properties.string(name));
      } catch (IllegalArgumentException e) {
        throw new TemplateException(properties.where(name), String.valueOf(e.getMessage()), e);
      }
      return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    private void configure(MariaDbEngine engine, ResourceProperties properties) {
      ParameterGroup.@Nullable Settings settings =
          groups.get(properties.string("DBParameterGroupName", ""));
      if (settings == null) {
        return;
      }
      settings.variables().forEach(engine::configure);
      if (settings.variables().containsKey("character_set_server")
          && !settings.variables().containsKey("collation_server")) {
        // Setting the character set sets its default collation, which is not MySQL's.
        engine.configure("collation_server", "utf8mb4_0900_ai_ci");
      }
    }

    /** RDS guide, "Amazon RDS DB instance storage", gp3 of MySQL. */
    private static void checkSpeed(ResourceProperties properties) {
      boolean striped = properties.integer("AllocatedStorage", 0) >= 400;
      for (String speed : List.of("Iops", "StorageThroughput")) {
        int stated = properties.integer(speed, 0);
        int least = speed.equals("Iops") ? 12_000 : 500;
        if (stated > 0
            && properties.string("StorageType", "").equals("gp3")
            && (!striped || stated < least)) {
          throw new TemplateException(
              properties.where(speed),
              "is " + stated + "; of gp3, RDS takes " + least + " or more, from 400 GiB on");
        }
      }
    }

    private static void inert(ResourceProperties properties) {
      properties.inert(
          ONE_PROCESS,
          "MultiAZ",
          "AvailabilityZone",
          "DBInstanceClass",
          "DBSubnetGroupName",
          "PubliclyAccessible",
          "NetworkType");
      properties.inert(
          ONE_COPY,
          "AllocatedStorage",
          "ApplyImmediately",
          "MaxAllocatedStorage",
          "StorageType",
          "Iops",
          "StorageThroughput",
          "BackupRetentionPeriod",
          "PreferredBackupWindow",
          "CopyTagsToSnapshot",
          "DeleteAutomatedBackups",
          "DeletionProtection");
      properties.inert(
          ARTIFACT,
          "EngineVersion",
          "AutoMinorVersionUpgrade",
          "AllowMajorVersionUpgrade",
          "PreferredMaintenanceWindow");
      properties.inert(
          NO_REPORTS,
          "EnablePerformanceInsights",
          "PerformanceInsightsKMSKeyId",
          "PerformanceInsightsRetentionPeriod",
          "DatabaseInsightsMode",
          "MonitoringInterval",
          "MonitoringRoleArn",
          "OptionGroupName");
      properties.inert(NOT_ENCRYPTED, "StorageEncrypted", "KmsKeyId", "CACertificateIdentifier");
      properties.inert("functions log in at the proxy only", "EnableIAMDatabaseAuthentication");
    }

    /** The engine's own log lies beside its data; what RDS exports to has to be declared. */
    private void checkLogs(ResourceProperties properties, String identifier) {
      for (String export : properties.strings("EnableCloudwatchLogsExports")) {
        String group = "/aws/rds/instance/" + identifier + "/" + export;
        if (!logs.exists(group)) {
          throw new TemplateException(
              properties.where("EnableCloudwatchLogsExports"),
              "exports to "
                  + group
                  + ", which the templates lack: RDS makes one that is never emptied");
        }
      }
    }
  }

  private record Proxy(
      LogStore logs,
      Secrets secrets,
      DatabaseProxies proxies,
      AccessControl control,
      Map<String, DatabaseProxy> byName)
      implements ResourceType {
    @Override
    public String type() {
      return "AWS::RDS::DBProxy";
    }

    @Override
    public Provisioned create(ResourceContext context) {
      ResourceProperties properties = context.properties();
      properties.inert(ONE_PROCESS, "VpcSubnetIds");
      properties.inert("the loopback interface is not encrypted", "RequireTLS");
      properties.inert("connections stay open", "IdleClientTimeout");
      properties.inert(NO_REPORTS, "DebugLogging");
      String family = properties.string("EngineFamily");
      if (!family.equals("MYSQL")) {
        throw new TemplateException(
            properties.where("EngineFamily"), "is " + family + "; the stage runs MYSQL only");
      }
      String name = properties.string("DBProxyName");
      String id = context.generatedId("prx");
      String host =
          name.toLowerCase(Locale.ROOT)
              + ".proxy-stage."
              + context.environment().region()
              + ".rds.amazonaws.com";
      List<LogIn> logIns = new ArrayList<>();
      List<String> arns = new ArrayList<>();
      for (ResourceProperties auth : properties.objects("Auth")) {
        auth.inert(NOTE, "Description");
        auth.inert("functions log in by their role", "ClientPasswordAuthType", "AuthScheme");
        String arn = auth.string("SecretArn");
        arns.add(arn);
        boolean iam = List.of("REQUIRED", "ENABLED").contains(auth.string("IAMAuth", "DISABLED"));
        logIns.add(new LogIn(iam, () -> credentials(arn)));
      }
      DatabaseProxy proxy =
          new DatabaseProxy(
              host,
              MYSQL_PORT,
              context.environment().arn("rds-db", "dbuser:" + id),
              properties.strings("VpcSecurityGroupIds"),
              logIns);
      context.onClose("connections to the database", proxies.register(proxy));
      byName.put(name, proxy);
      String roleArn = properties.string("RoleArn");
      context.whenAllCreated(() -> checkRole(properties, roleArn, arns));
      context.whenAllCreated(() -> checkLog(properties, name));
      return Provisioned.simulated(name, "lets " + arns.size() + " users in by their roles")
          .with("DBProxyArn", context.environment().arn("rds", "db-proxy:" + id))
          .with("Endpoint", host)
          .with("VpcId", "");
    }

    private Optional<Credentials> credentials(String arn) {
      ObjectNode secret = SecretTypes.parse(secrets.value(arn));
      return secret.has("username") && secret.has("password")
          ? Optional.of(
              new Credentials(
                  SecretTypes.member(secret, "username"), SecretTypes.member(secret, "password")))
          : Optional.empty();
    }

    /** RDS guide, "Troubleshooting for RDS Proxy". */
    private void checkLog(ResourceProperties properties, String name) {
      String group = "/aws/rds/proxy/" + name;
      if (!logs.exists(group)) {
        throw new TemplateException(
            properties.where("DBProxyName"),
            "logs to " + group + ", which the templates lack: RDS makes one that is never emptied");
      }
    }

    /** The proxy itself reads the secrets. */
    private void checkRole(ResourceProperties properties, String roleArn, List<String> arns) {
      String where = properties.where("RoleArn");
      Role role =
          ServiceRole.assumed(control, where, roleArn, "rds.amazonaws.com", RequestContext.NONE)
              .role();
      for (String arn : arns) {
        for (Access access : secrets.access("secretsmanager:GetSecretValue", arn)) {
          if (!access.decide(role).allowed()) {
            throw new TemplateException(
                where, role.name() + " may not " + access.action() + " on " + access.resource());
          }
        }
      }
    }
  }

  private record TargetGroup(
      MariaDbEngine engine,
      DatabaseProxies proxies,
      SecurityGroups network,
      Map<String, DatabaseProxy> byName,
      Map<String, DatabaseServer> servers)
      implements ResourceType {
    private static final int DEFAULT_BORROW_SECONDS = 120;

    @Override
    public String type() {
      return "AWS::RDS::DBProxyTargetGroup";
    }

    @Override
    public Provisioned create(ResourceContext context) {
      ResourceProperties properties = context.properties();
      String name = properties.string("TargetGroupName");
      @Nullable DatabaseProxy proxy = byName.get(properties.string("DBProxyName"));
      if (proxy == null) {
        throw new TemplateException(properties.where("DBProxyName"), "names no proxy");
      }
      List<String> identifiers = properties.strings("DBInstanceIdentifiers");
      @Nullable DatabaseServer server =
          identifiers.size() == 1
              ? servers.get(identifiers.getFirst().toLowerCase(Locale.ROOT))
              : null;
      if (server == null) {
        throw new TemplateException(
            properties.where("DBInstanceIdentifiers"), "is " + identifiers + ", no one database");
      }
      int borrowing =
          properties
              .optionalObject("ConnectionPoolConfigurationInfo")
              .map(
                  pool -> {
                    pool.inert(
                        "the stage's pool is small",
                        "MaxConnectionsPercent",
                        "MaxIdleConnectionsPercent");
                    return pool.integer("ConnectionBorrowTimeout", DEFAULT_BORROW_SECONDS);
                  })
              .orElse(DEFAULT_BORROW_SECONDS);
      proxies.lead(proxy, new Target(engine, Duration.ofSeconds(borrowing)));
      context.whenAllCreated(
          () ->
              network
                  .refusal(proxy.securityGroups(), server.securityGroups(), server.port())
                  .ifPresent(
                      reason -> {
                        throw new TemplateException(
                            properties.where("DBInstanceIdentifiers"),
                            "cannot be reached by the proxy: " + reason);
                      }));
      return Provisioned.simulated(name, "leads to " + identifiers.getFirst())
          .with(
              "TargetGroupArn",
              context.environment().arn("rds", "target-group:" + context.generatedId("prx-tg")));
    }
  }
}
