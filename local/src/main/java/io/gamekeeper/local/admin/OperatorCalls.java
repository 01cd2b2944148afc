package io.gamekeeper.local.admin;

import java.time.Instant;
import java.util.List;

/** Operations that give operators their ways into the operations API. */
public final class OperatorCalls {
  /** Signs an operator in without a browser. */
  public static final AdminOperation<Operator, Session> SESSION =
      new AdminOperation<>("operator-session", Operator.class, Session.class);

  /** Assumes a role, as somebody who may do everything in the account. */
  public static final AdminOperation<Role, Credentials> ASSUME_ROLE =
      new AdminOperation<>("assume-role", Role.class, Credentials.class);

  /** Reads the parameters below a path, those of folders below it included. */
  public static final AdminOperation<Folder, Parameters> PARAMETERS_BY_PATH =
      new AdminOperation<>("parameters-by-path", Folder.class, Parameters.class);

  private OperatorCalls() {}

  /**
   * Who signs in.
   *
   * @param name begins the mail address
   * @param roles keys of roles, for instance {@code on-call}
   */
  public record Operator(String name, List<String> roles) {}

  /**
   * An operator's session.
   *
   * @param cookie value of the header {@code Cookie} for requests below {@code /_ops/}
   */
  public record Session(String cookie) {}

  /**
   * A role to assume.
   *
   * @param role its name or ARN
   * @param session the session's name
   */
  public record Role(String role, String session) {}

  /** Temporary credentials. */
  public record Credentials(
      String accessKeyId, String secretAccessKey, String sessionToken, Instant expires) {}

  /** A path of parameters, for instance {@code /gamekeeper/dev/operations}. */
  public record Folder(String path) {}

  /** Parameters, sorted by name. */
  public record Parameters(List<Parameter> parameters) {}

  /** A parameter of Systems Manager. */
  public record Parameter(String name, String value) {}
}
