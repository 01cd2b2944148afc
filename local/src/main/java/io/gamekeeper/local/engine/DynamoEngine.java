package io.gamekeeper.local.engine;

import com.amazonaws.services.dynamodbv2.local.embedded.DynamoDBEmbedded;
import com.amazonaws.services.dynamodbv2.local.shared.access.AmazonDynamoDBLocal;
import com.amazonaws.services.dynamodbv2.local.shared.exceptions.LocalDBAccessException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.InternalServerErrorException;

/**
 * DynamoDB Local inside this JVM, without HTTP in between: in memory, or in files of the data
 * folder. Its threads keep the JVM alive until it is closed.
 */
public final class DynamoEngine implements AutoCloseable {
  private static final boolean NO_TELEMETRY = true;

  private final Path folder;
  private final Durability durability;
  private @Nullable AmazonDynamoDBLocal server;
  private boolean closed;
  private volatile @Nullable DynamoDbClient client;

  /**
   * An engine that is not started yet.
   *
   * @param folder for the data, if it is kept; created if absent
   */
  public DynamoEngine(Path folder, Durability durability) {
    this.folder = folder;
    this.durability = durability;
  }

  /**
   * Starts the engine; does nothing if it runs.
   *
   * @throws EngineException if it does not come up, or has been closed for good
   */
  public synchronized void start() {
    if (closed) {
      throw new EngineException("DynamoDB is closed");
    }
    if (server != null) {
      return;
    }
    AmazonDynamoDBLocal started =
        switch (durability) {
          case TEMPORARY -> DynamoDBEmbedded.create(NO_TELEMETRY);
          // The file of the database: a folder here makes the engine retry for ever.
          case KEPT ->
              DynamoDBEmbedded.create(
                  existing(folder).resolve("dynamodb.db").toFile(), NO_TELEMETRY);
        };
    server = started;
    client = translating(started.dynamoDbClient());
  }

  /**
   * A client that fails as one of AWS does. Where the engine itself fails, for instance because the
   * disk is full, its own exceptions come through, which nobody handles on AWS: there it is
   * DynamoDB's 500, which clients repeat and take for an outage.
   */
  static DynamoDbClient translating(DynamoDbClient engine) {
    return (DynamoDbClient)
        Proxy.newProxyInstance(
            DynamoEngine.class.getClassLoader(),
            new Class<?>[] {DynamoDbClient.class},
            (_, method, arguments) -> {
              try {
                return method.invoke(engine, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause() instanceof LocalDBAccessException failure
                    ? internal(failure)
                    : e.getCause();
              }
            });
  }

  private static AwsServiceException internal(LocalDBAccessException failure) {
    return InternalServerErrorException.builder()
        .awsErrorDetails(
            AwsErrorDetails.builder()
                .serviceName("DynamoDb")
                .errorCode("InternalServerError")
                .errorMessage("DynamoDB Local failed: " + failure.getMessage())
                .build())
        .statusCode(500)
        .cause(failure)
        .build();
  }

  private static Path existing(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new EngineException("DynamoDB cannot keep data in " + folder + ": " + e, e);
    }
  }

  /** A client that may do everything; starts the engine if need be. */
  public DynamoDbClient client() {
    DynamoDbClient running = client;
    if (running == null) {
      start();
      running = client;
    }
    if (running == null) {
      throw new EngineException("DynamoDB is closed");
    }
    return running;
  }

  @Override
  public synchronized void close() {
    AmazonDynamoDBLocal running = server;
    closed = true;
    server = null;
    client = null;
    if (running != null) {
      running.shutdownNow();
    }
  }
}
