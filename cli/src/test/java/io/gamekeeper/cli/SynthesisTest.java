package io.gamekeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.contract.Bundle;
import io.gamekeeper.contract.GameServerContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Synthesis with a shell command in the place of the CDK app. */
final class SynthesisTest {
  private static final String WRITES_A_TEMPLATE =
      """
      mkdir -p "$CDK_OUTDIR" && echo run >> runs && cp cdk.json "$CDK_OUTDIR/manifest.json"
      """;

  @TempDir private Path root;

  @BeforeEach
  void layOutAProject() throws IOException {
    Files.createDirectories(root.resolve("infra/target/lib"));
    write("infra/target/gamekeeper-infra.jar", "classes");
    write("infra/target/lib/cdk.jar", "library");
    write("cdk.json", "{}");
    for (Bundle bundle : Bundle.values()) {
      Path zip = bundle.zip(root);
      Files.createDirectories(root.resolve("functions/" + bundle.module() + "/target"));
      Files.writeString(zip, "zip");
    }
    Files.createDirectories(root.resolve("fleet/target"));
    Files.writeString(GameServerContract.release(root), "server");
  }

  @Test
  void synthesisesOnlyWhenAnInputOrATemplateChanged() throws IOException {
    assertThat(refresh()).isTrue();
    assertThat(refresh()).isFalse();

    write("cdk.json", "{\"context\":{}}");
    assertThat(refresh()).as("settings").isTrue();

    Files.writeString(Bundle.GAME_API.zip(root), "newer");
    assertThat(refresh()).as("function zip").isTrue();

    Files.writeString(GameServerContract.release(root), "newer");
    assertThat(refresh()).as("game server").isTrue();

    write("own.tar.gz", "server");
    write(
        "cdk.json",
        """
        {"context": {"gamekeeper": {"stages": {"dev": {"fleet": {"release": "own.tar.gz"}}}}}}
        """);
    assertThat(refresh()).isTrue();
    write("own.tar.gz", "newer");
    assertThat(refresh()).as("a studio's own game server").isTrue();

    write("infra/target/gamekeeper-infra.jar", "other classes");
    assertThat(refresh()).as("the app").isTrue();

    write("infra/target/lib/cdk.jar", "newer library");
    assertThat(refresh()).as("its libraries").isTrue();

    write("cdk.out/manifest.json", "edited");
    assertThat(refresh()).as("an edited template").isTrue();

    assertThat(refresh()).isFalse();
    assertThat(Files.readAllLines(root.resolve("runs"))).hasSize(9);
  }

  @Test
  void tellsTheReasonOfTheAppAndTriesAgainNextTime() {
    Synthesis broken =
        synthesis(
            """
            echo 'Exception in thread "main" io.gamekeeper.infra.ConfigException: stages.dev.region: no such region'
            echo '  at Some.where(Java:1)'
            exit 3
            """);

    assertThatThrownBy(broken::refresh)
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("status 3: stages.dev.region: no such region (its whole output: ");
    assertThat(broken.isStale()).isTrue();
  }

  private boolean refresh() {
    return synthesis(WRITES_A_TEMPLATE).refresh();
  }

  private Synthesis synthesis(String script) {
    return new Synthesis(new Project(root), List.of("/bin/sh", "-c", script));
  }

  private void write(String path, String text) throws IOException {
    Files.writeString(root.resolve(path), text);
  }
}
