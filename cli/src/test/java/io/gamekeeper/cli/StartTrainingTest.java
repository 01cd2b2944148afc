package io.gamekeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StartTrainingTest {
  /** The jars that the launcher gives short commands, or the folders that become those jars. */
  private static final String OWN =
      ".*/target/classes|.*/(gamekeeper|jackson|jspecify|picocli)-[^/]*\\.jar";

  @TempDir private Path folder;

  /** Whatever else they loaded would be missing when the launcher starts them. */
  @Test
  void shortCommandsNeedNoJarsButTheirOwn() throws Exception {
    File said = folder.resolve("said").toFile();
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> entry.matches(OWN))
            .collect(Collectors.joining(File.pathSeparator));
    Process training =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                StartTraining.class.getName(),
                Files.createDirectory(folder.resolve("root")).toString())
            .redirectErrorStream(true)
            .redirectOutput(said)
            .start();

    assertThat(training.waitFor())
        .as(Files.readString(said.toPath(), StandardCharsets.UTF_8))
        .isZero();
    assertThat(said).isEmpty();
  }
}
