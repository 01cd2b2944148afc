package io.gamekeeper.infra.data;

import io.gamekeeper.contract.DatabaseEnvironment;
import io.gamekeeper.infra.config.Findings;
import java.util.List;
import software.amazon.awscdk.services.rds.Credentials;
import software.amazon.awscdk.services.rds.DatabaseSecret;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.constructs.Construct;

/**
 * The payment database's two users: the owner of its tables, and the user of the payment functions.
 * Each has a secret with a generated password.
 */
final class DatabaseLogins {
  /** The user who owns the tables; only the migration logs in as this one. */
  static final String OWNER = "gamekeeper";

  static final String EXCLUDED_FROM_PASSWORDS = " %+~`#$&*()|[]{}:;<>?!'/@\"\\";

  private final DatabaseSecret owners;
  private final DatabaseSecret users;

  DatabaseLogins(Construct scope, PaymentDatabase.Props props) {
    owners = secret(scope, "OwnerSecret", OWNER, props);
    users = secret(scope, "UsersSecret", DatabaseEnvironment.PAYMENTS_USER, props);
    Findings.acknowledge(
        users,
        "AwsSolutions-SMG4",
        "Its rotation stands in the stack that makes its user, after the migration that does");
  }

  private static DatabaseSecret secret(
      Construct scope, String id, String user, PaymentDatabase.Props props) {
    DatabaseSecret secret =
        DatabaseSecret.Builder.create(scope, id)
            .username(user)
            .encryptionKey(props.key())
            .excludeCharacters(EXCLUDED_FROM_PASSWORDS)
            .build();
    // A database that is kept is no use without its passwords.
    secret.applyRemovalPolicy(props.config().protection().removalPolicy());
    return secret;
  }

  /** Returns the owner's name and password, which RDS creates the instance with. */
  Credentials owner() {
    return Credentials.fromSecret(owners, OWNER);
  }

  /** Returns the secret of the user of the payment functions. */
  DatabaseSecret users() {
    return users;
  }

  /** Returns both secrets, for the proxy, which logs in with them. */
  List<ISecret> all() {
    return List.of(owners, users);
  }
}
