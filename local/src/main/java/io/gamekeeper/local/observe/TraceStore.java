package io.gamekeeper.local.observe;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The newest trace segments of one stage. */
public final class TraceStore {
  private static final int KEPT = 2_000;

  private final Deque<Segment> segments = new ArrayDeque<>();
  private long accepted;

  /** Takes a finished segment document of a function. */
  public synchronized void accept(String functionId, String document) {
    accepted++;
    segments.addLast(new Segment(functionId, document));
    if (segments.size() > KEPT) {
      segments.removeFirst();
    }
  }

  /** Returns how many segments there have been, also those that are not kept any more. */
  public synchronized long accepted() {
    return accepted;
  }

  /** Returns the newest segments, oldest first. */
  public synchronized List<Segment> newest(int limit) {
    return segments.stream().skip(Math.max(0, segments.size() - limit)).toList();
  }

  /** A segment document, JSON, and the logical id of the function that it came from. */
  public record Segment(String functionId, String document) {}
}
