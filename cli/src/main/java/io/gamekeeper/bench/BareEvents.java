package io.gamekeeper.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gamekeeper.contract.event.EventLogTable;
import io.gamekeeper.contract.event.EventType;
import io.gamekeeper.event.PlayerEvent;
import io.gamekeeper.event.store.DynamoEventLog;
import io.gamekeeper.local.engine.Durability;
import io.gamekeeper.local.engine.DynamoEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** What a queue in memory and the stage's DynamoDB do with events when nothing else is there. */
final class BareEvents {
  private static final String TABLE = "log";
  private static final int CAPACITY = 1_000;
  private static final int WARM_UP_ROUNDS = 3;

  private BareEvents() {}

  /** Events in a second. */
  record Result(double queuePerSecond, double tablePerSecond) {}

  static Result measure(int events) throws InterruptedException {
    for (int i = 0; i < WARM_UP_ROUNDS; i++) {
      queue(events);
    }
    double queued = events / queue(events);
    try (DynamoEngine engine = new DynamoEngine(Path.of(""), Durability.TEMPORARY)) {
      Tables.create(engine.client(), TABLE, EventLogTable.PARTITION_KEY, EventLogTable.SORT_KEY);
      DynamoEventLog log = new DynamoEventLog(engine.client(), TABLE, Duration.ofDays(30));
      int number = 0;
      for (int i = 0; i < WARM_UP_ROUNDS; i++) {
        append(log, number, events);
        number += events;
      }
      return new Result(queued, events / append(log, number, events));
    }
  }

  /** Returns the seconds that a writer and a reader need. */
  private static double queue(int events) throws InterruptedException {
    BlockingQueue<PlayerEvent> queue = new ArrayBlockingQueue<>(CAPACITY);
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    long start = System.nanoTime();
    Thread writer =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    for (int i = 0; i < events; i++) {
                      queue.put(event(i, now));
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    for (int i = 0; i < events; i++) {
      queue.take();
    }
    writer.join();
    return (System.nanoTime() - start) / 1e9;
  }

  /** Returns the seconds that the events need, one after the other. */
  private static double append(DynamoEventLog log, int first, int events) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    long start = System.nanoTime();
    for (int i = 0; i < events; i++) {
      log.append(event(first + i, now));
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private static PlayerEvent event(int number, Instant now) {
    return new PlayerEvent(
        "b" + number,
        EventType.MATCH,
        1,
        "sender-" + number % 100,
        now,
        now,
        JsonNodeFactory.instance.objectNode().put("match_id", "m").put("result", "win"));
  }
}
