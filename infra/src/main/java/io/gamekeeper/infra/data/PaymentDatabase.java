package io.gamekeeper.infra.data;

import io.gamekeeper.contract.DatabaseEnvironment;
import io.gamekeeper.contract.GameAlarm;
import io.gamekeeper.infra.alarm.Alarms;
import io.gamekeeper.infra.alarm.Rule;
import io.gamekeeper.infra.config.DatabaseConfig;
import io.gamekeeper.infra.config.Findings;
import io.gamekeeper.infra.config.Protection;
import io.gamekeeper.infra.config.Sorted;
import io.gamekeeper.infra.config.StageConfig;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.MathExpression;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.amazon.awscdk.services.cloudwatch.TreatMissingData;
import software.amazon.awscdk.services.ec2.Connections;
import software.amazon.awscdk.services.ec2.IConnectable;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.InstanceType;
import software.amazon.awscdk.services.ec2.Peer;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.iam.IGrantable;
import software.amazon.awscdk.services.iam.ManagedPolicy;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.rds.CfnDBSubnetGroup;
import software.amazon.awscdk.services.rds.ClientPasswordAuthType;
import software.amazon.awscdk.services.rds.Credentials;
import software.amazon.awscdk.services.rds.DatabaseInsightsMode;
import software.amazon.awscdk.services.rds.DatabaseInstance;
import software.amazon.awscdk.services.rds.DatabaseInstanceEngine;
import software.amazon.awscdk.services.rds.DatabaseInstanceReadReplica;
import software.amazon.awscdk.services.rds.DatabaseProxy;
import software.amazon.awscdk.services.rds.DatabaseSecret;
import software.amazon.awscdk.services.rds.IInstanceEngine;
import software.amazon.awscdk.services.rds.MySqlInstanceEngineProps;
import software.amazon.awscdk.services.rds.MysqlEngineVersion;
import software.amazon.awscdk.services.rds.OptionConfiguration;
import software.amazon.awscdk.services.rds.OptionGroup;
import software.amazon.awscdk.services.rds.ParameterGroup;
import software.amazon.awscdk.services.rds.PerformanceInsightRetention;
import software.amazon.awscdk.services.rds.ProxyTarget;
import software.amazon.awscdk.services.rds.StorageType;
import software.amazon.awscdk.services.secretsmanager.HostedRotation;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.amazon.awscdk.services.secretsmanager.RotationSchedule;
import software.amazon.awscdk.services.secretsmanager.RotationScheduleOptions;
import software.amazon.awscdk.services.secretsmanager.SingleUserHostedRotationOptions;
import software.constructs.Construct;
import software.constructs.IConstruct;
import software.constructs.IDependable;

/**
 * The payment domain's database: MySQL 8.4 in two zones, a replica for reading, and a proxy, which
 * is the only way in. Who connects proves by IAM who they are; the passwords behind that lie in
 * secrets that are rotated, and are known to the proxy alone. Needs a VPC with private and isolated
 * subnets.
 */
public final class PaymentDatabase extends Construct implements IConnectable {
  /** MySQL's own port; the security group, not an unusual number, keeps strangers out. */
  public static final int PORT = 3306;

  /** The user who owns the tables; only the migration logs in as this one. */
  private static final String OWNER = "gamekeeper";

  private static final String EXCLUDED_FROM_PASSWORDS = " %+~`#$&*()|[]{}:;<>?!'/@\"\\";
  private static final Duration ROTATION = Duration.days(30);
  private static final List<String> LOGS = List.of("error", "slowquery", "audit");
  private static final long GIB = 1L << 30;

  /**
   * From here on gp3 lies on four volumes and has this speed, not less. It is stated although RDS
   * gives it anyway, because RDS asks for it whenever such a storage is named in a modification.
   * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html#gp3-storage
   */
  private static final int STRIPED_GIB = 400;

  private static final int STRIPED_IOPS = 12_000;
  private static final int STRIPED_MIB_PER_SECOND = 500;

  private final Props props;
  private final DatabaseInstance instance;
  private final DatabaseInstanceReadReplica replica;
  private final DatabaseProxy proxy;
  private final DatabaseSecret usersSecret;
  private final ISecret attachedUsersSecret;
  private final SecurityGroup rotationGroup;
  private final Connections connections;

