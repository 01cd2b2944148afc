package io.gamekeeper.platform.telemetry;

import com.amazonaws.xray.entities.TraceHeader;
import com.amazonaws.xray.entities.TraceID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The trace that an invocation belongs to.
 *
 * @param trace its id
 * @param parent the segment above ours; null at the root
 */
record TraceContext(TraceID trace, @Nullable String parent) {
  private static final Pattern ROOT = Pattern.compile("1-[0-9a-f]{8}-[0-9a-f]{24}");
  private static final String ROOT_KEY = "Root=";

  /** Reads the header that Lambda gives to an invocation; a new trace if there is none. */
  static TraceContext of(@Nullable String header, TraceID otherwise) {
    String root = rootOf(header);
    if (root == null) {
      return new TraceContext(otherwise, null);
    }
    TraceHeader parsed = TraceHeader.fromString(header);
    return new TraceContext(TraceID.fromString(root), parsed.getParentId());
  }

  /** Returns what the caller decided about sampling; null if it decided nothing. */
  static @Nullable Boolean decisionOf(@Nullable String header) {
    if (header == null || header.indexOf(ROOT_KEY) < 0) {
      return null;
    }
    return header.contains("Sampled=1")
        ? Boolean.TRUE
        : header.contains("Sampled=0") ? Boolean.FALSE : null;
  }

  /**
   * Returns the trace id in a header of the form {@code Root=1-…;…}; null if it has another form.
   */
  static @Nullable String rootOf(@Nullable String header) {
    if (header == null) {
      return null;
    }
    int start = header.indexOf(ROOT_KEY);
    if (start < 0) {
      return null;
    }
    start += ROOT_KEY.length();
    int end = header.indexOf(';', start);
    String root = header.substring(start, end < 0 ? header.length() : end);
    return ROOT.matcher(root).matches() ? root : null;
  }
}
