package io.gamekeeper.payment.proof;

import io.gamekeeper.payment.testing.MariaDb;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Some databases on which schedules run side by side. Meanwhile the server writes without waiting
 * for the disk, which is not what these schedules are about.
 */
final class Lanes implements AutoCloseable {
  static final int COUNT = 3;

  private final List<Lane> lanes = new ArrayList<>();
  private final Setting flush = new Setting("innodb_flush_log_at_trx_commit");
  private final Setting sync = new Setting("sync_binlog");

  Lanes(int count) {
    flush.set(0);
    sync.set(0);
    for (int i = 0; i < count; i++) {
      lanes.add(new Lane());
    }
  }

  /** Does something on one of them. */
  <T> T first(Function<Lane, T> work) {
    return work.apply(lanes.getFirst());
  }

  /** Does each of the tasks on some lane; throws the first failure and begins no more. */
  <T> void forEach(Iterable<T> tasks, BiConsumer<Lane, T> work) {
    Iterator<T> rest = tasks.iterator();
    AtomicBoolean failed = new AtomicBoolean();
    List<Future<?>> ends = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Lane lane : lanes) {
        ends.add(
            threads.submit(
                () -> {
                  boolean ended = false;
                  try {
                    for (Optional<T> task = next(rest);
                        task.isPresent() && !failed.get();
                        task = next(rest)) {
                      work.accept(lane, task.get());
                    }
                    ended = true;
                  } finally {
                    failed.compareAndSet(false, !ended);
                  }
                }));
      }
    }
    for (Future<?> end : ends) {
      if (end.state() == Future.State.FAILED) {
        throw new AssertionError(end.exceptionNow().getMessage(), end.exceptionNow());
      }
    }
  }

  private static synchronized <T> Optional<T> next(Iterator<T> tasks) {
    return tasks.hasNext() ? Optional.of(tasks.next()) : Optional.empty();
  }

  @Override
  public void close() {
    lanes.forEach(Lane::close);
    flush.restore();
    sync.restore();
  }

  private static final class Setting {
    private final String name;
    private final int before;

    Setting(String name) {
      this.name = name;
      try (Connection connection = MariaDb.shared().source("", "root", "").getConnection();
          Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("SELECT @@GLOBAL." + name)) {
        row.next();
        before = row.getInt(1);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    void set(int value) {
      try (Connection connection = MariaDb.shared().source("", "root", "").getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("SET GLOBAL " + name + " = " + value);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    void restore() {
      set(before);
    }
  }
}
