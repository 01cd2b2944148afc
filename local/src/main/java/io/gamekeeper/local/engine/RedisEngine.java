package io.gamekeeper.local.engine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.embedded.core.ExecutableProvider;

/**
 * A redis-server process that is a cluster of one node with all slots, so that a script across
 * slots fails as it would on AWS. It serves about two seconds after its start: a cluster's node
 * waits that long for its peers.
 */
public final class RedisEngine extends ServerEngine {
  /** Redis listens for its peers at its own port plus this. */
  private static final int BUS_OFFSET = 10_000;

  private static final int HIGHEST_PORT = 65_535 - BUS_OFFSET;
  private static final int PORT_ATTEMPTS = 200;
  private static final Duration START_LIMIT = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(20);

  private final Durability durability;

  /**
   * An engine that is not started yet.
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
      Path unpacked =
          ExecutableProvider.newJarResourceProvider(
                  Files.createTempDirectory(folder(), "unpacked").toFile())
              .get()
              .toPath();
      Files.move(unpacked, executable());
      Files.delete(unpacked.getParent());
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

  /**
   * The cluster's own note of who serves what, written ahead so that nothing has to be negotiated.
   */
  private void writeSlots() throws IOException {
    Files.writeString(
        folder().resolve("nodes.conf"),
        "%040x %s:%d@%d myself,master - 0 0 1 connected 0-16383\nvars currentEpoch 1 lastVoteEpoch 0\n"
            .formatted(1, HOST, port(), port() + BUS_OFFSET));
  }

  @Override
  GuardedProcess launch() throws IOException {
    writeSlots();
    List<String> command = new ArrayList<>();
    command.add(executable().toString());
    command.addAll(List.of("--bind", HOST, "--port", Integer.toString(port())));
    command.addAll(List.of("--dir", folder().toString()));
    command.addAll(List.of("--cluster-enabled", "yes", "--cluster-announce-ip", HOST));
    command.addAll(List.of("--save", ""));
    switch (durability) {
      case TEMPORARY -> command.addAll(List.of("--appendonly", "no"));
      case KEPT -> command.addAll(List.of("--appendonly", "yes", "--appendfsync", "everysec"));
    }
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
        kill();
        throw new EngineException("redis-server does not answer; its log is " + log());
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
    return false;
  }

  private boolean isServing() {
    try (Jedis connection = new Jedis(HOST, port())) {
      return connection.clusterInfo().contains("cluster_state:ok");
    } catch (JedisException e) {
      return false;
    }
  }

  /**
   * Changes a setting of the running server, as a parameter group does.
   *
   * @throws EngineException if Redis does not know it or refuses the value
   */
  public synchronized void configure(String parameter, String value) {
    try (Jedis connection = new Jedis(HOST, port())) {
      connection.configSet(parameter, value);
    } catch (JedisException e) {
      throw new EngineException(
          "Redis refuses " + parameter + " = " + value + ": " + e.getMessage(), e);
    }
  }
}
