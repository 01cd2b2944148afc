package io.gamekeeper.fleet;

import io.gamekeeper.fleet.system.Timing;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.jspecify.annotations.Nullable;

/**
 * The connections that are not sessions: requests, health checks, and clients that send nothing or
 * their headers byte by byte. There is always room for one more: the connection that has brought no
 * request for the longest time gives way. A connection that brings no request in time is closed.
 */
final class PlainConnections implements Connection.Listener {
  private final int most;
  private final Duration longestWait;
  private final Timing timing;
  private final ReentrantLock lock = new ReentrantLock();

  /** The time since when each connection's next request is awaited, the longest wait first. */
  private final Map<Connection, Long> waiting = new LinkedHashMap<>();

  PlainConnections(int most, Duration longestWait, Timing timing) {
    this.most = most;
    this.longestWait = longestWait;
    this.timing = timing;
  }

  int count() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onOpened(Connection connection) {
    if (connection instanceof ConnectionMetaData) {
      Connection gives;
      lock.lock();
      try {
        gives = waiting.size() < most ? null : longest();
        waiting.put(connection, timing.nanos());
      } finally {
        lock.unlock();
      }
      if (gives != null) {
        gives.close();
      }
    }
  }

  @Override
  public void onClosed(Connection connection) {
    lock.lock();
    try {
      waiting.remove(connection);
    } finally {
      lock.unlock();
    }
  }

  /** Notes that a request has arrived completely; the wait for the next one begins. */
  void served(Connection connection) {
    lock.lock();
    try {
      if (waiting.remove(connection) != null) {
        waiting.put(connection, timing.nanos());
      }
    } finally {
      lock.unlock();
    }
  }

  /** Closes connections that have waited too long. */
  void check() {
    for (Connection late = tooLong(); late != null; late = tooLong()) {
      late.close();
    }
  }

  private @Nullable Connection tooLong() {
    lock.lock();
    try {
      Connection first = waiting.isEmpty() ? null : waiting.keySet().iterator().next();
      boolean late =
          first != null
              && timing.nanos() - waiting.getOrDefault(first, 0L) >= longestWait.toNanos();
      return late ? longest() : null;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Connection longest() {
    var entries = waiting.entrySet().iterator();
    if (!entries.hasNext()) {
      return null;
    }
    Connection first = entries.next().getKey();
    entries.remove();
    return first;
  }
}
