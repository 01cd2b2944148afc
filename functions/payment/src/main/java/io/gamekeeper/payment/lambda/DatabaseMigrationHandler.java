package io.gamekeeper.payment.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.CloudFormationCustomResourceEvent;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gamekeeper.contract.DatabaseEnvironment;
import io.gamekeeper.contract.MigrationEnvironment;
import io.gamekeeper.payment.database.Migration;
import io.gamekeeper.payment.database.MigrationOutcome;
import io.gamekeeper.platform.DatabaseLimits;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.telemetry.RemoteCall;
import io.gamekeeper.platform.telemetry.Telemetry;
import java.net.URI;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.lambda.powertools.cloudformation.AbstractCustomResourceHandler;
import software.amazon.lambda.powertools.cloudformation.Response;

/**
 * Brings the database up to date as a step of a deployment. CloudFormation waits for the answer,
 * which goes to the address in the event; a failure tells the person who deploys what to do, and
 * rolls the deployment back. Deleting the resource keeps the data.
 */
public final class DatabaseMigrationHandler extends AbstractCustomResourceHandler {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseMigrationHandler.class);

  /**
   * The resource's id, which never changes: with a new id, CloudFormation would delete the old
   * resource.
   */
  private static final String RESOURCE = "gamekeeper-database";

  /**
   * The time for answering: CloudFormation's address may take the 30 s that Powertools' client
   * waits for it.
   */
  static final Duration ANSWERING = Duration.ofSeconds(40);

  private final Platform platform;
  private final MigrationEnvironment environment;
  private final Telemetry telemetry;
  private final JsonMapper json = new JsonMapper();

  /** Called by Lambda. */
  public DatabaseMigrationHandler() {
    this(Platform.lambda());
  }

  public DatabaseMigrationHandler(Platform platform) {
    this.platform = platform;
    environment = MigrationEnvironment.from(platform.environment());
    telemetry = new Telemetry(platform);
  }

  @Override
  protected Response create(CloudFormationCustomResourceEvent event, Context context) {
    return migrate(context);
  }

  @Override
  protected Response update(CloudFormationCustomResourceEvent event, Context context) {
    return migrate(context);
  }

  @Override
  protected Response delete(CloudFormationCustomResourceEvent event, Context context) {
    return Response.success(RESOURCE);
  }

  /** Logs the failure: if the answer is lost, CloudFormation waits until its own time-out. */
  @Override
  protected void onSendFailure(
      CloudFormationCustomResourceEvent event,
      Context context,
      Response response,
      Exception exception) {
    LOG.error("CloudFormation does not take the answer {}", response.getStatus(), exception);
  }

  private Response migrate(Context context) {
    return telemetry.invocation(
        context,
        Telemetry.correlationId(null, context),
        () -> {
          try {
            return answer(migration().run(password()));
          } catch (SdkException e) {
            return failed(e, "cannot read the secret of the payment functions' user: check it");
          } catch (MalformedSecretException e) {
            return failed(e, "the secret of the payment functions' user " + e.getMessage());
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed(e, "the function was stopped: deploy again");
          } catch (RuntimeException e) {
            // Powertools would answer too, but without saying what is wrong.
            return failed(e, "the function has a bug");
          }
        });
  }

  private Migration migration() {
    BoundedDatabase owner =
        new BoundedDatabase(
            platform.database(URI.create(environment.ownerDatabase()), DatabaseLimits.LONG_WORK),
            DatabaseLimits.LONG_WORK,
            telemetry,
            ANSWERING);
    return new Migration(owner, platform.clock(), platform.waiting(), owner::left);
  }

  private Response answer(MigrationOutcome outcome) {
    return switch (outcome) {
      case MigrationOutcome.UpToDate(int scripts) -> {
        LOG.info("The database is up to date; {} scripts ran", scripts);
        yield Response.success(RESOURCE);
      }
      case MigrationOutcome.Unreachable(Duration tried, String state) ->
          failed(
              "the database could not be reached for %d s (SQL state %s): check that it and its"
                      .formatted(tried.toSeconds(), state)
                  + " proxy are available and that this function's security group may reach the"
                  + " proxy, and deploy again; no script ran");
      case MigrationOutcome.LogInRefused(Duration tried, String state) ->
          failed(
              "the database's proxy refused to let the owner in for %d s (SQL state %s): check"
                      .formatted(tried.toSeconds(), state)
                  + " rds-db:connect of this function's role and that the owner's secret has the"
                  + " password that the database knows, and deploy again; no script ran");
      case MigrationOutcome.Occupied(String by) ->
          failed(
              "the tables are in use by "
                  + by
                  + ": wait until it has ended, and deploy again; the script begins anew then");
      case MigrationOutcome.Interrupted(String script, String state) ->
          failed(
              "the connection was lost during %s (SQL state %s), and again when it was repeated:"
                      .formatted(script, state)
                  + " check that the database is available, and deploy again; the script begins"
                  + " anew then");
      case MigrationOutcome.OutOfTime(String script) ->
          failed(
              "the time was up during "
                  + script
                  + ": the database goes on with the statement; wait until it has ended, and deploy"
                  + " again; the script begins anew then. One statement must end within ten"
                  + " minutes: divide the script if it does not");
      case MigrationOutcome.ScriptFailed(String script, int line, String state, int code) ->
          failed(
              "script %s failed at line %d (SQL state %s, error %d): correct it and deploy again;"
                      .formatted(script, line, state, code)
                  + " what it did before stays, and the script begins anew then");
      case MigrationOutcome.HistoryContradicted(String detail) ->
          failed(
              "a script that has run was changed: restore it, and put the change into a new script"
                  + " ("
                  + detail
                  + ")");
      case MigrationOutcome.UserRefused(String state) ->
          failed(
              "the tables are up to date, but the user of the payment functions could not be"
                  + " changed (SQL state "
                  + state
                  + "): check that the owner may create users and grant them rights");
    };
  }

  private Response failed(String reason) {
    LOG.error("The database is not up to date: {}", reason);
    telemetry.failed(new IllegalStateException(reason));
    return answer(reason);
  }

  /**
   * Answers with a failure. The exception's own text may hold a statement with the password, so it
   * is neither logged nor sent.
   */
  private Response failed(Exception e, String reason) {
    LOG.error("The database is not up to date: {} ({})", reason, e.getClass().getName());
    telemetry.failed(e);
    return answer(reason);
  }

  private static Response answer(String reason) {
    return Response.builder()
        .status(Response.Status.FAILED)
        .physicalResourceId(RESOURCE)
        .reason(reason + "; the log of function database-migration has more")
        .build();
  }

  private String password() {
    SecretsManagerClient secrets = platform.client(SecretsManagerClient.class);
    String secret =
        telemetry.traced(
            RemoteCall.aws("SecretsManager", "GetSecretValue", environment.usersSecret()),
            () ->
                secrets
                    .getSecretValue(get -> get.secretId(environment.usersSecret()))
                    .secretString());
    try {
      JsonNode members = json.readTree(secret);
      String password = members.path("password").asText();
      if (!members.path("username").asText().equals(DatabaseEnvironment.PAYMENTS_USER)) {
        throw new MalformedSecretException(
            "must have the username " + DatabaseEnvironment.PAYMENTS_USER);
      }
      if (password.isEmpty()) {
        throw new MalformedSecretException("must have a password");
      }
      return password;
    } catch (JsonProcessingException e) {
      throw new MalformedSecretException("must be a JSON object");
    }
  }

  /**
   * Thrown if the secret is malformed. It carries no cause, because a parser's message quotes what
   * it reads.
   */
  private static final class MalformedSecretException extends RuntimeException {
    private MalformedSecretException(String message) {
      super(message);
    }
  }
}