  /**
   * What the database is built from.
   *
   * @param vpc where it lives
   * @param key encrypts disk, snapshots, secrets and insights
   * @param config sizes, log retention and protection
   * @param alarms where its alarms are raised
   */
  record Props(IVpc vpc, Key key, StageConfig config, Alarms alarms) {
    Props {
      Objects.requireNonNull(vpc);
      Objects.requireNonNull(key);
      Objects.requireNonNull(config);
      Objects.requireNonNull(alarms);
      if (vpc.selectSubnets(isolated()).getSubnetIds().size() < 2) {
        throw new IllegalArgumentException("Multi-AZ needs isolated subnets in two zones or more");
      }
    }

    /** The name that people type and that log groups are found by. */
    String identifier() {
      return "gamekeeper-" + config.name().key() + "-payments";
    }
  }

  PaymentDatabase(Construct scope, String id, Props props) {
    super(scope, id);
    this.props = props;
    IInstanceEngine engine =
        DatabaseInstanceEngine.mysql(
            MySqlInstanceEngineProps.builder()
                // The newest that RDS recommends on the day of the first deployment: a full version
                // is taken from sale about a year after its release. Later minor versions come by
                // themselves, in the maintenance window.
                .version(MysqlEngineVersion.of("8.4", "8.4"))
                .build());
    SecurityGroup databaseGroup = securityGroup("SecurityGroup", "Who may reach the database");
    SecurityGroup proxyGroup = securityGroup("ProxySecurityGroup", "Who may reach the proxy");
    ParameterGroup parameters = parameters(engine);
    Role monitoring = monitoringRole();
    DatabaseSecret ownerSecret = secret("OwnerSecret", OWNER);
    usersSecret = secret("UsersSecret", DatabaseEnvironment.PAYMENTS_USER);

    instance =
        DatabaseInstance.Builder.create(this, "Instance")
            .instanceIdentifier(props.identifier())
            .engine(engine)
            .instanceType(instanceType())
            .databaseName(DatabaseEnvironment.NAME)
            .credentials(Credentials.fromSecret(ownerSecret, OWNER))
            .vpc(props.vpc())
            .vpcSubnets(isolated())
            .securityGroups(List.of(databaseGroup))
            .publiclyAccessible(false)
            .port(PORT)
            .multiAz(true)
            .storageType(StorageType.GP3)
            .allocatedStorage(size().storageGiB())
            .iops(striped(STRIPED_IOPS))
            .storageThroughput(striped(STRIPED_MIB_PER_SECOND))
            .maxAllocatedStorage(size().maxStorageGiB())
            .storageEncryptionKey(props.key())
            .parameterGroup(parameters)
            .optionGroup(audit(engine))
            .cloudwatchLogsExports(LOGS)
            .enablePerformanceInsights(true)
            .performanceInsightEncryptionKey(props.key())
            .performanceInsightRetention(insightRetention())
            .databaseInsightsMode(insightsMode())
            .monitoringInterval(Duration.seconds(60))
            .monitoringRole(monitoring)
            .backupRetention(Duration.days(size().backupDays()))
            .preferredBackupWindow("02:00-03:00")
            // A day after its replica: RDS guide, "Upgrades of the RDS for MySQL DB engine".
            .preferredMaintenanceWindow("wed:03:15-wed:04:15")
            .applyImmediately(!kept())
            .copyTagsToSnapshot(true)
            .deleteAutomatedBackups(!kept())
            .autoMinorVersionUpgrade(true)
            .allowMajorVersionUpgrade(false)
            .deletionProtection(protection().refusesDeletion())
            .removalPolicy(protection().removalPolicy())
            .build();
    replica =
        DatabaseInstanceReadReplica.Builder.create(this, "Replica")
            .instanceIdentifier(props.identifier() + "-replica")
            .sourceDatabaseInstance(instance)
            .instanceType(instanceType())
            .vpc(props.vpc())
            .vpcSubnets(isolated())
            .securityGroups(List.of(databaseGroup))
            .publiclyAccessible(false)
            .port(PORT)
            .storageType(StorageType.GP3)
            .maxAllocatedStorage(size().maxStorageGiB())
            .parameterGroup(parameters)
            .cloudwatchLogsExports(List.of("error", "slowquery"))
            .enablePerformanceInsights(true)
            .performanceInsightEncryptionKey(props.key())
            .performanceInsightRetention(insightRetention())
            .databaseInsightsMode(insightsMode())
            .monitoringInterval(Duration.seconds(60))
            .monitoringRole(monitoring)
            .preferredMaintenanceWindow("tue:03:15-tue:04:15")
            .applyImmediately(!kept())
            .copyTagsToSnapshot(true)
            .autoMinorVersionUpgrade(true)
            .deletionProtection(protection().refusesDeletion())
            // On-call may promote it; from then on it is the only copy.
            .removalPolicy(protection().removalPolicy())
            .build();
    for (IConstruct server : List.of(instance, replica)) {
      // The CDK keeps it only for a server that is kept even when its creation fails.
      CfnDBSubnetGroup subnets =
          (CfnDBSubnetGroup)
              Objects.requireNonNull(
                  server.getNode().findChild("SubnetGroup").getNode().getDefaultChild());
      subnets.applyRemovalPolicy(protection().removalPolicy());
    }
    // RDS would make these groups itself, to be kept for ever.
    for (String log : LOGS) {
      instance.getNode().addDependency(log(pascal(log) + "Log", props.identifier(), log));
    }
    for (String log : List.of("error", "slowquery")) {
      replica
          .getNode()
          .addDependency(
              log("Replica" + pascal(log) + "Log", props.identifier() + "-replica", log));
    }

    proxy =
        DatabaseProxy.Builder.create(this, "Proxy")
            .dbProxyName(props.identifier())
            .proxyTarget(ProxyTarget.fromInstance(instance))
            .secrets(List.of(ownerSecret, usersSecret))
            .iamAuth(true)
            .requireTls(true)
            .clientPasswordAuthType(ClientPasswordAuthType.MYSQL_CACHING_SHA2_PASSWORD)
            .vpc(props.vpc())
            .vpcSubnets(isolated())
            .securityGroups(List.of(proxyGroup))
            // A function's instance holds its connection while it lives, frozen between requests.
            .idleClientTimeout(Duration.minutes(30))
            // A player waits 10 s at most: better a clear refusal to repeat than no answer.
            .borrowTimeout(Duration.seconds(5))
            .maxConnectionsPercent(90)
            .maxIdleConnectionsPercent(50)
            .build();
    rotationGroup = rotationGroup(databaseGroup);
    // The rotation finds the database by what attaching adds to a secret.
    ISecret attachedOwnerSecret = Objects.requireNonNull(instance.getSecret());
    attachedUsersSecret = usersSecret.attach(instance);
    // RDS makes the owner together with the instance; the rules let the rotation reach it.
    attachedOwnerSecret
        .addRotationSchedule(
            "Rotation",
            RotationScheduleOptions.builder()
                .automaticallyAfter(ROTATION)
                // Nobody has seen a password that was generated a minute ago.
                .rotateImmediatelyOnUpdate(false)
                .hostedRotation(rotation())
                .build())
        .getNode()
        .addDependency(databaseGroup, rotationGroup);
    connections =
        Connections.Builder.create()
            .securityGroups(List.of(proxyGroup))
            .defaultPort(Port.tcp(PORT))
            .build();

    // As with those of the instances above.
    proxy.getNode().addDependency(log("ProxyLog", "/aws/rds/proxy/" + props.identifier()));
    explain();
    raiseAlarms();
  }

