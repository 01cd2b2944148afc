package io.gamekeeper.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import io.gamekeeper.contract.GameServerEnvironment;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The server as a process. */
final class MainTest {
  private Neighbours neighbours;

  @BeforeEach
  void startNeighbours() throws IOException, JOSEException {
    neighbours = Neighbours.start();
  }

  @AfterEach
  void stopNeighbours() {
    neighbours.close();
  }

  @Test
  void aServerThatCannotStartEndsWithAnErrorAtOnce() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Map<String, String> variables = new HashMap<>(neighbours.environment(1, 30));
      variables.put(GameServerEnvironment.PORT, Integer.toString(taken.getLocalPort()));
      Process server = start(variables);
      try (BufferedReader said = server.inputReader()) {
        List<String> lines = said.lines().toList();

        assertThat(server.waitFor()).isEqualTo(1);
        assertThat(lines).anyMatch(line -> line.contains("\"message\":\"cannotStart\""));
        assertThat(lines).noneMatch(line -> line.contains("\"message\":\"draining\""));
      } finally {
        server.destroyForcibly();
      }
    }
  }

  /** The tables that the JDK computes for BigDecimal were a tenth of the start. */
  @Test
  void aServerIsReadyWithoutBigDecimal() throws Exception {
    Process server = start(neighbours.environment(1, 0), "-Xlog:class+init=info:stdout");
    try (BufferedReader said = server.inputReader()) {
      List<String> initialized = new ArrayList<>();
      String line = said.readLine();
      while (line != null && !line.contains("\"message\":\"ready\"")) {
        initialized.add(line);
        line = said.readLine();
      }

      assertThat(line).as(String.join("\n", initialized)).isNotNull();
      assertThat(initialized)
          .anyMatch(each -> each.contains("Initializing 'io/gamekeeper/fleet/Main'"));
      assertThat(initialized).noneMatch(each -> each.contains("'java/math/BigDecimal'"));
    } finally {
      server.destroyForcibly();
    }
  }

  private static Process start(Map<String, String> variables, String... options)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(variables);
    return builder.start();
  }
}
