package io.gamekeeper.infra.data;

import java.util.List;
import java.util.Objects;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.ec2.Peer;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.rds.DatabaseInstance;
import software.amazon.awscdk.services.secretsmanager.HostedRotation;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.amazon.awscdk.services.secretsmanager.RotationSchedule;
import software.amazon.awscdk.services.secretsmanager.RotationScheduleOptions;
import software.amazon.awscdk.services.secretsmanager.SingleUserHostedRotationOptions;
import software.constructs.Construct;
import software.constructs.IDependable;

/**
 * The rotation of the payment database's passwords, every 30 days, by functions of Secrets Manager
 * that reach the database itself.
 */
final class PasswordRotation {
  private static final Duration PERIOD = Duration.days(30);

  private final PaymentDatabase.Props props;
  private final SecurityGroup securityGroup;
  private final ISecret usersSecret;

  /** Rotates the owner's password from now on. */
  PasswordRotation(
      Construct scope,
      PaymentDatabase.Props props,
      DatabaseInstance instance,
      SecurityGroup databaseGroup,
      DatabaseLogins logins) {
    this.props = props;
    securityGroup =
        SecurityGroup.Builder.create(scope, "RotationSecurityGroup")
            .vpc(props.vpc())
            .description("What the rotation of passwords may reach")
            .allowAllOutbound(false)
            .build();
    securityGroup.addEgressRule(
        Peer.ipv4(props.config().network().cidr()), Port.tcp(443), "Secrets Manager");
    securityGroup
        .getConnections()
        .allowTo(databaseGroup, Port.tcp(MySql.PORT), "Changes the passwords in the database");
    // The rotation finds the database by what attaching adds to a secret.
    ISecret ownersSecret = Objects.requireNonNull(instance.getSecret());
    usersSecret = logins.users().attach(instance);
    // RDS makes the owner together with the instance; the rules let the rotation reach it.
    ownersSecret
        .addRotationSchedule(
            "Rotation",
            RotationScheduleOptions.builder()
                .automaticallyAfter(PERIOD)
                // Nobody has seen a password that was generated a minute ago.
                .rotateImmediatelyOnUpdate(false)
                .hostedRotation(hosted())
                .build())
        .getNode()
        .addDependency(databaseGroup, securityGroup);
  }

  /**
   * Rotates the password of the functions' user from the creation of that user on.
   *
   * @param user what creates the user
   * @see PaymentDatabase#rotateUsersPassword
   */
  void ofUser(Construct scope, String id, IDependable user) {
    RotationSchedule.Builder.create(scope, id)
        .secret(usersSecret)
        .automaticallyAfter(PERIOD)
        .rotateImmediatelyOnUpdate(false)
        .hostedRotation(hosted())
        .build()
        .getNode()
        .addDependency(user);
  }

  private HostedRotation hosted() {
    return HostedRotation.mysqlSingleUser(
        SingleUserHostedRotationOptions.builder()
            .vpc(props.vpc())
            .vpcSubnets(
                SubnetSelection.builder().subnetType(SubnetType.PRIVATE_WITH_EGRESS).build())
            .securityGroups(List.of(securityGroup))
            .excludeCharacters(DatabaseLogins.EXCLUDED_FROM_PASSWORDS)
            .build());
  }
}