  /** The address as the user of the payment functions sees it, through the proxy. */
  public String address() {
    return DatabaseEnvironment.address(
        DatabaseEnvironment.PAYMENTS_USER, proxy.getEndpoint(), PORT);
  }

  /** The address as the owner sees it, through the proxy. */
  public String ownersAddress() {
    return DatabaseEnvironment.address(OWNER, proxy.getEndpoint(), PORT);
  }

  /** The secret with name and password of the user of the payment functions. */
  public ISecret usersSecret() {
    return usersSecret;
  }

  /** Allows to log in through the proxy as the user of the payment functions. */
  void grantConnect(IGrantable grantee) {
    proxy.grantConnect(grantee, DatabaseEnvironment.PAYMENTS_USER);
  }

  /** Allows to log in through the proxy as the owner. */
  void grantConnectAsOwner(IGrantable grantee) {
    proxy.grantConnect(grantee, OWNER);
  }

  /** The proxy: nobody connects to the database itself. */
  @Override
  public Connections getConnections() {
    return connections;
  }

  private DatabaseConfig size() {
    return props.config().database();
  }

  private Protection protection() {
    return props.config().protection();
  }

  private boolean kept() {
    return protection().keepsData();
  }

  private @Nullable Number striped(int value) {
    return size().storageGiB() >= STRIPED_GIB ? value : null;
  }

