package io.gamekeeper.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.contract.Bundle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SynthesisTest {

  @Test
  void twoSynthesesAgreeOnEveryByte() throws IOException {
    Path again = Templates.temporaryFolder();

    Templates.app(again).synth();

    assertThat(contents(again)).isEqualTo(contents(Templates.assembly()));
  }

  @Test
  void nothingIsLookedUp() {
    assertThat(Templates.json(Templates.assembly().resolve("manifest.json")).has("missing"))
        .isFalse();
  }

  @Test
  void aMistakeIsOneLineAndExitStatusOne(@TempDir Path root) throws IOException {
    Files.writeString(root.resolve("cdk.json"), "{\"context\":{\"gamekeeper\":{\"stage\":1}}}");
    ByteArrayOutputStream err = new ByteArrayOutputStream();

    int status =
        App.run(
            root,
            root.resolve("out").toString(),
            new PrintStream(err, true, StandardCharsets.UTF_8));

    assertThat(status).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "cdk.json: context.gamekeeper.stage: is not known; did you mean stages? allowed here: stages");
  }

  @Test
  void aMissingZipSaysWhatBuildsIt(@TempDir Path root) throws IOException {
    Files.copy(Templates.ROOT.resolve("cdk.json"), root.resolve("cdk.json"));
    ByteArrayOutputStream err = new ByteArrayOutputStream();

    int status =
        App.run(
            root,
            root.resolve("out").toString(),
            new PrintStream(err, true, StandardCharsets.UTF_8));

    assertThat(status).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("game-api.zip is missing")
        .contains("./mvnw");
  }

  @ParameterizedTest
  @CsvSource({
    "'', fleet/target/game-server.tar.gz is missing: run ./mvnw -DskipTests package first",
    "own/server.tar.gz, own/server.tar.gz is missing: fleet.release in cdk.json names it"
  })
  void aMissingGameServerSaysWhereItShouldBe(String own, String message, @TempDir Path root)
      throws IOException {
    ObjectNode settings = (ObjectNode) Templates.json(Templates.ROOT.resolve("cdk.json"));
    if (!own.isEmpty()) {
      ((ObjectNode) settings.at("/context/gamekeeper/stages/dev/fleet")).put("release", own);
    }
    Files.writeString(root.resolve("cdk.json"), settings.toString());
    for (Bundle bundle : Bundle.values()) {
      Files.createDirectories(bundle.zip(root).getParent());
      Files.copy(Path.of("src/test/resources/stand-in.zip"), bundle.zip(root));
    }
    ByteArrayOutputStream err = new ByteArrayOutputStream();

    int status =
        App.run(
            root,
            root.resolve("out").toString(),
            new PrintStream(err, true, StandardCharsets.UTF_8));

    assertThat(status).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8).lines()).containsExactly(message);
  }

  private static Map<String, String> contents(Path folder) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(
            folder.relativize(file).toString(),
            Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return contents;
  }
}
