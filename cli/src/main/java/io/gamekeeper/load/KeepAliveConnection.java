package io.gamekeeper.load;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 connection that is kept open between calls and opened again when it breaks. Not
 * thread-safe: one caller, one connection, as a game client has. It exists because a general client
 * spends several times the processor time per call, which a load generator on the server's own
 * cores would take away from the server.
 */
public final class KeepAliveConnection implements AutoCloseable {
  private static final int LARGEST_LINE = 16 * 1024;

  private final InetSocketAddress address;
  private final String host;
  private final Duration timeout;
  private final byte[] buffer = new byte[16 * 1024];
  private int position;
  private int limit;
  private @Nullable Socket socket;
  private long deadline;

  /**
   * Connects with the first call.
   *
   * @param timeout for one call, connecting included
   */
  public KeepAliveConnection(InetSocketAddress address, Duration timeout) {
    this.address = address;
    this.host = address.getHostString() + ":" + address.getPort();
    this.timeout = timeout;
  }

  /**
   * Sends a call and reads its answer.
   *
   * @throws IOException if there was no complete answer in time; the call may have had its effect
   */
  public HttpAnswer exchange(HttpCall call) throws IOException {
    deadline = System.nanoTime() + timeout.toNanos();
    byte[] request = call.encode(host);
    boolean reused = socket != null;
    try {
      return exchangeOnce(request);
    } catch (SocketTimeoutException e) {
      close();
      throw e;
    } catch (IOException e) {
      close();
      // A server may close an idle connection at any time; the next call must not suffer from it.
      if (!reused || limit > 0) {
        throw e;
      }
    }
    try {
      return exchangeOnce(request);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private HttpAnswer exchangeOnce(byte[] request) throws IOException {
    position = 0;
    limit = 0;
    Socket open = socket;
    if (open == null) {
      open = new Socket();
      socket = open;
      open.setTcpNoDelay(true);
      open.connect(address, remainingMillis());
    }
    open.getOutputStream().write(request);
    return readAnswer(open);
  }

  private HttpAnswer readAnswer(Socket open) throws IOException {
    InputStream in = open.getInputStream();
    String statusLine = readLine(open, in);
    if (!statusLine.startsWith("HTTP/1.1 ") || statusLine.length() < 12) {
      throw new IOException("not an HTTP/1.1 answer: " + statusLine);
    }
    int status = Integer.parseInt(statusLine, 9, 12, 10);
    int length = 0;
    boolean chunked = false;
    boolean closing = false;
    Duration retryAfter = null;
    for (String line = readLine(open, in); !line.isEmpty(); line = readLine(open, in)) {
      int colon = line.indexOf(':');
      String name = line.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT);
      switch (name) {
        case "content-length" -> length = Integer.parseInt(value(line, colon));
        case "transfer-encoding" -> chunked = value(line, colon).equalsIgnoreCase("chunked");
        case "connection" -> closing = value(line, colon).equalsIgnoreCase("close");
        case "retry-after" -> retryAfter = seconds(value(line, colon));
        default -> {}
      }
    }
    byte[] body = chunked ? readChunks(open, in) : readBytes(open, in, length);
    if (closing) {
      close();
    }
    return new HttpAnswer(status, new String(body, StandardCharsets.UTF_8), retryAfter);
  }

  private static String value(String line, int colon) {
    return line.substring(colon + 1).trim();
  }

  /**
   * Reads the seconds of {@code Retry-After}; it may be a date as well, which our server never
   * sends.
   */
  private static @Nullable Duration seconds(String value) {
    return value.matches("[0-9]{1,8}") ? Duration.ofSeconds(Long.parseLong(value)) : null;
  }

  private byte[] readChunks(Socket open, InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      String size = readLine(open, in);
      int semicolon = size.indexOf(';');
      int length = Integer.parseInt(semicolon < 0 ? size : size.substring(0, semicolon), 16);
      if (length == 0) {
        while (!readLine(open, in).isEmpty()) {
          // trailers say nothing that we need
        }
        return body.toByteArray();
      }
      body.writeBytes(readBytes(open, in, length));
      readLine(open, in);
    }
  }

  private byte[] readBytes(Socket open, InputStream in, int length) throws IOException {
    byte[] bytes = new byte[length];
    int done = 0;
    while (done < length) {
      if (position == limit) {
        fill(open, in);
      }
      int count = Math.min(limit - position, length - done);
      System.arraycopy(buffer, position, bytes, done, count);
      position += count;
      done += count;
    }
    return bytes;
  }

  private String readLine(Socket open, InputStream in) throws IOException {
    StringBuilder rest = null;
    while (true) {
      for (int i = position; i < limit; i++) {
        if (buffer[i] == '\n') {
          int end = i > position && buffer[i - 1] == '\r' ? i - 1 : i;
          String piece = new String(buffer, position, end - position, StandardCharsets.ISO_8859_1);
          position = i + 1;
          return rest == null ? piece : rest.append(piece).toString().stripTrailing();
        }
      }
      rest = rest == null ? new StringBuilder() : rest;
      rest.append(new String(buffer, position, limit - position, StandardCharsets.ISO_8859_1));
      position = limit;
      if (rest.length() > LARGEST_LINE) {
        throw new IOException("a header line is longer than " + LARGEST_LINE + " bytes");
      }
      fill(open, in);
    }
  }

  private void fill(Socket open, InputStream in) throws IOException {
    open.setSoTimeout(remainingMillis());
    int count = in.read(buffer);
    if (count < 0) {
      throw new EOFException("the server closed the connection");
    }
    position = 0;
    limit = count;
  }

  private int remainingMillis() throws SocketTimeoutException {
    long left = (deadline - System.nanoTime()) / 1_000_000;
    if (left <= 0) {
      throw new SocketTimeoutException("no answer within " + timeout.toMillis() + " ms");
    }
    return (int) Math.min(left, Integer.MAX_VALUE);
  }

  @Override
  public void close() {
    Socket open = socket;
    socket = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException ignored) {
        // Nothing is lost: what mattered has been read.
      }
    }
  }
}
