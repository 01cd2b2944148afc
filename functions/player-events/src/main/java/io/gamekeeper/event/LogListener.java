package io.gamekeeper.event;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Keeps events in their player's log, and says which are new. */
public final class LogListener implements EventListener {
  /** How many events are written at a time. */
  private static final int AT_ONCE = 8;

  private final EventLog log;
  private final Players players;
  private final Consumer<PlayerEvent> isNew;

  /**
   * Creates the listener.
   *
   * @param isNew hears of each event that was not in the log before; a crash may keep that from it
   */
  public LogListener(EventLog log, Players players, Consumer<PlayerEvent> isNew) {
    this.log = log;
    this.players = players;
    this.isNew = isNew;
  }

  @Override
  public Map<PlayerEvent, String> handle(List<PlayerEvent> events) {
    List<Callable<Map<PlayerEvent, String>>> shares = new ArrayList<>();
    int share = (events.size() + AT_ONCE - 1) / AT_ONCE;
    for (int from = 0; from < events.size(); from += share) {
      List<PlayerEvent> part = events.subList(from, Math.min(events.size(), from + share));
      shares.add(() -> append(part));
    }
    Map<PlayerEvent, String> failures = new HashMap<>();
    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Map<PlayerEvent, String>> written : writers.invokeAll(shares)) {
        failures.putAll(written.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
    return failures;
  }

  private Map<PlayerEvent, String> append(List<PlayerEvent> events) {
    return EventListener.each(
        events,
        event -> {
          if (event.received().isAfter(players.of(event.player(), event.received()).erased())
              && log.append(event)) {
            isNew.accept(event);
          }
        });
  }
}
