package io.gamekeeper.local.engine;

import com.almworks.sqlite4java.SQLiteConnection;
import com.almworks.sqlite4java.SQLiteJob;
import com.almworks.sqlite4java.SQLiteQueue;
import com.amazonaws.services.dynamodbv2.local.shared.access.sqlite.SQLiteDBAccess;
import java.io.File;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * DynamoDB Local's database, used on the threads of those who call, one at a time. The library
 * hands each use to a thread of its own and waits; two such waits are more than half of a put.
 *
 * <p>Transactions stay apart: the library locks out all others from a transaction's begin to its
 * end, on the caller's thread.
 */
final class CallersDatabase extends SQLiteDBAccess {

  /** A database in memory. */
  CallersDatabase() {
    queue = new CallersQueue(queue);
  }

  /** A database in a file. */
  CallersDatabase(File file) {
    super(file);
    queue = new CallersQueue(queue);
  }

  /**
   * Runs jobs on the caller's thread, with the connection of a queue that has been started. That
   * queue's own thread sleeps until it is stopped, and then closes the connection.
   */
  private static final class CallersQueue extends SQLiteQueue {
    private static final VarHandle CONNECTION;
    private static final VarHandle THREAD;
    private static final MethodHandle EXECUTE;
    private static final MethodHandle FAILED;

    static {
      try {
        Lookup queue = MethodHandles.privateLookupIn(SQLiteQueue.class, MethodHandles.lookup());
        CONNECTION = queue.findVarHandle(SQLiteQueue.class, "myConnection", SQLiteConnection.class);
        EXECUTE =
            queue.findVirtual(
                SQLiteQueue.class,
                "executeJob",
                MethodType.methodType(void.class, SQLiteJob.class));
        FAILED =
            queue.findVirtual(
                SQLiteQueue.class,
                "handleJobException",
                MethodType.methodType(void.class, SQLiteJob.class, Throwable.class));
        THREAD =
            MethodHandles.privateLookupIn(SQLiteConnection.class, MethodHandles.lookup())
                .findVarHandle(SQLiteConnection.class, "myConfinement", Thread.class);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("this version of sqlite4java is built otherwise", e);
      }
    }

    private final SQLiteQueue started;
    private final SQLiteConnection connection;
    private final Thread owner;
    private final ReentrantLock use = new ReentrantLock();
    private boolean stopped;

    CallersQueue(SQLiteQueue started) {
      this.started = started;
      this.connection = (SQLiteConnection) CONNECTION.get(started);
      this.owner = (Thread) THREAD.getVolatile(connection);
    }

    @Override
    public <T extends @Nullable Object, J extends SQLiteJob<T>> J execute(J job) {
      use.lock();
      try {
        if (stopped) {
          return started.execute(job); // cancels it
        }
        THREAD.setVolatile(connection, Thread.currentThread());
        run(job);
        return job;
      } finally {
        use.unlock();
      }
    }

    /** Runs a job as the queue's own thread would; the job knows what it failed for. */
    private void run(SQLiteJob<?> job) {
      try {
        try {
          EXECUTE.invokeExact(started, (SQLiteJob) job);
        } catch (Throwable e) {
          FAILED.invokeExact(started, (SQLiteJob) job, e);
        }
      } catch (Throwable e) {
        throw new IllegalStateException("the database failed", e);
      }
    }

    @Override
    public SQLiteQueue stop(boolean gracefully) {
      use.lock();
      try {
        stopped = true;
        THREAD.setVolatile(connection, owner);
        return started.stop(gracefully);
      } finally {
        use.unlock();
      }
    }
  }
}
