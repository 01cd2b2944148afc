package io.gamekeeper.local.aws.elb;

import io.gamekeeper.local.http.Upstream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A request's lease of a target and of a connection to it. */
public final class TargetLease implements Upstream {
  private final InstanceTarget target;
  private final AtomicBoolean ended = new AtomicBoolean();
  private @Nullable TargetConnection connection;
  private boolean reusable;

  TargetLease(InstanceTarget target) {
    this.target = target;
  }

  /**
   * Takes a connection that was used before; returns false if there is none.
   *
   * @param closedEarly told of the first that the target has closed, if there are any
   */
  boolean takeKept(Consumer<TargetConnection> closedEarly) {
    connection = target.kept(closedEarly);
    return connection != null;
  }

  /** Connects anew, in place of any connection before. */
  void connect() throws IOException {
    dropConnection();
    connection = target.connect();
  }

  @Override
  public InputStream in() {
    return connection().in();
  }

  @Override
  public OutputStream out() {
    return connection().out();
  }

  @Override
  public void shutdownOutput() throws IOException {
    connection().shutdownOutput();
  }

  /** Returns the connection that was taken. */
  TargetConnection connection() {
    if (connection == null) {
      throw new IllegalStateException("not connected yet");
    }
    return connection;
  }

  /** Says that the connection can carry another request. */
  void reusable() {
    reusable = true;
  }

  private void dropConnection() {
    if (connection != null) {
      target.release(connection, false);
      connection = null;
    }
  }

  /** Returns the target and the connection; does nothing the second time. */
  @Override
  public void close() {
    if (ended.compareAndSet(false, true)) {
      if (connection != null) {
        target.release(connection, reusable);
      }
      target.ended();
    }
  }
}
