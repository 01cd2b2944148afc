package io.gamekeeper.local.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.BufferUtil;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection that has become a tunnel to a target. Each direction has a thread that
 * reads only when everything before is written, so that a slow reader slows the other side down
 * instead of filling memory. The end of one direction is passed on; the other one continues.
 */
final class TunnelConnection extends AbstractConnection implements Connection.UpgradeTo {
  private static final int BUFFER_BYTES = 16 * 1024;

  private final Upstream target;
  private final AtomicInteger openDirections = new AtomicInteger(2);
  private @Nullable ByteBuffer early;

  TunnelConnection(EndPoint client, Executor executor, Upstream target) {
    super(client, executor);
    this.target = target;
  }

  /** Takes the bytes that the client sent before the protocol changed. */
  @Override
  public void onUpgradeTo(ByteBuffer buffer) {
    if (BufferUtil.hasContent(buffer)) {
      early = BufferUtil.copy(buffer);
    }
  }

  @Override
  public void onOpen() {
    super.onOpen();
    Thread.ofVirtual().name("tunnel to target").start(() -> run(this::toTarget));
    Thread.ofVirtual().name("tunnel to client").start(() -> run(this::toClient));
  }

  @Override
  public void onFillable() {
    throw new IllegalStateException("the tunnel waits for bytes itself");
  }

  /** Closes the tunnel after too long without bytes in either direction. */
  @Override
  public boolean onIdleExpired(TimeoutException timeout) {
    end();
    return true;
  }

  @Override
  public void onClose(@Nullable Throwable cause) {
    super.onClose(cause);
    target.close();
  }

  private interface Direction {
    void copy() throws IOException;
  }

  private void run(Direction direction) {
    try {
      direction.copy();
      if (openDirections.decrementAndGet() == 0) {
        end();
      }
    } catch (IOException e) {
      end(); // one side is gone, so the other has no peer
    }
  }

  private void end() {
    target.close();
    getEndPoint().close();
  }

  private void toTarget() throws IOException {
    OutputStream out = target.out();
    ByteBuffer first = early;
    if (first != null) {
      out.write(BufferUtil.toArray(first));
      out.flush();
    }
    ByteBuffer buffer = BufferUtil.allocate(BUFFER_BYTES);
    int count = fill(buffer);
    while (count >= 0) {
      out.write(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
      out.flush();
      BufferUtil.clear(buffer);
      count = fill(buffer);
    }
    target.shutdownOutput();
  }

  /** Waits for bytes from the client; returns -1 at their end. */
  private int fill(ByteBuffer buffer) throws IOException {
    int count = getEndPoint().fill(buffer);
    while (count == 0) {
      try (Blocker.Callback ready = Blocker.callback()) {
        getEndPoint().fillInterested(ready);
        ready.block();
      }
      count = getEndPoint().fill(buffer);
    }
    return count;
  }

  private void toClient() throws IOException {
    InputStream in = target.in();
    byte[] buffer = new byte[BUFFER_BYTES];
    int count = in.read(buffer);
    while (count >= 0) {
      try (Blocker.Callback written = Blocker.callback()) {
        getEndPoint().write(written, ByteBuffer.wrap(buffer, 0, count));
        written.block();
      }
      count = in.read(buffer);
    }
    getEndPoint().shutdownOutput();
  }
}
