package io.gamekeeper.local.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * DynamoDB Local inside this JVM, without HTTP in between: in memory, or in files of the data
 * folder. Its threads keep the JVM alive until it is closed.
 */
public final class DynamoEngine implements AutoCloseable {
  private final Path folder;
  private final Durability durability;
  private @Nullable EmbeddedDynamo server;
  private boolean closed;
  private volatile @Nullable DynamoDbClient client;

  /**
   * Creates an engine that is not started yet.
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
   * @throws EngineException if it does not start, or was closed
   */
  public synchronized void start() {
    if (closed) {
      throw new EngineException("DynamoDB is closed");
    }
    if (server != null) {
      return;
    }
    EmbeddedDynamo started =
        switch (durability) {
          case TEMPORARY -> new EmbeddedDynamo(null);
          // The file of the database: if it is a folder, the engine retries for ever.
          case KEPT -> new EmbeddedDynamo(existing(folder).resolve("dynamodb.db").toFile());
        };
    server = started;
    client = started.client();
  }

  private static Path existing(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new EngineException("DynamoDB cannot keep data in " + folder + ": " + e, e);
    }
  }

  /** Returns a client with all rights; starts the engine if need be. */
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
    EmbeddedDynamo running = server;
    closed = true;
    server = null;
    client = null;
    if (running != null) {
      running.close();
    }
  }
}
