package io.gamekeeper.local.aws.elb;

import io.gamekeeper.local.http.FrontRequest;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * A connection to a target that speaks HTTP/1.1. It blocks, which virtual threads make cheap; one
 * thread may write while another reads.
 */
final class TargetConnection implements Closeable {
  private static final int BUFFER_BYTES = 16 * 1024;

  private final SocketChannel channel;
  private final InputStream in;
  private final OutputStream out;
  private Duration idleTimeout = Duration.ZERO;
  private long idleSinceNanos;

  private TargetConnection(SocketChannel channel, TrafficMeter traffic) throws IOException {
    this.channel = channel;
    this.in =
        new BufferedInputStream(traffic.from(channel.socket().getInputStream()), BUFFER_BYTES);
    this.out =
        new BufferedOutputStream(traffic.to(channel.socket().getOutputStream()), BUFFER_BYTES);
  }

  /**
   * Connects to a target.
   *
   * @param traffic counts what goes over the connection
   * @throws java.net.SocketTimeoutException if that takes too long
   * @throws IOException if the target refuses
   */
  static TargetConnection open(InetSocketAddress address, Duration timeout, TrafficMeter traffic)
      throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.socket().connect(address, (int) timeout.toMillis());
      return new TargetConnection(channel, traffic);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Sets how long a read waits for bytes, and an idle connection for its next use; zero: for ever.
   */
  void idleTimeout(Duration timeout) throws IOException {
    idleTimeout = timeout;
    channel.socket().setSoTimeout((int) timeout.toMillis());
  }

  /** Notes that the connection is idle from now on. */
  void idle() {
    idleSinceNanos = System.nanoTime();
  }

  /** Returns how long the connection has been idle. */
  Duration idleFor() {
    return Duration.ofNanos(System.nanoTime() - idleSinceNanos);
  }

  boolean idleTooLong() {
    return idleFor().compareTo(idleTimeout) > 0;
  }

  /**
   * Tells whether an idle connection can be used: the target has neither closed it nor sent bytes.
   */
  boolean usable() {
    try {
      channel.configureBlocking(false);
      boolean silent = in.available() == 0 && channel.read(ByteBuffer.allocate(1)) == 0;
      channel.configureBlocking(true);
      return silent;
    } catch (IOException e) {
      return false;
    }
  }

  /** Sends the head of a request; its body may follow on {@link #out()}. */
  void writeHead(String method, String target, List<FrontRequest.Field> headers)
      throws IOException {
    StringBuilder head = new StringBuilder(512);
    head.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
    for (FrontRequest.Field field : headers) {
      head.append(field.name()).append(": ").append(field.value()).append("\r\n");
    }
    out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Returns the buffered stream to the target. */
  OutputStream out() {
    return out;
  }

  /** Returns the stream from the target. */
  InputStream in() {
    return in;
  }

  /**
   * Reads the head of the response; those of interim responses are skipped.
   *
   * @throws java.io.EOFException if the target closed before its first byte
   * @throws MalformedResponseException if it is not HTTP/1.1
   */
  ResponseHead readHead() throws IOException {
    while (true) {
      ResponseHead head = ResponseHead.read(in);
      if (head.status() >= 200 || head.status() == 101) {
        return head;
      }
    }
  }

  /** Tells the target that no more bytes will come; it can go on sending. */
  void shutdownOutput() throws IOException {
    channel.shutdownOutput();
  }

  /** Closes the connection at once, also for threads that read or write. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // The connection is of no use any more, which is all that closing was for.
    }
  }
}
