package io.gamekeeper.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gamekeeper.contract.GameServerEnvironment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Connections that do nothing cost little; {@code -Dgamekeeper.idle} says how many. */
final class IdleConnectionsTest {
  private static final int CONNECTIONS = Integer.getInteger("gamekeeper.idle", 300);
  private static final long MOST_BYTES = 40_000;

  @Test
  void manyIdleSessionsFitAndOneMoreIsRefused() throws IOException {
    List<RawSocket> sockets = new ArrayList<>();
    try (Neighbours neighbours = Neighbours.start()) {
      Map<String, String> environment = neighbours.environment(CONNECTIONS, 1);
      environment.put(GameServerEnvironment.ATTEMPTS_PER_SECOND, "100000");
      try (TestServer server = TestServer.ready(environment)) {
        long before = usedHeap();
        for (int i = 0; i < CONNECTIONS; i++) {
          sockets.add(new RawSocket(server.server.port(), neighbours.token("idle-" + i)));
        }
        // The last upgrade is answered before its session is registered.
        await()
            .atMost(TestServer.PATIENCE)
            .until(() -> server.server.sessions().count() == CONNECTIONS);
        long each = (usedHeap() - before) / CONNECTIONS;

        System.out.println(CONNECTIONS + " idle sessions, " + each + " bytes of heap each");
        assertThat(each).isLessThan(MOST_BYTES);
        assertThat(server.get("/v1/session", neighbours.token("late")).statusCode()).isEqualTo(503);
        assertThat(server.get("/v1/rooms", neighbours.token("late")).statusCode()).isEqualTo(200);
      } finally {
        for (RawSocket socket : sockets) {
          socket.close();
        }
      }
    }
  }

  /** Returns the heap in use after a collection, which includes both ends of the connections. */
  private static long usedHeap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
