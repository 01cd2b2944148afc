package io.gamekeeper.testing;

import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.embedded.RedisServer;

/** A real Redis, a cluster of one node that owns every slot. */
public final class LocalRedis implements AutoCloseable {
  private static final int SLOTS = 16_384;

  private final Path folder;
  private final int port;
  private RedisServer server;

  /** Starts it in a folder, which is made if need be. */
  public LocalRedis(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.port = freePort();
    this.server = start();
    List<String> slots = new ArrayList<>(List.of("ADDSLOTS"));
    for (int slot = 0; slot < SLOTS; slot++) {
      slots.add(Integer.toString(slot));
    }
    command("CLUSTER", slots.toArray(String[]::new));
  }

  public int port() {
    return port;
  }

  public void stop() throws IOException {
    server.stop();
  }

  /** Starts it again on the same port. */
  public void restart() throws IOException {
    server = start();
  }

  /** Sends a command and returns the reply as the client reads it. */
  public Object command(String name, String... arguments) {
    try (Connection connection = new Connection(new HostAndPort("127.0.0.1", port))) {
      connection.sendCommand(() -> name.getBytes(StandardCharsets.UTF_8), arguments);
      return connection.getOne();
    }
  }

  /** Sends a command and returns its reply if that is a text; empty if not. */
  public String text(String name, String... arguments) {
    return command(name, arguments) instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.UTF_8)
        : "";
  }

  private RedisServer start() throws IOException {
    RedisServer started =
        RedisServer.newRedisServer()
            .port(port)
            .bind("127.0.0.1")
            .setting("cluster-enabled yes")
            .setting("cluster-announce-ip 127.0.0.1")
            .setting("cluster-require-full-coverage no")
            .setting("dir " + folder)
            .setting("save \"\"")
            .build();
    started.start();
    return started;
  }

  /** Returns a port whose cluster bus, 10000 above it, is a port as well. */
  private static int freePort() throws IOException {
    while (true) {
      try (ServerSocket socket = new ServerSocket(0)) {
        int candidate = socket.getLocalPort() - 10_000;
        if (candidate > 1024) {
          try (ServerSocket second = new ServerSocket(candidate)) {
            return second.getLocalPort();
          }
        }
      } catch (BindException e) {
        // Somebody has the lower of the two: try another pair.
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.stop();
  }
}
