package io.gamekeeper.local.admin;

import io.gamekeeper.local.admin.OperatorCalls.Credentials;
import io.gamekeeper.local.admin.OperatorCalls.Operator;
import io.gamekeeper.local.admin.OperatorCalls.Session;
import io.gamekeeper.local.aws.ssm.Parameters;
import io.gamekeeper.local.aws.sts.Sts;
import io.gamekeeper.local.iam.RoleSession;
import io.gamekeeper.local.identityprovider.SignedIn;
import java.util.List;
import java.util.function.Function;

/** The stage's side of {@link OperatorCalls}. */
final class OperatorOperations {
  private final Function<SignedIn, String> signIn;
  private final Sts sts;
  private final Parameters parameters;

  /**
   * Creates the operations.
   *
   * @param signIn signs an operator in, and returns the session's cookie
   */
  OperatorOperations(Function<SignedIn, String> signIn, Sts sts, Parameters parameters) {
    this.signIn = signIn;
    this.sts = sts;
    this.parameters = parameters;
  }

  List<AdminApi.Handler> operations() {
    return List.of(
        OperatorCalls.SESSION.by(this::session),
        OperatorCalls.ASSUME_ROLE.by(this::assume),
        OperatorCalls.PARAMETERS_BY_PATH.by(this::below));
  }

  private Credentials assume(OperatorCalls.Role wanted) {
    RoleSession session = sts.assumeAsAccount(wanted.role(), wanted.session());
    return new Credentials(
        session.accessKeyId(),
        session.secretAccessKey(),
        session.sessionToken(),
        session.expires());
  }

  private OperatorCalls.Parameters below(OperatorCalls.Folder folder) {
    return new OperatorCalls.Parameters(
        parameters.namesBelow(folder.path(), true).stream()
            .map(name -> new OperatorCalls.Parameter(name, parameters.value(name)))
            .toList());
  }

  private Session session(Operator operator) {
    return new Session(signIn.apply(SignedIn.of(operator.name(), operator.roles())));
  }
}
