package io.gamekeeper.local.aws.sts;

import io.gamekeeper.local.client.Access;
import io.gamekeeper.local.client.FunctionIdentity;
import io.gamekeeper.local.client.NotSimulatedException;
import io.gamekeeper.local.client.SimulatedService;
import io.gamekeeper.local.iam.AccessControl;
import io.gamekeeper.local.iam.Arns;
import io.gamekeeper.local.iam.Role;
import io.gamekeeper.local.iam.RoleSession;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.StageException;
import io.gamekeeper.local.service.StageService;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;
import software.amazon.awssdk.services.sts.model.StsException;

/**
 * AWS Security Token Service.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html">AssumeRole</a>
 */
public final class Sts implements StageService {
  private static final Pattern SESSION_NAME = Pattern.compile("[\\w+=,.@-]{2,64}");
  private static final int SHORTEST = 900;

  /** The most that a caller gets who has assumed a role already, and the default of others. */
  private static final int LONGEST = 3600;

  private final Ground ground;
  private final AccessControl control;

  public Sts(Ground ground) {
    this.ground = ground;
    this.control = ground.roles();
  }

  @Override
  public List<SimulatedService<?>> operations() {
    return List.of(
        new SimulatedService<>("sts", StsClient.class, Sts::error)
            .operation(
                "assumeRole",
                AssumeRoleRequest.class,
                List.of("RoleArn", "RoleSessionName"),
                request -> List.of(new Access.OnRole(control, request.roleArn())),
                this::assume)
            .operationOfCaller(
                "getCallerIdentity",
                GetCallerIdentityRequest.class,
                List.of(),
                _ -> List.of(),
                (_, caller) -> identity(caller)));
  }

  /**
   * Assumes a role as somebody who may do everything in its account; the role's trust policy
   * decides nevertheless.
   *
   * @param role its name or ARN
   * @throws IllegalArgumentException if there is no such role, or the session's name is malformed
   * @throws StageException if the role does not trust its account
   */
  public RoleSession assumeAsAccount(String role, String session) {
    Role found =
        control
            .roleNamed(role)
            .or(() -> control.role(role))
            .orElseThrow(() -> new IllegalArgumentException("there is no role " + role));
    if (!SESSION_NAME.matcher(session).matches()) {
      throw new IllegalArgumentException(
          "a session's name has 2 to 64 letters, digits and characters of _+=,.@-");
    }
    if (!found.trustsAccount()) {
      throw new StageException(
          "the role " + found.name() + " does not trust its account, so nobody here can assume it");
    }
    return issue(found, session, LONGEST);
  }

  private RoleSession issue(Role role, String session, int seconds) {
    return control
        .sessions()
        .issue(
            role,
            session,
            ground.time().clock().instant(),
            Duration.ofSeconds(seconds),
            ground.time().random());
  }

  private AssumeRoleResponse assume(AssumeRoleRequest request) {
    if (!request.equals(
        AssumeRoleRequest.builder()
            .roleArn(request.roleArn())
            .roleSessionName(request.roleSessionName())
            .durationSeconds(request.durationSeconds())
            .build())) {
      throw new NotSimulatedException(
          "sts:assumeRole with anything but RoleArn, RoleSessionName and DurationSeconds");
    }
    int seconds = Optional.ofNullable(request.durationSeconds()).orElse(LONGEST);
    if (seconds < SHORTEST || seconds > LONGEST) {
      throw error(
          "ValidationError",
          400,
          "The requested DurationSeconds is not between " + SHORTEST + " and " + LONGEST + ".");
    }
    if (!SESSION_NAME.matcher(request.roleSessionName()).matches()) {
      throw error(
          "ValidationError",
          400,
          "1 validation error detected: Value '"
              + request.roleSessionName()
              + "' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular"
              + " expression pattern: [\\w+=,.@-]*");
    }
    Role role = control.role(request.roleArn()).orElseThrow(); // its trust policy was asked
    RoleSession session = issue(role, request.roleSessionName(), seconds);
    return AssumeRoleResponse.builder()
        .credentials(
            issued ->
                issued
                    .accessKeyId(session.accessKeyId())
                    .secretAccessKey(session.secretAccessKey())
                    .sessionToken(session.sessionToken())
                    .expiration(session.expires()))
        .assumedRoleUser(user -> user.arn(session.arn()).assumedRoleId(session.userId()))
        .build();
  }

  private static GetCallerIdentityResponse identity(FunctionIdentity caller) {
    return GetCallerIdentityResponse.builder()
        .account(Arns.account(caller.role().arn()))
        .arn(caller.principal())
        .userId(caller.role().id() + ":" + caller.name())
        .build();
  }

  private static AwsServiceException error(String code, int status, String message) {
    boolean denied = code.equals("AccessDeniedException");
    return StsException.builder()
        .awsErrorDetails(
            AwsErrorDetails.builder()
                .serviceName("Sts")
                .errorCode(denied ? "AccessDenied" : code)
                .errorMessage(message)
                .build())
        .statusCode(denied ? 403 : status)
        .build();
  }
}