  private InstanceType instanceType() {
    return new InstanceType(size().instanceClass().replaceFirst("^db\\.", ""));
  }

  /** Plans and analyses on demand cost extra; seven days of load cost nothing. */
  private DatabaseInsightsMode insightsMode() {
    return kept() ? DatabaseInsightsMode.ADVANCED : DatabaseInsightsMode.STANDARD;
  }

  private PerformanceInsightRetention insightRetention() {
    return kept() ? PerformanceInsightRetention.MONTHS_15 : PerformanceInsightRetention.DEFAULT;
  }

  private SecurityGroup securityGroup(String id, String description) {
    return SecurityGroup.Builder.create(this, id)
        .vpc(props.vpc())
        .description(description)
        .allowAllOutbound(false)
        .build();
  }

  private DatabaseSecret secret(String id, String user) {
    DatabaseSecret secret =
        DatabaseSecret.Builder.create(this, id)
            .username(user)
            .encryptionKey(props.key())
            .excludeCharacters(EXCLUDED_FROM_PASSWORDS)
            .build();
    // A database that is kept is no use without its passwords.
    secret.applyRemovalPolicy(protection().removalPolicy());
    return secret;
  }

  private ParameterGroup parameters(IInstanceEngine engine) {
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
    return ParameterGroup.Builder.create(this, "Parameters")
        .engine(engine)
        .description("Durable commits, READ COMMITTED, TLS only, UTC, strict")
        .parameters(parameters)
        .build();
  }

