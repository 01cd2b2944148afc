package io.gamekeeper.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.gamekeeper.infra.config.StageName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a change does to the templates shows in its diff, in one file per stage and stack. After a
 * change that is meant, write the snapshots anew with {@code ./mvnw -pl infra -am test
 * -Dtest=SnapshotTest -Dsurefire.failIfNoSpecifiedTests=false -Dgamekeeper.snapshots=update} and
 * read what differs.
 */
final class SnapshotTest {
  private static final Path SNAPSHOTS = Path.of("src/test/resources/snapshots");

  /** How many differences of a stack a failure names. */
  private static final int NAMED = 10;

  /** How much of a value it shows. */
  private static final int SHOWN = 100;

  @BeforeAll
  static void writeAnewIfAsked() throws IOException {
    if (!"update".equals(System.getProperty("gamekeeper.snapshots"))) {
      return;
    }
    for (StageName stage : StageName.values()) {
      for (String stale : snapshots(stage)) {
        Files.delete(snapshot(stage, stale));
      }
      for (Map.Entry<String, JsonNode> stack : Templates.stacks(stage).entrySet()) {
        Files.createDirectories(folder(stage));
        Files.writeString(snapshot(stage, stack.getKey()), masked(stack.getValue()));
      }
    }
  }

  static Stream<Arguments> stacks() {
    return Stream.of(StageName.values())
        .flatMap(
            stage ->
                Templates.stacks(stage).keySet().stream().map(name -> Arguments.of(stage, name)));
  }

  @ParameterizedTest
  @MethodSource("stacks")
  void theTemplateIsAsReviewed(StageName stage, String stack) throws IOException {
    assertThat(snapshot(stage, stack)).as("a new stack needs a snapshot").exists();
    String reviewed = Files.readString(snapshot(stage, stack));
    String actual = masked(Templates.template(stage, stack));

    List<String> differences = new ArrayList<>();
    compare("", Templates.JSON.readTree(reviewed), Templates.JSON.readTree(actual), differences);
    if (differences.isEmpty() && !actual.equals(reviewed)) {
      differences.add("the order of members");
    }

    assertThat(differences.stream().limit(NAMED))
        .as("%s/%s differs in %d places", stage.constructId(), stack, differences.size())
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void eachSnapshotHasItsStack(StageName stage) throws IOException {
    assertThat(snapshots(stage)).isEqualTo(Templates.stacks(stage).keySet());
  }

  private static Path folder(StageName stage) {
    return SNAPSHOTS.resolve(stage.constructId());
  }

  private static Path snapshot(StageName stage, String stack) {
    return folder(stage).resolve(stack + ".json");
  }

  /** The stacks of which there are snapshots. */
  private static Set<String> snapshots(StageName stage) throws IOException {
    Set<String> stacks = new TreeSet<>();
    if (Files.exists(folder(stage))) {
      try (Stream<Path> files = Files.list(folder(stage))) {
        files.forEach(file -> stacks.add(file.getFileName().toString().replace(".json", "")));
      }
    }
    return stacks;
  }

  /** Adds each place where the two differ: its JSON pointer, what was reviewed and what is now. */
  private static void compare(
      String place, JsonNode reviewed, JsonNode actual, List<String> differences) {
    if (reviewed.isContainerNode() && reviewed.getNodeType() == actual.getNodeType()) {
      Map<String, JsonNode> before = members(reviewed);
      Map<String, JsonNode> now = members(actual);
      TreeSet<String> names = new TreeSet<>(before.keySet());
      names.addAll(now.keySet());
      for (String name : names) {
        compare(
            place + "/" + name,
            before.getOrDefault(name, Templates.JSON.missingNode()),
            now.getOrDefault(name, Templates.JSON.missingNode()),
            differences);
      }
    } else if (!reviewed.equals(actual)) {
      differences.add("%s: %s, now %s".formatted(place, shown(reviewed), shown(actual)));
    }
  }

  private static Map<String, JsonNode> members(JsonNode container) {
    Map<String, JsonNode> members = new TreeMap<>();
    container.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
    for (int i = 0; container.isArray() && i < container.size(); i++) {
      members.put(Integer.toString(i), container.get(i));
    }
    return members;
  }

  private static String shown(JsonNode value) {
    String text = value.isMissingNode() ? "nothing" : value.toString();
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }

  /** Hashes of assets, and of the versions that contain them, change with every build. */
  private static String masked(JsonNode template) throws JsonProcessingException {
    return Templates.JSON
            .writer(SerializationFeature.INDENT_OUTPUT)
            .writeValueAsString(template)
            .replaceAll("\\b[0-9a-f]{64}\\b", "ASSET")
            .replaceAll("(CurrentVersion[0-9A-F]{8})[0-9a-f]{32}", "$1VERSION")
        + "\n";
  }
}
