package io.gamekeeper.local.aws.rds;

import io.gamekeeper.local.aws.secrets.DatabaseServer;
import io.gamekeeper.local.aws.secrets.SecretTypes;
import io.gamekeeper.local.aws.secrets.Secrets;
import io.gamekeeper.local.engine.Background;
import io.gamekeeper.local.engine.Engines;
import io.gamekeeper.local.engine.MariaDbEngine;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A database instance: MariaDB, which speaks the protocol of MySQL. */
record DbInstance(
    Engines engines,
    RdsLogs logs,
    Secrets secrets,
    Map<String, DbParameterGroup.Settings> groups,
    Map<String, DatabaseServer> servers)
    implements ResourceType {
  static final int MYSQL_PORT = 3306;

  private static final String ONE_COPY = "there is one copy of the data, in the data folder";
  private static final String NOT_ENCRYPTED = "nothing is encrypted on a laptop";

  /** The privileges that RDS gives the owner: all but those that administer the machine. */
  private static final String OWNERS_RIGHTS =
      "SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, RELOAD, PROCESS, REFERENCES, INDEX, ALTER,"
          + " SHOW DATABASES, CREATE TEMPORARY TABLES, LOCK TABLES, EXECUTE, REPLICATION SLAVE,"
          + " REPLICATION CLIENT, CREATE VIEW, SHOW VIEW, CREATE ROUTINE, ALTER ROUTINE,"
          + " CREATE USER, EVENT, TRIGGER";

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
      properties.inert(Inert.ONE_PROCESS, "SourceDBInstanceIdentifier", "DBParameterGroupName");
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

  /** Starts the server with its owner, its database and its settings. */
  private void start(ResourceProperties properties, String database) {
    String kind = properties.string("Engine");
    if (!kind.equals("mysql")) {
      throw new TemplateException(
          properties.where("Engine"), "is " + kind + "; the stage runs only mysql");
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

  /** Returns a property as an SQL string literal, with the secrets that it refers to resolved. */
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
    DbParameterGroup.@Nullable Settings settings =
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

  /** Checks the speed of gp3 storage: RDS guide, "Amazon RDS DB instance storage", MySQL. */
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
            "is "
                + stated
                + "; for gp3, RDS takes "
                + least
                + " or more, and only from 400 GiB on");
      }
    }
  }

  private static void inert(ResourceProperties properties) {
    properties.inert(
        Inert.ONE_PROCESS,
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
        Inert.ARTIFACT,
        "EngineVersion",
        "AutoMinorVersionUpgrade",
        "AllowMajorVersionUpgrade",
        "PreferredMaintenanceWindow");
    properties.inert(
        Inert.NO_REPORTS,
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

  /** Checks that the log groups to which RDS exports are declared. */
  private void checkLogs(ResourceProperties properties, String identifier) {
    for (String export : properties.strings("EnableCloudwatchLogsExports")) {
      logs.export(
          properties.where("EnableCloudwatchLogsExports"),
          export,
          "/aws/rds/instance/" + identifier + "/" + export);
    }
  }
}
