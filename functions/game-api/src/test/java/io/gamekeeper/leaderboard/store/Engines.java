package io.gamekeeper.leaderboard.store;

import com.amazonaws.services.dynamodbv2.local.embedded.DynamoDBEmbedded;
import com.amazonaws.services.dynamodbv2.local.shared.access.AmazonDynamoDBLocal;
import io.gamekeeper.platform.RedisConnection;
import io.gamekeeper.platform.redis.JedisRedisConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.embedded.RedisServer;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/**
 * One Redis in cluster mode – all slots on one node, so that a script with keys of several slots
 * fails as on AWS – and one DynamoDB Local for all tests of the JVM; stopped when it ends.
 */
public final class Engines {
  private static final int SLOTS = 16_384;
  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final Engines SHARED = new Engines();

  private final int port;
  private final AmazonDynamoDBLocal dynamo;
  private final JedisRedisConnection connection;
  private @Nullable RedisServer server;

  private Engines() {
    port = freePort();
    startRedis();
    connection =
        new JedisRedisConnection("127.0.0.1", port, JedisRedisConnection.Security.PLAIN, 16);
    dynamo = DynamoDBEmbedded.create(true);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stopRedis();
                  dynamo.shutdownNow();
                }));
  }

  public static RedisConnection redis() {
    return SHARED.connection;
  }

  public static DynamoDbClient dynamo() {
    return SHARED.dynamo.dynamoDbClient();
  }

  /** Returns a name that no other test uses. */
  public static String uniqueName(String prefix) {
    return prefix + NAMES.incrementAndGet();
  }

  /** Creates a table with the string keys {@code pk} and {@code sk}. */
  public static String table() {
    String name = uniqueName("table");
    dynamo()
        .createTable(
            create ->
                create
                    .tableName(name)
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(attribute("pk"), attribute("sk"))
                    .keySchema(key("pk", KeyType.HASH), key("sk", KeyType.RANGE)));
    return name;
  }

  /** Stops Redis: what it held is lost. */
  public static void stopRedis() {
    RedisServer running = SHARED.server;
    if (running != null) {
      try {
        running.stop();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      SHARED.server = null;
    }
  }

  /** Starts Redis again, empty. */
  public static void restartRedis() {
    SHARED.startRedis();
  }

  /** Sends one command past the scripts. */
  public static Object redisCommand(Command command, String... arguments) {
    try (Connection direct = new Connection("127.0.0.1", SHARED.port)) {
      direct.sendCommand(command, arguments);
      return direct.getOne();
    }
  }

  private void startRedis() {
    try {
      Path folder =
          Files.createTempDirectory(
              Files.createDirectories(Path.of("target").toAbsolutePath()), "redis");
      server =
          RedisServer.newRedisServer()
              .port(port)
              .setting("bind 127.0.0.1")
              .setting("dir " + folder)
              .setting("save \"\"")
              .setting("cluster-enabled yes")
              .build();
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (Connection direct = new Connection("127.0.0.1", port)) {
      String[] slots =
          IntStream.concat(IntStream.of(-1), IntStream.range(0, SLOTS))
              .mapToObj(slot -> slot < 0 ? "ADDSLOTS" : Integer.toString(slot))
              .toArray(String[]::new);
      direct.sendCommand(Command.CLUSTER, slots);
      direct.getStatusCodeReply();
      String info;
      do {
        direct.sendCommand(Command.CLUSTER, "INFO");
        info = direct.getBulkReply();
        Thread.onSpinWait();
      } while (!info.contains("cluster_state:ok"));
    }
  }

  // A cluster node also listens on its port + 10000, so ephemeral ports are too high.
  private static int freePort() {
    for (int attempt = 0; attempt < 50; attempt++) {
      int candidate = ThreadLocalRandom.current().nextInt(12_000, 30_000);
      try (ServerSocket one = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress());
          ServerSocket bus =
              new ServerSocket(candidate + 10_000, 1, InetAddress.getLoopbackAddress())) {
        return one.getLocalPort() + bus.getLocalPort() - candidate - 10_000;
      } catch (IOException e) {
        // Taken: try another.
      }
    }
    throw new IllegalStateException("no free port");
  }

  private static AttributeDefinition attribute(String name) {
    return AttributeDefinition.builder()
        .attributeName(name)
        .attributeType(ScalarAttributeType.S)
        .build();
  }

  private static KeySchemaElement key(String name, KeyType type) {
    return KeySchemaElement.builder().attributeName(name).keyType(type).build();
  }
}
