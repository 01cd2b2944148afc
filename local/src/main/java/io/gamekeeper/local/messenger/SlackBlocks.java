package io.gamekeeper.local.messenger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of a message, read with Slack's limits: headers, sections, buttons, contexts and
 * dividers. Everything else is a problem.
 *
 * @see <a href="https://docs.slack.dev/reference/block-kit/blocks">Blocks</a>
 */
final class SlackBlocks {
  private static final int MOST_BLOCKS = 50;
  private static final int LONGEST_HEADER = 150;
  private static final int LONGEST_SECTION = 3000;
  private static final int MOST_FIELDS = 10;
  private static final int LONGEST_FIELD = 2000;
  private static final int MOST_BUTTONS = 25;
  private static final int LONGEST_BUTTON = 75;
  private static final int LONGEST_URL = 3000;
  private static final int LONGEST_VALUE = 2000;
  private static final int MOST_IN_CONTEXT = 10;
  private static final int LONGEST_ID = 255;

  private final List<String> problems = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private final List<String> links = new ArrayList<>();
  private @Nullable String title;

  private SlackBlocks() {}

  /** Reads an array of blocks. */
  static SlackBlocks read(JsonNode blocks) {
    SlackBlocks read = new SlackBlocks();
    read.atMost(blocks, MOST_BLOCKS, "/blocks");
    for (int i = 0; i < blocks.size(); i++) {
      read.block(blocks.path(i), "/blocks/" + i);
    }
    return read;
  }

  /** Returns what Slack does not take, each with its place; empty if it takes all. */
  List<String> problems() {
    return problems;
  }

  /** Returns the text of the first header. */
  Optional<String> title() {
    return Optional.ofNullable(title);
  }

  /** Returns what stands in the blocks, from top to bottom. */
  List<String> lines() {
    return lines;
  }

  /** Returns where links and buttons lead. */
  List<String> links() {
    return links;
  }

  private void block(JsonNode block, String place) {
    switch (block.path("type").asText()) {
      case "header" -> header(block, place);
      case "section" -> section(block, place);
      case "actions" -> actions(block, place);
      case "context" -> context(block, place);
      case "divider" -> members(block, place, "type", "block_id");
      default -> wrong("unsupported type: " + block.path("type").asText("none"), place);
    }
    shortEnough(block.path("block_id"), LONGEST_ID, place + "/block_id");
  }

  private void header(JsonNode header, String place) {
    members(header, place, "type", "block_id", "text");
    String text = text(header.path("text"), place + "/text", LONGEST_HEADER, true);
    lines.add(text);
    if (title == null) {
      title = text;
    }
  }

  private void section(JsonNode section, String place) {
    members(section, place, "type", "block_id", "text", "fields", "accessory", "expand");
    if (!section.has("text") && !section.has("fields")) {
      wrong("must define either `fields` or `text`", place);
    }
    if (section.has("text")) {
      lines.add(text(section.path("text"), place + "/text", LONGEST_SECTION, false));
    }
    if (section.has("fields")) {
      JsonNode fields = array(section.path("fields"), MOST_FIELDS, place + "/fields");
      for (int i = 0; i < fields.size(); i++) {
        lines.add(text(fields.path(i), place + "/fields/" + i, LONGEST_FIELD, false));
      }
    }
    if (section.has("accessory")) {
      button(section.path("accessory"), place + "/accessory");
    }
  }

  private void actions(JsonNode actions, String place) {
    members(actions, place, "type", "block_id", "elements");
    JsonNode elements = array(actions.path("elements"), MOST_BUTTONS, place + "/elements");
    for (int i = 0; i < elements.size(); i++) {
      button(elements.path(i), place + "/elements/" + i);
    }
  }

  private void button(JsonNode button, String place) {
    if (!button.path("type").asText().equals("button")) {
      wrong("unsupported type: " + button.path("type").asText("none"), place);
      return;
    }
    members(button, place, "type", "text", "action_id", "url", "value", "style");
    lines.add(text(button.path("text"), place + "/text", LONGEST_BUTTON, true));
    shortEnough(button.path("action_id"), LONGEST_ID, place + "/action_id");
    shortEnough(button.path("value"), LONGEST_VALUE, place + "/value");
    if (button.has("style")
        && !Set.of("primary", "danger").contains(button.path("style").asText())) {
      wrong("must be one of the allowed values", place + "/style");
    }
    if (button.has("url")) {
      String url = button.path("url").asText();
      shortEnough(button.path("url"), LONGEST_URL, place + "/url");
      if (isAddress(url)) {
        links.add(url);
      } else {
        wrong("must be a valid URL", place + "/url");
      }
    }
  }

  private static boolean isAddress(String url) {
    try {
      URI address = URI.create(url);
      return address.getHost() != null && Set.of("http", "https").contains(address.getScheme());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private void context(JsonNode context, String place) {
    members(context, place, "type", "block_id", "elements");
    JsonNode elements = array(context.path("elements"), MOST_IN_CONTEXT, place + "/elements");
    for (int i = 0; i < elements.size(); i++) {
      lines.add(text(elements.path(i), place + "/elements/" + i, LONGEST_SECTION, false));
    }
  }

  private String text(JsonNode object, String place, int longest, boolean plainOnly) {
    String type = object.path("type").asText();
    boolean plain = type.equals("plain_text");
    if (!plain && (plainOnly || !type.equals("mrkdwn"))) {
      wrong("must be a " + (plainOnly ? "plain_text" : "text") + " object", place);
      return "";
    }
    members(object, place, "type", "text", plain ? "emoji" : "verbatim");
    if (!object.path("text").isTextual()) {
      wrong("missing required field: text", place);
      return "";
    }
    String text = object.path("text").asText();
    if (text.isEmpty()) {
      wrong("must be more than 0 characters", place + "/text");
    }
    shortEnough(object.path("text"), longest, place + "/text");
    return plain ? SlackText.ofPlain(text) : SlackText.ofMarkup(text, links);
  }

  private JsonNode array(JsonNode items, int most, String place) {
    if (!items.isArray() || items.isEmpty()) {
      wrong("no fewer than 1 items required", place);
      return MissingNode.getInstance();
    }
    atMost(items, most, place);
    return items;
  }

  private void atMost(JsonNode items, int most, String place) {
    if (items.size() > most) {
      wrong("no more than " + most + " items allowed", place);
    }
  }

  private void shortEnough(JsonNode value, int longest, String place) {
    String text = value.asText();
    if (text.codePointCount(0, text.length()) > longest) {
      wrong("must be less than " + (longest + 1) + " characters", place);
    }
  }

  private void members(JsonNode object, String place, String... known) {
    Set<String> all = Set.of(known);
    object
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!all.contains(name)) {
                wrong("invalid additional property: " + name, place);
              }
            });
  }

  private void wrong(String problem, String place) {
    problems.add(problem + " [json-pointer:" + place + "]");
  }
}
