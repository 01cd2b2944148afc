package io.gamekeeper.local.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PrivateFilesTest {
  private final Path folder;

  PrivateFilesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void aFileIsItsOwnersOnlyAlsoIfAnotherWasThereBefore() throws IOException {
    Path file = Files.writeString(folder.resolve("keys.json"), "old");

    PrivateFiles.write(file, "new");

    assertThat(file).hasContent("new");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(folder).isDirectoryContaining(file::equals);
    try (var all = Files.list(folder)) {
      assertThat(all).containsExactly(file);
    }
  }

  @Test
  void whatCannotBeWrittenWholeLeavesWhatWasThere() throws IOException {
    Path file = folder.resolve("keys.json");
    PrivateFiles.write(file, "old");
    // Nothing can be written beside it, as on a full disk.
    Files.createDirectories(folder.resolve("keys.json.unfinished/in-the-way"));

    assertThatThrownBy(() -> PrivateFiles.write(file, "new")).isInstanceOf(IOException.class);

    assertThat(file).hasContent("old");
  }

  @Test
  void anEmptyFileIsNone() throws IOException {
    Path file = Files.writeString(folder.resolve("keys.json"), "");

    assertThat(PrivateFiles.read(file)).isEmpty();
    assertThat(PrivateFiles.read(folder.resolve("absent.json"))).isEmpty();

    PrivateFiles.write(file, "{}");

    assertThat(PrivateFiles.read(file)).contains("{}");
  }
}
