package io.gamekeeper.infra.data;

import io.gamekeeper.contract.DatabaseEnvironment;
import io.gamekeeper.contract.Use;
import io.gamekeeper.infra.alarm.Alarms;
import io.gamekeeper.infra.config.StageConfig;
import java.util.List;
import java.util.Objects;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.ec2.Connections;
import software.amazon.awscdk.services.ec2.IConnectable;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.iam.IGrantable;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.rds.ClientPasswordAuthType;
import software.amazon.awscdk.services.rds.DatabaseProxy;
import software.amazon.awscdk.services.rds.ProxyTarget;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.constructs.Construct;
import software.constructs.IDependable;

/**
 * The payment domain's database: MySQL 8.4 in two zones, a replica for reading, and a proxy, which
 * is the only way in. Clients log in to the proxy by IAM; only the proxy knows the passwords, which
 * are in secrets that are rotated. Needs a VPC with private and isolated subnets.
 */
public final class PaymentDatabase extends Construct implements IConnectable {
  private final Props props;
  private final DatabaseProxy proxy;
  private final PasswordRotation rotation;
  private final ISecret usersSecret;
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

    /** Returns the identifier that people type and by which log groups are found. */
    String identifier() {
      return "gamekeeper-" + config.name().key() + "-payments";
    }

    String replicaIdentifier() {
      return identifier() + "-replica";
    }

    /** Creates a log group that is kept as long as the stage says. */
    LogGroup log(Construct scope, String id, String name) {
      return LogGroup.Builder.create(scope, id)
          .logGroupName(name)
          .retention(config.logRetention().retention())
          .removalPolicy(config.protection().removalPolicy())
          .build();
    }
  }

  PaymentDatabase(Construct scope, String id, Props props) {
    super(scope, id);
    this.props = props;
    SecurityGroup databaseGroup = securityGroup("SecurityGroup", "Who may reach the database");
    SecurityGroup proxyGroup = securityGroup("ProxySecurityGroup", "Who may reach the proxy");
    DatabaseServers servers = new DatabaseServers(this, props, databaseGroup);
    DatabaseLogins logins = servers.logins();
    proxy =
        DatabaseProxy.Builder.create(this, "Proxy")
            .dbProxyName(props.identifier())
            .proxyTarget(ProxyTarget.fromInstance(servers.instance()))
            .secrets(logins.all())
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
    rotation = new PasswordRotation(this, props, servers.instance(), databaseGroup, logins);
    usersSecret = logins.users();
    connections =
        Connections.Builder.create()
            .securityGroups(List.of(proxyGroup))
            .defaultPort(Port.tcp(MySql.PORT))
            .build();

    // RDS would create this group itself, to be kept for ever.
    proxy
        .getNode()
        .addDependency(props.log(this, "ProxyLog", "/aws/rds/proxy/" + props.identifier()));
    PaymentDatabaseAlarms alarms = new PaymentDatabaseAlarms(this, props.alarms());
    alarms.about(servers.instance(), props.config().database().storageGiB());
    alarms.about(servers.replica());
    alarms.about(proxy);
    alarms.about(servers.slowQueries());
  }

  /** Returns the identifier of the server that takes all writes; the proxy has the same name. */
  public String identifier() {
    return props.identifier();
  }

  /** Returns the identifier of the server that only reads. */
  public String replicaIdentifier() {
    return props.replicaIdentifier();
  }

  /** Returns the address as the user of the payment functions sees it, through the proxy. */
  public String address() {
    return DatabaseEnvironment.address(
        DatabaseEnvironment.PAYMENTS_USER, proxy.getEndpoint(), MySql.PORT);
  }

  /** Returns the address as the owner sees it, through the proxy. */
  public String ownersAddress() {
    return DatabaseEnvironment.address(DatabaseLogins.OWNER, proxy.getEndpoint(), MySql.PORT);
  }

  /** Returns the secret with name and password of the user of the payment functions. */
  public ISecret usersSecret() {
    return usersSecret;
  }

  /** Allows reading the secret of the user of the payment functions. */
  public void grantUsersSecret(IGrantable grantee, Use use) {
    new EncryptedSecret(usersSecret, props.key()).grant(grantee, use);
  }

  /** Allows logging in through the proxy as the user of the payment functions. */
  public void grantConnect(IGrantable grantee) {
    proxy.grantConnect(grantee, DatabaseEnvironment.PAYMENTS_USER);
  }

  /** Allows logging in through the proxy as the owner. */
  public void grantConnectAsOwner(IGrantable grantee) {
    proxy.grantConnect(grantee, DatabaseLogins.OWNER);
  }

  /** Returns the connections of the proxy: nobody connects to the database itself. */
  @Override
  public Connections getConnections() {
    return connections;
  }

  /**
   * Rotates the password of the functions' user every 30 days. Declared in the stack that creates
   * the user, after the user: when a rotation is declared, even one that is not to rotate at once,
   * Secrets Manager has the rotation function log in as the user (step {@code testSecret}; API
   * reference, RotateSecret, "RotateImmediately"), and a user who does not exist yet fails the
   * deployment.
   *
   * @param user what creates the user
   */
  public void rotateUsersPassword(Construct scope, String id, IDependable user) {
    rotation.ofUser(scope, id, user);
  }

  private SecurityGroup securityGroup(String id, String description) {
    return SecurityGroup.Builder.create(this, id)
        .vpc(props.vpc())
        .description(description)
        .allowAllOutbound(false)
        .build();
  }

  /** Selects the subnets without a way to the internet. */
  static SubnetSelection isolated() {
    return SubnetSelection.builder().subnetType(SubnetType.PRIVATE_ISOLATED).build();
  }
}
