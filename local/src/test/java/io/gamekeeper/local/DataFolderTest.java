package io.gamekeeper.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataFolderTest {
  private final Path folder;

  DataFolderTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void aFolderBelongsToOneStageAtATime() throws Exception {
    try (DataFolder _ = DataFolder.open(Optional.of(folder))) {
      assertThatThrownBy(() -> DataFolder.open(Optional.of(folder)))
          .isInstanceOf(StageException.class)
          .hasMessageContaining(folder.toString())
          .hasMessageContaining("--data")
          .message()
          .hasLineCount(1);
    }

    try (DataFolder again = DataFolder.open(Optional.of(folder))) {
      assertThat(again.path()).isEqualTo(folder);
    }
  }

  @Test
  void aFolderThatCannotBeMadeIsNamed() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertThatThrownBy(() -> DataFolder.open(Optional.of(file.resolve("data"))))
        .isInstanceOf(StageException.class)
        .hasMessageContaining(file.resolve("data") + " cannot be written")
        .message()
        .hasLineCount(1);
  }

  @Test
  void aFolderOfItsOwnIsKeptAndATemporaryOneRemoved() throws Exception {
    Path kept = folder.resolve("deep/data");
    DataFolder given = DataFolder.open(Optional.of(kept));
    DataFolder own = DataFolder.open(Optional.empty());
    Files.createDirectories(own.path().resolve("a/b"));
    Files.writeString(own.path().resolve("a/b/c"), "");

    given.close();
    own.close();

    assertThat(given.temporary()).isFalse();
    assertThat(kept).isDirectory();
    assertThat(own.temporary()).isTrue();
    assertThat(own.path()).doesNotExist();
  }
}