  /** Who logged in, and who changed tables or rights; not the rows, which the ledger tells. */
  private OptionGroup audit(IInstanceEngine engine) {
    return OptionGroup.Builder.create(this, "Audit")
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

  private Role monitoringRole() {
    Role role =
        Role.Builder.create(this, "Monitoring")
            .assumedBy(new ServicePrincipal("monitoring.rds.amazonaws.com"))
            .managedPolicies(
                List.of(
                    ManagedPolicy.fromAwsManagedPolicyName(
                        "service-role/AmazonRDSEnhancedMonitoringRole")))
            .build();
    Findings.acknowledge(
        role,
        "AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole]",
        "AWS keeps this policy in step with its monitoring agent; it writes to one log group only");
    return role;
  }

  private LogGroup log(String id, String identifier, String log) {
    return log(id, "/aws/rds/instance/" + identifier + "/" + log);
  }

  private LogGroup log(String id, String name) {
    return LogGroup.Builder.create(this, id)
        .logGroupName(name)
        .retention(props.config().logRetention().retention())
        .removalPolicy(protection().removalPolicy())
        .build();
  }

  private SecurityGroup rotationGroup(SecurityGroup databaseGroup) {
    SecurityGroup group =
        securityGroup("RotationSecurityGroup", "What the rotation of passwords may reach");
    group.addEgressRule(
        Peer.ipv4(props.config().network().cidr()), Port.tcp(443), "Secrets Manager");
    group
        .getConnections()
        .allowTo(databaseGroup, Port.tcp(PORT), "Changes the passwords in the database");
    return group;
  }

  /**
   * Changes the password of the functions' user every 30 days. Declared in the stack that makes the
   * user, after it was made: when a rotation is declared, even one that is not to rotate at once,
   * Secrets Manager has the rotation function log in as the user (step {@code testSecret}; API
   * reference, RotateSecret, "RotateImmediately"), and a user who does not exist yet fails the
   * deployment.
   *
   * @param user what makes the user
   */
  public void rotateUsersPassword(Construct scope, String id, IDependable user) {
    RotationSchedule.Builder.create(scope, id)
        .secret(attachedUsersSecret)
        .automaticallyAfter(ROTATION)
        .rotateImmediatelyOnUpdate(false)
        .hostedRotation(rotation())
        .build()
        .getNode()
        .addDependency(user);
  }

  private HostedRotation rotation() {
    return HostedRotation.mysqlSingleUser(
        SingleUserHostedRotationOptions.builder()
            .vpc(props.vpc())
            .vpcSubnets(
                SubnetSelection.builder().subnetType(SubnetType.PRIVATE_WITH_EGRESS).build())
            .securityGroups(List.of(rotationGroup))
            .excludeCharacters(EXCLUDED_FROM_PASSWORDS)
            .build());
  }

  private void explain() {
    Findings.acknowledge(
        usersSecret,
        "AwsSolutions-SMG4",
        "Its rotation stands in the stack that makes its user, after the migration that does");
    for (Construct server : List.of(instance, replica)) {
      Findings.acknowledge(
          server,
          "AwsSolutions-RDS11",
          "Who is not in the proxy's or the rotation's security group reaches no port at all");
      if (!protection().refusesDeletion()) {
        Findings.acknowledge(
            server,
            "AwsSolutions-RDS10",
            kept()
                ? "The second deployment protects it; the first could not be rolled back"
                : "Only stages that cdk.json protects keep their data");
      }
    }
    Findings.acknowledge(
        instance,
        "CloudFormation-Validate::E9006",
        "RDS takes a major version for the minor one that it recommends; the check lists others");
    Findings.acknowledge(
        replica,
        "AwsSolutions-RDS2",
        "RDS encrypts a replica as its source is, and CloudFormation refuses to hear it again");
    Findings.acknowledge(
        replica,
        "AwsSolutions-RDS3",
        "It is itself the copy; promoting it comes with a second one");
  }

  private void raiseAlarms() {
    Alarms alarms = props.alarms();
    Duration minute = Duration.minutes(1);
    alarms.raise(
        this,
        GameAlarm.DATABASE_CPU,
        Rule.above(
                80,
                instance.metricCPUUtilization(
                    MetricOptions.builder().statistic("Average").period(minute).build()),
                "The payment database has computed at more than 80 % for 10 minutes.")
            .in(10, 10)
            // A database that reports nothing is seen by those who cannot connect to it.
            .whenMissing(TreatMissingData.MISSING));
    alarms.raise(
        this,
        GameAlarm.DATABASE_STORAGE,
        Rule.below(
                size().storageGiB() * GIB / 20.0,
                instance.metricFreeStorageSpace(
                    MetricOptions.builder().statistic("Minimum").period(minute).build()),
                "Less than 5 % of the first storage is free: it should have grown by itself at"
                    + " 10 %, and has not.")
            .in(10, 15)
            .whenMissing(TreatMissingData.MISSING));
    alarms.raise(
        this,
        GameAlarm.DATABASE_REPLICA_LAG,
        Rule.above(
                30,
                MathExpression.Builder.create()
                    // RDS says -1 when nothing is copied any more.
                    .expression("IF(lag < 0, 86400, lag)")
                    .usingMetrics(
                        Map.of(
                            "lag",
                            replica.metric(
                                "ReplicaLag",
                                MetricOptions.builder()
                                    .statistic("Maximum")
                                    .period(minute)
                                    .build())))
                    .label("Seconds that the replica is behind")
                    .period(minute)
                    .build(),
                "The read replica is more than 30 s behind, or tells nothing.")
            .in(5, 5)
            .tellingSilence());
    alarms.raise(
        this,
        GameAlarm.DATABASE_CONNECTIONS,
        Rule.above(
                80,
                MathExpression.Builder.create()
                    .expression("100 * borrowed / allowed")
                    .usingMetrics(
                        Sorted.<IMetric>map(
                            "allowed", ofProxy("MaxDatabaseConnectionsAllowed", minute),
                            "borrowed", ofProxy("DatabaseConnectionsCurrentlyBorrowed", minute)))
                    .label("Borrowed of the connections that the proxy may open, %")
                    .period(minute)
                    .build(),
                "More than 80 % of the proxy's connections to the database are in use.")
            .in(3, 5));
    alarms.raise(
        this,
        GameAlarm.DATABASE_BORROW_LATENCY,
        Rule.above(
                1_000_000,
                ofProxy("DatabaseConnectionsBorrowLatency", minute),
                "Functions wait more than a second (1,000,000 µs) for a connection to the database.")
            .in(3, 5));
  }

  private Metric ofProxy(String name, Duration period) {
    return Metric.Builder.create()
        .namespace("AWS/RDS")
        .metricName(name)
        .dimensionsMap(Map.of("ProxyName", proxy.getDbProxyName()))
        .statistic("Average")
        .period(period)
        .build();
  }

  private static String pascal(String word) {
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }

  private static SubnetSelection isolated() {
    return SubnetSelection.builder().subnetType(SubnetType.PRIVATE_ISOLATED).build();
  }
}
