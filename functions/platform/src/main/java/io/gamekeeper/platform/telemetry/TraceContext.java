package io.gamekeeper.platform.telemetry;

import com.amazonaws.xray.entities.TraceHeader;
import com.amazonaws.xray.entities.TraceHeader.SampleDecision;
import com.amazonaws.xray.entities.TraceID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The trace that an invocation belongs to.
 *
 * @param trace its id; null if the invocation begins it
 * @param parent the segment above ours; null at the root
 * @param sampled what was decided above us; null if nothing was
 */
record TraceContext(@Nullable TraceID trace, @Nullable String parent, @Nullable Boolean sampled) {
  private static final Pattern ROOT = Pattern.compile("1-[0-9a-f]{8}-[0-9a-f]{24}");
  private static final String ROOT_KEY = "Root=";

  /** Reads the header that Lambda gives to an invocation. */
  static TraceContext of(@Nullable String header) {
    String root = rootOf(header);
    if (root == null) {
      return new TraceContext(null, null, null);
    }
    TraceHeader parsed = TraceHeader.fromString(header);
    SampleDecision decision = parsed.getSampled();
    Boolean sampled =
        decision == SampleDecision.SAMPLED
            ? Boolean.TRUE
            : decision == SampleDecision.NOT_SAMPLED ? Boolean.FALSE : null;
    return new TraceContext(TraceID.fromString(root), parsed.getParentId(), sampled);
  }

  /** The trace id in a header of the form {@code Root=1-…;…}; null if it is no such header. */
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
