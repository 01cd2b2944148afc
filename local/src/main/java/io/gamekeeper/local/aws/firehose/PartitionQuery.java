package io.gamekeeper.local.aws.firehose;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The query that finds a record's partition, in the part of JQ that picks fields by their names.
 */
final class PartitionQuery {
  private static final String FIELD = "\\s*(\\w+)\\s*:\\s*\\.(\\w+)\\s*";
  private static final Pattern WHOLE = Pattern.compile("\\{" + FIELD + "(?:," + FIELD + ")*}\\s*");
  private static final Pattern EACH = Pattern.compile(FIELD);

  private final SequencedMap<String, String> fields;

  private PartitionQuery(SequencedMap<String, String> fields) {
    this.fields = fields;
  }

  /**
   * Reads a query of the form <code>{type:.type,day:.day}</code>.
   *
   * @throws IllegalArgumentException for any other form
   */
  static PartitionQuery parse(String query) {
    if (!WHOLE.matcher(query).matches()) {
      throw new IllegalArgumentException(
          "is " + query + "; the stage knows queries of the form {type:.type,day:.day} only");
    }
    SequencedMap<String, String> fields = new LinkedHashMap<>();
    Matcher each = EACH.matcher(query);
    while (each.find()) {
      fields.put(each.group(1), each.group(2));
    }
    return new PartitionQuery(fields);
  }

  /** Returns the keys that it finds values for. */
  Set<String> keys() {
    return Collections.unmodifiableSet(fields.keySet());
  }

  /** Returns the partition of a document; empty if it has no value for one of the keys. */
  Optional<Map<String, String>> partition(JsonNode document) {
    Map<String, String> partition = new LinkedHashMap<>();
    for (Map.Entry<String, String> field : fields.entrySet()) {
      JsonNode value = document.path(field.getValue());
      String text = value.isValueNode() && !value.isNull() ? value.asText() : "";
      // Firehose would take more; a path on a laptop's disk cannot have all that a key may have.
      if (text.isEmpty() || text.matches("\\.{1,2}|.*[/\\p{Cntrl}].*")) {
        return Optional.empty();
      }
      partition.put(field.getKey(), text);
    }
    return Optional.of(partition);
  }
}
