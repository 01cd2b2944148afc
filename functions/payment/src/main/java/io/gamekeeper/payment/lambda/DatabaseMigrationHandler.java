package io.gamekeeper.payment.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.CloudFormationCustomResourceEvent;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gamekeeper.contract.DatabaseEnvironment;
import io.gamekeeper.contract.MigrationEnvironment;
import io.gamekeeper.payment.database.Migration;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.telemetry.RemoteCall;
import io.gamekeeper.platform.telemetry.Telemetry;
import java.net.URI;
import java.sql.SQLException;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.lambda.powertools.cloudformation.AbstractCustomResourceHandler;
import software.amazon.lambda.powertools.cloudformation.Response;

/**
 * Brings the database up to date as a step of a deployment. CloudFormation waits for the answer,
 * which goes to the address in the event; a failure tells the person who deploys what to do, and
 * takes the deployment back. Deleting the resource keeps the data.
 */
public final class DatabaseMigrationHandler extends AbstractCustomResourceHandler {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseMigrationHandler.class);

  /** Always the same: a new one would have CloudFormation delete the old one. */
  private static final String RESOURCE = "gamekeeper-database";

  private final Platform platform;
  private final MigrationEnvironment environment;
  private final Telemetry telemetry;
  private final JsonMapper json = new JsonMapper();

  /** What Lambda calls. */
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

  /** If this is lost, CloudFormation waits until its own time-out. */
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
            Migration migration =
                new Migration(platform.database(URI.create(environment.ownerDatabase())));
            int scripts = migration.run(password());
            LOG.info("The database is up to date; {} scripts ran", scripts);
            return Response.success(RESOURCE);
          } catch (SdkException e) {
            return failed(e, "cannot read the secret of the payment functions' user: check it");
          } catch (MalformedSecretException e) {
            return failed(e, "the secret of the payment functions' user " + e.getMessage());
          } catch (FlywayException e) {
            // Flyway sees the scripts only: nothing that it says can hold a password.
            LOG.error("Flyway: {}", e.getMessage());
            return failed(
                e,
                "a script failed, or one that had run was changed: mend it and deploy again ("
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
                    + ")");
          } catch (SQLException e) {
            return failed(
                e,
                "the database refused a statement (SQL state "
                    + e.getSQLState()
                    + "): check that it runs and that its owner may create users");
          }
        });
  }

  /** The exception's own text may hold a statement with the password: it goes nowhere. */
  private Response failed(Exception e, String reason) {
    LOG.error("The database is not up to date: {} ({})", reason, e.getClass().getName());
    telemetry.failed(e);
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

  /** Carries no cause: a parser's message quotes what it reads. */
  private static final class MalformedSecretException extends RuntimeException {
    private MalformedSecretException(String message) {
      super(message);
    }
  }
}
