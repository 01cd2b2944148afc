package io.gamekeeper.local.aws.logs.insights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row on its way through a query: a line with what is calculated of it, or a row of {@code
 * stats}.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html">Supported
 *     logs and discovered fields</a>
 */
final class Row {
  static final String TIMESTAMP = "@timestamp";
  static final String MESSAGE = "@message";
  static final String POINTER = "@ptr";

  /** The page above, "Fields in JSON logs": more are not extracted. */
  private static final int MOST_FIELDS = 200;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final @Nullable LogRecord line;
  private final Map<String, @Nullable Object> calculated;
  private @Nullable Map<String, Object> discovered;

  private Row(@Nullable LogRecord line, Map<String, @Nullable Object> calculated) {
    this.line = line;
    this.calculated = calculated;
  }

  static Row of(LogRecord line) {
    return new Row(line, new HashMap<>());
  }

  /** A row of {@code stats}, which is no line any more. */
  static Row of(Map<String, @Nullable Object> values) {
    return new Row(null, new LinkedHashMap<>(values));
  }

  /** The line; only before {@code stats}. */
  LogRecord line() {
    if (line == null) {
      throw new IllegalStateException("a row of stats is no line");
    }
    return line;
  }

  void set(String name, @Nullable Object value) {
    calculated.put(name, value);
  }

  /** Returns a field's value; null if the row has none. */
  @Nullable Object get(String name) {
    if (calculated.containsKey(name) || line == null) {
      return calculated.get(name);
    }
    return switch (name) {
      case TIMESTAMP, "@ingestionTime" -> line.at();
      case MESSAGE -> line.message();
      case "@logStream" -> line.stream();
      case "@log" -> line.log();
      case POINTER -> line.pointer();
      default -> discovered(line).get(name);
    };
  }

  private Map<String, Object> discovered(LogRecord source) {
    Map<String, Object> fields = discovered;
    if (fields == null) {
      fields = new HashMap<>();
      if (source.message().startsWith("{")) {
        try {
          discover("", JSON.readTree(source.message()), fields);
        } catch (JsonProcessingException e) {
          fields.clear(); // a cut line: a message, but no fields
        }
      }
      discovered = fields;
    }
    return fields;
  }

  private static void discover(String path, JsonNode node, Map<String, Object> fields) {
    if (fields.size() >= MOST_FIELDS) {
      return;
    }
    if (node.isContainerNode()) {
      if (node.isArray()) {
        for (int i = 0; i < node.size(); i++) {
          discover(child(path, Integer.toString(i)), node.get(i), fields);
        }
      }
      node.properties()
          .forEach(member -> discover(child(path, member.getKey()), member.getValue(), fields));
    } else if (node.isBoolean()) {
      // https://github.com/aws-powertools/powertools-lambda-dotnet/issues/667
      fields.put(path, Values.truth(node.booleanValue()));
    } else if (!node.isNull()) {
      fields.put(path, node.asText());
    }
  }

  private static String child(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
