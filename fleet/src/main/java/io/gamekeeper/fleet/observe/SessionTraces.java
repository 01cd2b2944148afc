package io.gamekeeper.fleet.observe;

import io.gamekeeper.contract.GameServerContract;
import io.gamekeeper.fleet.system.Timing;
import io.gamekeeper.platform.TraceSink;
import io.gamekeeper.platform.trace.AdaptiveSampling;
import io.gamekeeper.platform.trace.Segment;
import io.gamekeeper.platform.trace.TraceHeader;
import io.gamekeeper.platform.trace.TraceIds;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The traces of a server's sessions: one segment each, from the request that began it to its end.
 * Nothing is traced in between, so that ticks and messages cost nothing.
 */
public final class SessionTraces {
  static final Segment.Request REQUEST =
      new Segment.Request("GET", GameServerContract.SESSION_PATH);

  private final String service;
  private final TraceSink sink;
  private final Timing timing;
  private final TraceIds ids;
  private final AdaptiveSampling sampling;
  private final Log log;

  /**
   * Creates traces of sessions.
   *
   * @param service the server's name in traces
   */
  public SessionTraces(
      String service, TraceSink sink, Timing timing, RandomGenerator random, Log log) {
    this.service = service;
    this.sink = sink;
    this.timing = timing;
    this.ids = new TraceIds(timing.clock(), random);
    this.sampling = new AdaptiveSampling(timing.clock(), random);
    this.log = log;
  }

  /**
   * Returns the trace of a session that is about to begin.
   *
   * @param header the load balancer's, of the request; only its root counts, for everything else in
   *     it may be the client's
   */
  public SessionTrace of(@Nullable String header) {
    String root = TraceHeader.rootOf(header);
    return new SessionTrace(this, root == null ? ids.trace() : root);
  }

  boolean sample() {
    return sampling.sample();
  }

  TraceIds ids() {
    return ids;
  }

  Timing timing() {
    return timing;
  }

  String service() {
    return service;
  }

  Log log() {
    return log;
  }

  void send(String document) {
    sink.accept(document);
  }
}
