package io.gamekeeper.local.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.local.service.StageException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StageFileTest {
  private final Path root;

  StageFileTest(@TempDir Path root) {
    this.root = root;
  }

  @Test
  void aStageIsListedForAsLongAsItRuns() throws Exception {
    StageFile second = stage(9090, ProcessHandle.current().pid());
    StageFile first = stage(8080, ProcessHandle.current().pid());

    assertThat(StageFile.running(root)).isEmpty();
    try (AutoCloseable _ = second.publish(root);
        AutoCloseable _ = first.publish(root)) {
      assertThat(StageFile.running(root)).containsExactly(first, second);
    }
    assertThat(StageFile.running(root)).isEmpty();
  }

  @Test
  void whatADeadProcessLeftBehindIsPassedOver() throws Exception {
    Process dead = new ProcessBuilder("/bin/true").start();
    dead.waitFor();
    StageFile left = stage(8080, dead.pid());
    AutoCloseable published = left.publish(root);

    assertThat(StageFile.running(root)).isEmpty();

    published.close();
    try (var files = Files.list(root.resolve(".gamekeeper/stages"))) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void aBrokenFileIsNamedWithWhatToDo() throws Exception {
    Path file = root.resolve(".gamekeeper/stages/8080.json");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "{\"port\":80");

    assertThatThrownBy(() -> StageFile.running(root))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("remove " + file);
  }

  private StageFile stage(int port, long pid) {
    return new StageFile(port, port + 1, root.resolve("token"), pid, root.resolve("data"));
  }
}
