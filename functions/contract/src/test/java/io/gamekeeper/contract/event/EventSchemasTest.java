package io.gamekeeper.contract.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.gamekeeper.contract.event.EventField.Choice;
import io.gamekeeper.contract.event.EventField.Text;
import io.gamekeeper.contract.event.EventField.Whole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The schemas against those that senders were told before, which {@code events.txt} keeps. A change
 * that an old sender, a waiting message or the lake would not survive is refused. If it is one that
 * they survive, {@code -Dgamekeeper.events=update} writes the file anew.
 */
final class EventSchemasTest {
  private static final Path PUBLISHED = Path.of("src/test/resources/events.txt");

  @Test
  void publishedSchemasStillHold() throws IOException {
    List<String> published = Files.exists(PUBLISHED) ? Files.readAllLines(PUBLISHED) : List.of();
    List<String> now = lines();

    assertThat(breaks(published, now)).isEmpty();
    if ("update".equals(System.getProperty("gamekeeper.events"))) {
      Files.write(PUBLISHED, now);
    }
    assertThat(now)
        .as("the published schemas; -Dgamekeeper.events=update writes them anew")
        .isEqualTo(Files.readAllLines(PUBLISHED));
  }

  @Test
  void whatWouldBreakASenderOrTheLakeIsRefused() {
    List<String> before =
        List.of(
            "login 1", "login.platform choice ios,web optional", "login.level whole 1..9 required");

    assertThat(breaks(before, before)).isEmpty();
    assertThat(
            breaks(
                before,
                List.of(
                    "login 1",
                    "login.platform choice ios,tv,web optional",
                    "login.level whole 1..99 optional",
                    "login.name text 40 optional")))
        .isEmpty();
    assertThat(breaks(before, List.of("logout 1")))
        .contains("type login is gone: senders still send it");
    assertThat(breaks(before, List.of("login 1", "login.platform choice ios,web optional")))
        .containsExactly("login.level is gone: the lake has a column of it");
    assertThat(
            breaks(
                before,
                List.of(
                    "login 1",
                    "login.platform choice ios optional",
                    "login.level text 9 required",
                    "login.name text 40 required")))
        .containsExactly(
            "login.platform is narrower: choice ios,web became choice ios; raise the version",
            "login.level was whole and is text: the lake's column would change",
            "login.name is new and required: raise the version");
    assertThat(
            breaks(
                before,
                List.of(
                    "login 2",
                    "login.platform choice ios required",
                    "login.level whole 5..6 required",
                    "login.name text 40 required")))
        .as("a new version may ask for more")
        .isEmpty();
    assertThat(breaks(List.of("login 2"), List.of("login 1")))
        .containsExactly("version 2 of login became 1");
  }

  @Test
  void aColumnOfTheLakeHasOneType() {
    assertThatCode(LakeTable::columns).doesNotThrowAnyException();
    for (EventType type : EventType.values()) {
      assertThat(LakeTable.columns()).containsAllEntriesOf(LakeTable.columns(type));
      assertThat(type.fields())
          .filteredOn(EventField::personal)
          .allMatch(field -> !LakeTable.columns().containsKey(field.name()));
    }
  }

  @Test
  void typesAreNamedAsTheirConstants() {
    assertThat(EventType.values())
        .allMatch(type -> type.name().equalsIgnoreCase(type.typeName()))
        .allMatch(type -> EventType.named(type.typeName()).orElseThrow() == type);
  }

  private static List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (EventType type : EventType.values()) {
      lines.add(type.typeName() + " " + type.version());
      for (EventField field : type.fields()) {
        lines.add(
            "%s.%s %s %s"
                .formatted(
                    type.typeName(),
                    field.name(),
                    kind(field.kind()),
                    field.required() ? "required" : "optional"));
      }
    }
    return lines;
  }

  private static String kind(EventField.Kind kind) {
    return switch (kind) {
      case Text text -> "text " + text.longest();
      case Whole whole -> "whole " + whole.least() + ".." + whole.most();
      case EventField.Decimal decimal -> "decimal " + decimal.least() + ".." + decimal.most();
      case Choice choice -> "choice " + String.join(",", choice.values());
    };
  }

  /** Returns what an old sender, a waiting message or the lake would not survive. */
  private static List<String> breaks(List<String> before, List<String> after) {
    Map<String, String> now = new HashMap<>();
    after.forEach(line -> now.put(line.split(" ", 2)[0], line.split(" ", 2)[1]));
    Map<String, String> then = new HashMap<>();
    before.forEach(line -> then.put(line.split(" ", 2)[0], line.split(" ", 2)[1]));
    List<String> breaks = new ArrayList<>();
    for (String line : before) {
      String name = line.split(" ", 2)[0];
      if (name.contains(".")) {
        addField(name, then, now, breaks);
      } else if (!now.containsKey(name)) {
        breaks.add("type " + name + " is gone: senders still send it");
      } else if (version(now, name) < version(then, name)) {
        breaks.add(
            "version " + version(then, name) + " of " + name + " became " + version(now, name));
      }
    }
    for (String line : after) {
      String name = line.split(" ", 2)[0];
      String type = name.split("\\.", 2)[0];
      if (name.contains(".")
          && !then.containsKey(name)
          && then.containsKey(type)
          && version(now, type) == version(then, type)
          && line.endsWith(" required")) {
        breaks.add(name + " is new and required: raise the version");
      }
    }
    return breaks;
  }

  private static void addField(
      String name, Map<String, String> then, Map<String, String> now, List<String> breaks) {
    String type = name.split("\\.", 2)[0];
    String[] before = then.getOrDefault(name, "").split(" ", 3);
    if (!now.containsKey(name)) {
      if (now.containsKey(type)) {
        breaks.add(name + " is gone: the lake has a column of it");
      }
      return;
    }
    String[] after = now.getOrDefault(name, "").split(" ", 3);
    if (!before[0].equals(after[0])) {
      breaks.add(
          name + " was " + before[0] + " and is " + after[0] + ": the lake's column would change");
    } else if (version(now, type) == version(then, type)) {
      if (!isWide(before, after)) {
        breaks.add(
            "%s is narrower: %s %s became %s %s; raise the version"
                .formatted(name, before[0], before[1], after[0], after[1]));
      }
      if (before[2].equals("optional") && after[2].equals("required")) {
        breaks.add(name + " was optional and is required: raise the version");
      }
    }
  }

  private static boolean isWide(String[] before, String[] after) {
    return switch (before[0]) {
      case "text" -> Long.parseLong(after[1]) >= Long.parseLong(before[1]);
      case "choice" ->
          List.of(after[1].split(",", -1)).containsAll(List.of(before[1].split(",", -1)));
      default -> {
        double[] then = bounds(before[1]);
        double[] now = bounds(after[1]);
        yield now[0] <= then[0] && now[1] >= then[1];
      }
    };
  }

  private static double[] bounds(String range) {
    return Stream.of(range.split("\\.\\.", 2)).mapToDouble(Double::parseDouble).toArray();
  }

  private static int version(Map<String, String> lines, String type) {
    return Integer.parseInt(lines.getOrDefault(type, "0"));
  }
}
