package io.gamekeeper.platform.trace;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One service's part of a trace, as X-Ray takes it. Times are seconds since 1970.
 *
 * @param name the service
 * @param trace the trace's id
 * @param id the segment's own id
 * @param parent the segment above; null at the root
 * @param below whether it is a part of the parent, which another process writes: X-Ray's {@code
 *     subsegment}
 * @param end null while it goes on
 * @param request what was asked by HTTP; null if nothing was
 * @param status of the answer by HTTP; 0 if there was none
 * @param outcome how it ended
 * @param annotations what X-Ray finds it by
 * @param metadata what is shown with it
 * @param links to segments of other traces, {@code trace id → segment id}
 * @param calls what it called
 * @see <a
 *     href="https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html">Segment
 *     documents</a>
 */
public record Segment(
    String name,
    String trace,
    String id,
    @Nullable String parent,
    boolean below,
    double start,
    @Nullable Double end,
    @Nullable Request request,
    int status,
    Outcome outcome,
    Map<String, String> annotations,
    Map<String, String> metadata,
    List<Link> links,
    List<Part> calls) {
  public Segment {
    links = List.copyOf(links);
    calls = List.copyOf(calls);
  }

  /** A request by HTTP. */
  public record Request(String method, String url) {}

  /** A segment of another trace that led to this one, or runs it. */
  public record Link(String trace, @Nullable String segment) {}

  /**
   * How something ended.
   *
   * @param error it was refused, and rightly
   * @param fault it failed on our side
   * @param throttle it was refused because it came too often
   * @param exception what was thrown; null if nothing was
   */
  public record Outcome(
      boolean error, boolean fault, boolean throttle, @Nullable Throwable exception) {
    public static final Outcome GOOD = new Outcome(false, false, false, null);

    /** Returns the outcome of a request that was answered so; 0 is no answer by HTTP. */
    public static Outcome of(int status) {
      return status < 400 ? GOOD : new Outcome(status < 500, status >= 500, status == 429, null);
    }

    /** Returns a fault with what was thrown. */
    public static Outcome fault(@Nullable Throwable exception) {
      return new Outcome(false, true, false, exception);
    }
  }

  /**
   * A call of something outside.
   *
   * @param namespace {@code aws} for AWS's own services, else {@code remote}
   * @param operation what was asked for
   * @param resource what it was asked of; null if there is nothing to tell
   */
  public record Part(
      String name,
      String id,
      String namespace,
      String operation,
      @Nullable String resource,
      double start,
      double end,
      Outcome outcome) {}
}
