package io.gamekeeper.local.engine;

import io.gamekeeper.local.file.Folders;
import io.gamekeeper.local.file.PrivateFiles;
import io.gamekeeper.local.process.GuardedProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.embedded.core.ExecutableProvider;

/**
 * A redis-server process: a cluster of one node with all slots, so that a script across slots fails
 * as it would on AWS. Clients need its password, which differs in each JVM. After a crash it has
 * its data up to the last second if the data is kept, and is empty otherwise. It serves about two
 * seconds after its start, since a node of a cluster waits that long for its peers.
 */
public final class RedisEngine extends ServerEngine {
  /** The offset of the port for peers from the port for clients. */
  private static final int BUS_OFFSET = 10_000;

  private static final int HIGHEST_PORT = 65_535 - BUS_OFFSET;
  private static final int PORT_ATTEMPTS = 200;
  private static final Duration START_LIMIT = Duration.ofSeconds(20);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);
  private static final Duration POLL = Duration.ofMillis(20);

  private final Durability durability;
  private final String password = UUID.randomUUID().toString();
  private final Map<String, String> settings = new LinkedHashMap<>();

  /**
   * Creates an engine that is not started yet.
   *
   * @param folder for the binary, the log and the data; created if absent
   */
  public RedisEngine(Path folder, Durability durability) {
    super("Redis", "redis-server", folder, "redis.log");
    this.durability = durability;
  }

  private Path executable() {
    return folder().resolve("redis-server");
  }

  @Override
  void prepare() throws IOException {
    if (!Files.isExecutable(executable())) {
      Path unpacked = folder().resolve("unpacked");
      Folders.delete(unpacked); // left by a start that was interrupted or found the disk full
      Files.createDirectory(unpacked);
      Files.move(
          ExecutableProvider.newJarResourceProvider(unpacked.toFile()).get().toPath(),
          executable());
      Folders.delete(unpacked);
    }
  }

  @Override
  int freePort() throws IOException {
    for (int attempt = 0; attempt < PORT_ATTEMPTS; attempt++) {
      try (ServerSocket candidate = new ServerSocket()) {
        candidate.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        int free = candidate.getLocalPort();
        if (free <= HIGHEST_PORT && isFree(free + BUS_OFFSET)) {
          return free;
        }
      }
    }
    throw new EngineException("found no free pair of ports for redis-server");
  }

  private static boolean isFree(int port) {
    try (ServerSocket bus = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return bus.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  /** Writes the cluster's file of nodes and slots ahead, so that nothing has to be negotiated. */
  private void writeSlots() throws IOException {
    Files.writeString(
        folder().resolve("nodes.conf"),
        "%040x %s:%d@%d myself,master - 0 0 1 connected 0-16383\nvars currentEpoch 1 lastVoteEpoch 0\n"
            .formatted(1, HOST, port(), port() + BUS_OFFSET));
  }

  /**
   * Writes the configuration to a file, since all users of the machine can see the arguments of a
   * command.
   */
  private Path writeConfiguration() throws IOException {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("bind", HOST);
    all.put("port", Integer.toString(port()));
    all.put("requirepass", password);
    all.put("dir", '"' + folder().toString() + '"');
    all.put("cluster-enabled", "yes");
    all.put("cluster-announce-ip", HOST);
    all.put("save", "\"\"");
    switch (durability) {
      case TEMPORARY -> all.put("appendonly", "no");
      case KEPT -> {
        all.put("appendonly", "yes");
        all.put("appendfsync", "everysec");
      }
    }
    all.putAll(settings);
    StringBuilder lines = new StringBuilder();
    all.forEach((name, value) -> lines.append(name).append(' ').append(value).append('\n'));
    Path file = folder().resolve("redis.conf");
    PrivateFiles.write(file, lines.toString());
    return file;
  }

  @Override
  GuardedProcess launch() throws IOException {
    writeSlots();
    List<String> command = List.of(executable().toString(), writeConfiguration().toString());
    return GuardedProcess.start("redis", command, log());
  }

  @Override
  boolean serves(GuardedProcess started) {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (started.isAlive()) {
      if (isServing()) {
        return true;
      }
      if (System.nanoTime() - deadline > 0) {
        started.killAndWait();
        throw new EngineException("redis-server does not answer; its log is " + log());
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
    return false;
  }

  private boolean isServing() {
    try (Jedis connection = connect(ANSWER_LIMIT)) {
      return connection.clusterInfo().contains("cluster_state:ok");
    } catch (JedisException e) {
      return false;
    }
  }

  /**
   * Tells whether the server replies. Without room for its log, Redis refuses writes by itself, and
   * accepts them again as soon as there is room.
   */
  @Override
  public boolean answers(Duration patience) {
    try (Jedis connection = connect(patience)) {
      connection.ping();
      return true;
    } catch (JedisDataException e) {
      return true;
    } catch (JedisException e) {
      return false;
    }
  }

  /**
   * Returns what the server says of itself, by the names of the fields; empty if it does not
   * answer.
   *
   * @see <a href="https://redis.io/docs/latest/commands/info/">INFO</a>
   */
  public Optional<Map<String, String>> info(Duration patience) {
    try (Jedis connection = connect(patience)) {
      Map<String, String> fields = new LinkedHashMap<>();
      connection
          .info()
          .lines()
          .filter(line -> line.indexOf(':') > 0)
          .forEach(
              line ->
                  fields.put(
                      line.substring(0, line.indexOf(':')),
                      line.substring(line.indexOf(':') + 1).strip()));
      return Optional.of(fields);
    } catch (JedisException e) {
      return Optional.empty();
    }
  }

  private Jedis connect(Duration patience) {
    int millis = Math.toIntExact(patience.toMillis());
    return new Jedis(
        HOST,
        port(),
        DefaultJedisClientConfig.builder()
            .password(password)
            .connectionTimeoutMillis(millis)
            .socketTimeoutMillis(millis)
            .build());
  }

  /** Returns the password of clients. */
  public String password() {
    return password;
  }

  /**
   * Changes a setting of the running server, and of later ones, as a parameter group does.
   *
   * @throws EngineException if Redis does not know it or refuses the value
   */
  public synchronized void configure(String parameter, String value) {
    try (Jedis connection = connect(ANSWER_LIMIT)) {
      connection.configSet(parameter, value);
    } catch (JedisException e) {
      throw new EngineException(
          "Redis refuses " + parameter + " = " + value + ": " + e.getMessage(), e);
    }
    settings.put(parameter, '"' + value + '"');
  }
}
