package io.gamekeeper.infra.data;

import io.gamekeeper.contract.DatabaseEnvironment;
import io.gamekeeper.infra.config.DatabaseConfig;
import io.gamekeeper.infra.config.Findings;
import io.gamekeeper.infra.config.Protection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.ec2.InstanceType;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.iam.ManagedPolicy;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.logs.ILogGroup;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.rds.CfnDBSubnetGroup;
import software.amazon.awscdk.services.rds.DatabaseInsightsMode;
import software.amazon.awscdk.services.rds.DatabaseInstance;
import software.amazon.awscdk.services.rds.DatabaseInstanceReadReplica;
import software.amazon.awscdk.services.rds.ParameterGroup;
import software.amazon.awscdk.services.rds.PerformanceInsightRetention;
import software.amazon.awscdk.services.rds.StorageType;
import software.constructs.Construct;
import software.constructs.IConstruct;

/**
 * The payment database's servers: the instance that takes all writes, in two zones, and the replica
 * for reading, with their logs and their monitoring.
 */
final class DatabaseServers {
  private static final List<String> LOGS = List.of("error", "slowquery", "audit");

  /**
   * From this size on, gp3 storage is striped over four volumes and has at least this speed. The
   * speed is stated although RDS gives it anyway, because RDS demands it whenever a modification
   * names such a storage.
   * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html#gp3-storage
   */
  private static final int STRIPED_GIB = 400;

  private static final int STRIPED_IOPS = 12_000;
  private static final int STRIPED_MIB_PER_SECOND = 500;

  private final Construct scope;
  private final PaymentDatabase.Props props;
  private final DatabaseLogins logins;
  private final DatabaseInstance instance;
  private final Map<String, ILogGroup> logs = new HashMap<>();
  private final DatabaseInstanceReadReplica replica;

  /** Creates both servers, which that security group protects, and the users they know. */
  DatabaseServers(Construct scope, PaymentDatabase.Props props, SecurityGroup securityGroup) {
    this.scope = scope;
    this.props = props;
    MySql mysql = new MySql(scope);
    ParameterGroup parameters = mysql.parameters();
    Role monitoring = monitoringRole();
    logins = new DatabaseLogins(scope, props);

    instance =
        DatabaseInstance.Builder.create(scope, "Instance")
            .instanceIdentifier(props.identifier())
            .engine(mysql.engine())
            .instanceType(instanceType())
            .databaseName(DatabaseEnvironment.NAME)
            .credentials(logins.owner())
            .vpc(props.vpc())
            .vpcSubnets(PaymentDatabase.isolated())
            .securityGroups(List.of(securityGroup))
            .publiclyAccessible(false)
            .port(MySql.PORT)
            .multiAz(true)
            .storageType(StorageType.GP3)
            .allocatedStorage(size().storageGiB())
            .iops(striped(STRIPED_IOPS))
            .storageThroughput(striped(STRIPED_MIB_PER_SECOND))
            .maxAllocatedStorage(size().maxStorageGiB())
            .storageEncryptionKey(props.key())
            .parameterGroup(parameters)
            .optionGroup(mysql.audit())
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
        DatabaseInstanceReadReplica.Builder.create(scope, "Replica")
            .instanceIdentifier(props.replicaIdentifier())
            .sourceDatabaseInstance(instance)
            .instanceType(instanceType())
            .vpc(props.vpc())
            .vpcSubnets(PaymentDatabase.isolated())
            .securityGroups(List.of(securityGroup))
            .publiclyAccessible(false)
            .port(MySql.PORT)
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
    // RDS would create these groups itself, to be kept for ever.
    for (String log : LOGS) {
      LogGroup group = log(pascal(log) + "Log", props.identifier(), log);
      instance.getNode().addDependency(group);
      logs.put(log, group);
    }
    for (String log : List.of("error", "slowquery")) {
      replica
          .getNode()
          .addDependency(log("Replica" + pascal(log) + "Log", props.replicaIdentifier(), log));
    }
    acknowledgeFindings();
  }

  DatabaseLogins logins() {
    return logins;
  }

  DatabaseInstance instance() {
    return instance;
  }

  /** Returns the log of statements that took the instance longer than they should. */
  ILogGroup slowQueries() {
    return Objects.requireNonNull(logs.get("slowquery"));
  }

  DatabaseInstanceReadReplica replica() {
    return replica;
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

  /**
   * Returns the mode of Database Insights: plans and on-demand analyses cost extra, seven days of
   * load cost nothing.
   */
  private DatabaseInsightsMode insightsMode() {
    return kept() ? DatabaseInsightsMode.ADVANCED : DatabaseInsightsMode.STANDARD;
  }

  private PerformanceInsightRetention insightRetention() {
    return kept() ? PerformanceInsightRetention.MONTHS_15 : PerformanceInsightRetention.DEFAULT;
  }

  private Role monitoringRole() {
    Role role =
        Role.Builder.create(scope, "Monitoring")
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
    return props.log(scope, id, "/aws/rds/instance/" + identifier + "/" + log);
  }

  private void acknowledgeFindings() {
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

  private static String pascal(String word) {
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }
}
