package io.gamekeeper.platform.trace;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The trace that something belongs to, as AWS hands it on: {@code
 * Root=1-67891233-…;Parent=53995c3f…;Sampled=1}. Fields that others added are not kept.
 *
 * @param root the trace's id
 * @param parent the id of the segment above; null at the root
 * @param sampled what was decided about keeping the trace; null if nothing was
 * @see <a
 *     href="https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader">Tracing
 *     header</a>
 */
public record TraceHeader(String root, @Nullable String parent, @Nullable Boolean sampled) {
  /** The header's name in HTTP. */
  public static final String NAME = "X-Amzn-Trace-Id";

  private static final Pattern TRACE = Pattern.compile("1-[0-9a-f]{8}-[0-9a-f]{24}");
  private static final Pattern SEGMENT = Pattern.compile("[0-9a-f]{16}");
  private static final String ROOT_FIELD = "Root=";
  private static final String PARENT_FIELD = "Parent=";
  private static final String SAMPLED_FIELD = "Sampled=";

  /** Reads a header; null if there is none or it has no trace id. */
  public static @Nullable TraceHeader parse(@Nullable String header) {
    String root = rootOf(header);
    if (header == null || root == null) {
      return null;
    }
    String parent = field(header, PARENT_FIELD);
    String sampled = field(header, SAMPLED_FIELD);
    return new TraceHeader(
        root,
        parent != null && SEGMENT.matcher(parent).matches() ? parent : null,
        "1".equals(sampled) ? Boolean.TRUE : "0".equals(sampled) ? Boolean.FALSE : null);
  }

  /** Returns the trace id in a header; null if there is none. */
  public static @Nullable String rootOf(@Nullable String header) {
    String root = header == null ? null : field(header, ROOT_FIELD);
    return root != null && isTraceId(root) ? root : null;
  }

  /** Tells whether a text is a trace id. */
  public static boolean isTraceId(String text) {
    return TRACE.matcher(text).matches();
  }

  /** Returns the header. */
  public String text() {
    return ROOT_FIELD + reference();
  }

  /**
   * Returns it with the id in front, for what is stored: {@code 1-67891233-…;Parent=…;Sampled=1},
   * which is found by its id.
   */
  public String reference() {
    return root
        + (parent == null ? "" : ";" + PARENT_FIELD + parent)
        + (sampled == null ? "" : ";" + SAMPLED_FIELD + (sampled ? '1' : '0'));
  }

  /** Reads what was stored; null if it names no trace. */
  public static @Nullable TraceHeader stored(String reference) {
    return parse(ROOT_FIELD + reference);
  }

  /** Returns the id of what was stored, be it a trace's or a request's. */
  public static String idOf(String reference) {
    int end = reference.indexOf(';');
    return end < 0 ? reference : reference.substring(0, end);
  }

  private static @Nullable String field(String header, String name) {
    for (int start = 0; start < header.length(); ) {
      int end = header.indexOf(';', start);
      end = end < 0 ? header.length() : end;
      if (header.startsWith(name, start)) {
        return header.substring(start + name.length(), end).strip();
      }
      start = end + 1;
      while (start < header.length() && header.charAt(start) == ' ') {
        start++;
      }
    }
    return null;
  }
}
