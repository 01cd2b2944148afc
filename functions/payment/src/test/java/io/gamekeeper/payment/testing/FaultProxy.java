package io.gamekeeper.payment.testing;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A way to a server on this machine that can be disturbed at any moment. Faults hold for open
 * connections too and can be combined, until {@link #heal}.
 */
public final class FaultProxy implements AutoCloseable {
  private static final int ALL = -1;
  private static final int CHUNK = 8192;

  private final int target;
  private final int port;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private ServerSocket door;

  /** Waits at the door: the kernel lets callers in until this has noticed that it is closed. */
  private Thread porter = Thread.ofVirtual().unstarted(() -> {});

  /** Keeps the port while nobody listens, so that no other program gets it and answers. */
  private Socket kept = new Socket();

  private volatile Duration latency = Duration.ZERO;
  private volatile boolean silent;
  private volatile int bytesPerSecond = Integer.MAX_VALUE;

  /** How many more bytes of replies get through, over all connections. */
  private int replyBytes = ALL;

  /** Opens a healthy way to a port. */
  public FaultProxy(int target) {
    this.target = target;
    this.door = listen(0);
    this.port = door.getLocalPort();
  }

  /** Returns the port of the loopback interface that clients connect to. */
  public int port() {
    return port;
  }

  /** Delays each piece of a reply. */
  public void delay(Duration latency) {
    this.latency = latency;
  }

  /** Lets so many bytes of replies through in a second. */
  public void throttle(int bytesPerSecond) {
    this.bytesPerSecond = bytesPerSecond;
  }

  /**
   * Resets the connection on which the reply's byte after that many would come; with 0 the server
   * has done what it was asked, and the client does not learn it. One connection only: the next one
   * is healthy.
   */
  public synchronized void cutReplyAfter(int bytes) {
    replyBytes = bytes;
  }

  /** Swallows replies: connections look open and nothing comes. */
  public void silence() {
    silent = true;
  }

  /** Refuses new connections and resets the open ones. */
  public synchronized void refuse() {
    closeDoor();
    try {
      kept = new Socket();
      kept.setReuseAddress(true);
      kept.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void closeDoor() {
    close(door);
    try {
      porter.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    close(kept);
    drop();
  }

  /** Resets the open connections. */
  public void drop() {
    open.forEach(this::reset);
  }

  /** Ends all faults. Connections that were silent are reset: what they lost is lost. */
  public synchronized void heal() {
    latency = Duration.ZERO;
    bytesPerSecond = Integer.MAX_VALUE;
    replyBytes = ALL;
    if (silent) {
      silent = false;
      drop();
    }
    if (door.isClosed()) {
      close(kept);
      door = listen(port);
    }
  }

  @Override
  public synchronized void close() {
    closeDoor();
  }

  private ServerSocket listen(int wanted) {
    try {
      ServerSocket listening = new ServerSocket();
      listening.setReuseAddress(true);
      listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
      porter = Thread.ofVirtual().start(() -> accept(listening));
      return listening;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept(ServerSocket listening) {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        Socket server = new Socket();
        open.add(client);
        open.add(server);
        if (listening.isClosed()) {
          drop();
          return;
        }
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        Thread.ofVirtual().start(() -> connect(client, server));
      } catch (IOException e) {
        return; // the door was closed
      }
    }
  }

  private void connect(Socket client, Socket server) {
    try {
      server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
      Thread.ofVirtual().start(() -> pump(client, server, false));
      pump(server, client, true);
    } catch (IOException e) {
      reset(client); // as the server is gone
    }
  }

  private void pump(Socket from, Socket to, boolean replies) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] chunk = new byte[CHUNK];
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        int allowed = replies ? disturb(read) : read;
        out.write(chunk, 0, allowed);
        out.flush();
        if (allowed < read && !silent) {
          return;
        }
      }
    } catch (IOException e) {
      return; // either side has hung up, or a fault was wanted
    } finally {
      reset(from);
      reset(to);
    }
  }

  /** Waits as long as the faults want; how much of a reply may go on. */
  private int disturb(int read) {
    LockSupport.parkNanos(latency.toNanos());
    if (bytesPerSecond != Integer.MAX_VALUE) {
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(read) / bytesPerSecond);
    }
    return silent ? 0 : spend(read);
  }

  private synchronized int spend(int read) {
    if (replyBytes == ALL) {
      return read;
    }
    int allowed = Math.min(read, replyBytes);
    replyBytes = allowed < read ? ALL : replyBytes - read;
    return allowed;
  }

  private void reset(Socket socket) {
    open.remove(socket);
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      open.remove(socket); // it is closed already
    }
  }

  private static void close(Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
