package io.gamekeeper.local.observe;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;

/**
 * The form of a segment document, as X-Ray demands it.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html">AWS
 *     X-Ray segment documents</a>
 */
final class SegmentForm {
  private static final Pattern TRACE = Pattern.compile("1-[0-9a-f]{8}-[0-9a-f]{24}");
  private static final Pattern SEGMENT = Pattern.compile("[0-9a-f]{16}");
  private static final Pattern NAME =
      Pattern.compile("[\\p{L}\\p{N}\\p{Z}_.:/%&#=+\\\\\\-@]{1,200}");

  private SegmentForm() {}

  /** Tells whether X-Ray takes a document. */
  static boolean isRight(JsonNode document) {
    boolean ended = document.path("end_time").isNumber();
    boolean goesOn = document.path("in_progress").asBoolean();
    boolean below = document.path("type").asText().equals("subsegment");
    return matches(document, "trace_id", TRACE)
        && matches(document, "id", SEGMENT)
        && matches(document, "name", NAME)
        && document.path("start_time").isNumber()
        && ended != goesOn
        && (!document.has("parent_id") || matches(document, "parent_id", SEGMENT))
        && (!below || document.has("parent_id"));
  }

  private static boolean matches(JsonNode document, String field, Pattern pattern) {
    JsonNode value = document.path(field);
    return value.isTextual() && pattern.matcher(value.textValue()).matches();
  }
}
