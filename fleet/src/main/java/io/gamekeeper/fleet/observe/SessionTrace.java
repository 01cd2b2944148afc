package io.gamekeeper.fleet.observe;

import io.gamekeeper.platform.trace.Segment;
import io.gamekeeper.platform.trace.SegmentJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The trace of one session. If it is sampled, X-Ray gets a segment in progress when the session
 * begins, so that one whose server is lost is seen as well, and the whole one when it ends; else
 * only if it ends by a fault of ours.
 */
public final class SessionTrace {
  /** RFC 6455, section 7.4.1: the server met an unexpected condition. */
  private static final int SERVER_ERROR = 1011;

  private static final int SWITCHING_PROTOCOLS = 101;

  private final SessionTraces traces;
  private final String root;
  private final List<Segment.Part> calls = new ArrayList<>(1);
  private String id = "";
  private double start;
  private boolean sampled;
  private @Nullable Throwable failure;
  private @Nullable String cut;

  SessionTrace(SessionTraces traces, String root) {
    this.traces = traces;
    this.root = root;
  }

  /** Returns the trace's id, by which the session is found in logs. */
  public String id() {
    return root;
  }

  /** Begins it with its session. */
  public synchronized void begin(String player) {
    sampled = traces.sample();
    id = traces.ids().segment();
    start = seconds();
    if (sampled) {
      traces.log().info("sessionBegan", "player", player, "correlationId", root);
      traces.send(document(null, Map.of(), Segment.Outcome.GOOD));
    }
  }

  /** Asks another system on behalf of the session. */
  public <T> T calling(String system, String operation, Supplier<T> question) {
    double asked = seconds();
    T answer = question.get();
    called(
        new Segment.Part(
            system,
            traces.ids().segment(),
            "remote",
            operation,
            null,
            asked,
            seconds(),
            Segment.Outcome.GOOD));
    return answer;
  }

  private synchronized void called(Segment.Part call) {
    calls.add(call);
  }

  /** Notes why the server cuts the session. */
  public synchronized void cut(String why) {
    cut = why;
  }

  /** Notes what went wrong with its connection. */
  public synchronized void failed(Throwable cause) {
    failure = cause;
  }

  /**
   * Ends it with its session.
   *
   * @param status how the WebSocket was closed
   * @param reason the words that went with it
   */
  public synchronized void end(String player, int status, @Nullable String reason) {
    boolean fault = status == SERVER_ERROR;
    if (id.isEmpty() || !(sampled || fault)) {
      return;
    }
    Map<String, String> annotations = new TreeMap<>();
    annotations.put("closeStatus", Integer.toString(status));
    annotations.put("ended", ended(reason));
    traces
        .log()
        .info(
            "sessionEnded",
            "player",
            player,
            "correlationId",
            root,
            "closeStatus",
            status,
            "why",
            ended(reason));
    traces.send(
        document(
            seconds(),
            annotations,
            fault
                ? Segment.Outcome.fault(failure)
                : new Segment.Outcome(cut != null, false, false, null)));
  }

  private String ended(@Nullable String reason) {
    String known = cut;
    return known != null ? known : reason == null || reason.isEmpty() ? "closed" : reason;
  }

  private String document(
      @Nullable Double end, Map<String, String> annotations, Segment.Outcome outcome) {
    Map<String, String> all = new TreeMap<>(annotations);
    all.put("correlationId", root);
    return SegmentJson.of(
        new Segment(
            traces.service(),
            root,
            id,
            null,
            false,
            start,
            end,
            SessionTraces.REQUEST,
            SWITCHING_PROTOCOLS,
            outcome,
            all,
            Map.of(),
            List.of(),
            calls));
  }

  private double seconds() {
    Instant now = traces.timing().now();
    return now.getEpochSecond() + now.getNano() / 1e9;
  }
}
