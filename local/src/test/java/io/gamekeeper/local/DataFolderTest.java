package io.gamekeeper.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.local.service.StageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
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
  void nobodyButItsOwnerLooksIntoAFolder() throws Exception {
    Path open = Files.createDirectory(folder.resolve("open"), rights("rwxr-xr-x"));
    Path absent = folder.resolve("absent");

    DataFolder.open(Optional.of(open)).close();
    DataFolder.open(Optional.of(absent)).close();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(open)))
        .isEqualTo("rwx------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(absent)))
        .isEqualTo("rwx------");

    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
    DataFolder.open(Optional.of(open)).close();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(open)))
        .as("a stage's own folder of before")
        .isEqualTo("rwx------");
  }

  @Test
  void aFolderThatOthersUseKeepsItsRightsAndIsRefused() throws Exception {
    Path shared = Files.createDirectory(folder.resolve("shared"), rights("rwxr-xr-x"));
    Files.writeString(shared.resolve("theirs"), "");

    assertThatThrownBy(() -> DataFolder.open(Optional.of(shared)))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("chmod 700");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(shared)))
        .isEqualTo("rwxr-xr-x");
    assertThat(shared)
        .isDirectoryContaining("glob:**theirs")
        .isDirectoryNotContaining("glob:**.lock");
  }

  private static FileAttribute<?> rights(String text) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
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
