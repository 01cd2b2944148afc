package io.gamekeeper.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.infra.config.StageName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a change does to the templates shows in its diff. After a change that is meant, write the
 * snapshots anew with {@code ./mvnw -pl infra -am test -Dtest=SnapshotTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dgamekeeper.snapshots=update} and read what differs.
 */
final class SnapshotTest {

  @ParameterizedTest
  @EnumSource
  void templatesAreAsReviewed(StageName stage) throws IOException {
    ObjectNode stacks = Templates.JSON.createObjectNode();
    for (String stack :
        new String[] {
          "Core",
          "Network",
          "Data",
          "Edge",
          "StandIn",
          "Assets",
          "AssetDelivery",
          "GameApi",
          "Payments",
          "Fleet"
        }) {
      JsonNode template = Templates.template(stage, stack);
      stacks.set(stack, template);
    }
    String actual =
        masked(Templates.JSON.writer(SerializationFeature.INDENT_OUTPUT).writeValueAsString(stacks))
            + "\n";

    Path snapshot = Path.of("src/test/resources/snapshots", stage.constructId() + ".json");
    if ("update".equals(System.getProperty("gamekeeper.snapshots"))) {
      Files.writeString(snapshot, actual);
    }
    assertThat(actual).isEqualTo(Files.readString(snapshot));
  }

  /** Hashes of assets, and of the versions that contain them, change with every build. */
  private static String masked(String templates) {
    return templates
        .replaceAll("\\b[0-9a-f]{64}\\b", "ASSET")
        .replaceAll("(CurrentVersion[0-9A-F]{8})[0-9a-f]{32}", "$1VERSION");
  }
}
