package io.gamekeeper.local.aws.elb;

import io.gamekeeper.local.http.FrontRequest;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a target that speaks HTTP/1.1. It blocks, which virtual threads make cheap; one
 * thread may write while another reads.
 */
final class TargetConnection implements Closeable {
  private static final Pattern DIGITS = Pattern.compile("[0-9a-fA-F]{1,7}");
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");
  private static final int BUFFER_BYTES = 16 * 1024;
  private static final int LONGEST_HEAD_BYTES = 64 * 1024;
  private static final String PROTOCOL = "HTTP/1.";

  private final SocketChannel channel;
  private final InputStream in;
  private final OutputStream out;
  private Duration idleTimeout = Duration.ZERO;
  private long idleSinceNanos;

  /**
   * The begin of a response.
   *
   * @param headers in their order, names in lower case
   */
  record Head(int status, boolean keepsAlive, List<FrontRequest.Field> headers) {
    @Nullable String header(String name) {
      for (FrontRequest.Field field : headers) {
        if (field.name().equals(name)) {
          return field.value();
        }
      }
      return null;
    }
  }

  /** What came is no HTTP response. */
  static final class MalformedException extends IOException {
    MalformedException(String message) {
      super(message);
    }
  }

  private TargetConnection(SocketChannel channel) throws IOException {
    this.channel = channel;
    this.in = new BufferedInputStream(channel.socket().getInputStream(), BUFFER_BYTES);
    this.out = new BufferedOutputStream(channel.socket().getOutputStream(), BUFFER_BYTES);
  }

  /**
   * Connects to a target.
   *
   * @throws java.net.SocketTimeoutException if that takes too long
   * @throws IOException if the target refuses
   */
  static TargetConnection open(InetSocketAddress address, Duration timeout) throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.socket().connect(address, (int) timeout.toMillis());
      return new TargetConnection(channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** How long a read waits for bytes, and an idle connection for its next use; zero for ever. */
  void idleTimeout(Duration timeout) throws IOException {
    idleTimeout = timeout;
    channel.socket().setSoTimeout((int) timeout.toMillis());
  }

  /** Notes that nobody uses it from now on. */
  void idle() {
    idleSinceNanos = System.nanoTime();
  }

  /** How long nobody has used it. */
  Duration idleFor() {
    return Duration.ofNanos(System.nanoTime() - idleSinceNanos);
  }

  boolean idleTooLong() {
    return idleFor().compareTo(idleTimeout) > 0;
  }

  /** Whether a connection that was idle can be used: the target has neither closed it nor sent. */
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

  /** Sends the begin of a request; its body may follow on {@link #out()}. */
  void writeHead(String method, String target, List<FrontRequest.Field> headers)
      throws IOException {
    StringBuilder head = new StringBuilder(512);
    head.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
    for (FrontRequest.Field field : headers) {
      head.append(field.name()).append(": ").append(field.value()).append("\r\n");
    }
    out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Towards the target; buffered. */
  OutputStream out() {
    return out;
  }

  /** From the target. */
  InputStream in() {
    return in;
  }

  /**
   * The begin of the response; interim ones are skipped.
   *
   * @throws EOFException if the target closed before its first byte
   * @throws MalformedException if it is no HTTP
   */
  Head readHead() throws IOException {
    while (true) {
      Head head = readOneHead();
      if (head.status() >= 200 || head.status() == 101) {
        return head;
      }
    }
  }

  private Head readOneHead() throws IOException {
    Lines lines = new Lines();
    String statusLine = lines.next();
    if (statusLine == null) {
      throw new EOFException("the target closed the connection without an answer");
    }
    if (!statusLine.startsWith(PROTOCOL)
        || statusLine.length() < 12
        || statusLine.charAt(8) != ' ') {
      throw new MalformedException("not a status line");
    }
    int status = number(statusLine.substring(9, 12), 10);
    List<FrontRequest.Field> headers = new ArrayList<>();
    String connection = "";
    while (true) {
      String line = lines.next();
      if (line == null) {
        throw new MalformedException("the head breaks off");
      }
      if (line.isEmpty()) {
        break;
      }
      int colon = line.indexOf(':');
      if (colon <= 0 || line.charAt(0) == ' ' || line.charAt(0) == '\t') {
        throw new MalformedException("not a header line");
      }
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      String value = line.substring(colon + 1).strip();
      headers.add(new FrontRequest.Field(name, value));
      if (name.equals("connection")) {
        connection = value;
      }
    }
    boolean keepsAlive =
        statusLine.startsWith("HTTP/1.1") && !ForwardedHeaders.named(connection).contains("close");
    return new Head(status, keepsAlive, headers);
  }

  private static int number(String text, int radix) throws MalformedException {
    // The parser of integers takes signs and the digits of every script.
    if (!DIGITS.matcher(text).matches()) {
      throw new MalformedException("not a number: " + text);
    }
    try {
      return Integer.parseInt(text, radix);
    } catch (NumberFormatException e) {
      throw new MalformedException("not a number: " + text);
    }
  }

  /** Lines that end with a line feed, of limited length together. */
  private final class Lines {
    private int bytes;

    /** Null if the connection ended before the line began. */
    @Nullable String next() throws IOException {
      StringBuilder line = new StringBuilder();
      while (true) {
        int next = in.read();
        if (next < 0) {
          if (line.isEmpty()) {
            return null;
          }
          throw new MalformedException("a line breaks off");
        }
        if (++bytes > LONGEST_HEAD_BYTES) {
          throw new MalformedException("more than 64 kB of headers");
        }
        if (next == '\n') {
          int end = line.length();
          return !line.isEmpty() && line.charAt(end - 1) == '\r'
              ? line.substring(0, end - 1)
              : line.toString();
        }
        line.append((char) next);
      }
    }
  }

  /**
   * The body of a response, ending where HTTP says it ends.
   *
   * @param method of the request
   * @throws MalformedException if its length is none
   */
  Body body(Head head, String method) throws MalformedException {
    if (method.equals("HEAD") || head.status() == 204 || head.status() == 304) {
      return new Body(0, head.keepsAlive());
    }
    String encoding = head.header("transfer-encoding");
    if (encoding != null) {
      if (!encoding.equalsIgnoreCase("chunked")) {
        throw new MalformedException("the transfer encoding " + encoding);
      }
      return new Chunked(head.keepsAlive());
    }
    String length = head.header("content-length");
    if (length == null) {
      return new Body(Long.MAX_VALUE, false);
    }
    if (!LENGTH.matcher(length).matches()) {
      throw new MalformedException("the content length " + length);
    }
    return new Body(Long.parseLong(length), head.keepsAlive());
  }

  /** As many bytes as the head said, or all until the target closes. */
  class Body extends InputStream {
    private final boolean keepsAlive;
    private long left;

    private Body(long length, boolean keepsAlive) {
      this.left = length;
      this.keepsAlive = keepsAlive;
    }

    /** Whether the connection can carry another request: all was read, and it stays open. */
    boolean reusable() {
      return keepsAlive && ended();
    }

    boolean ended() {
      return left == 0;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int count = in.read(bytes, offset, (int) Math.min(length, left));
      if (count < 0) {
        if (left == Long.MAX_VALUE) {
          left = 0;
          return -1;
        }
        throw new EOFException("the target closed the connection within its answer");
      }
      if (left != Long.MAX_VALUE) {
        left -= count;
      }
      return count;
    }
  }

  private final class Chunked extends Body {
    private int chunkLeft;
    private boolean first = true;
    private boolean ended;

    private Chunked(boolean keepsAlive) {
      super(Long.MAX_VALUE, keepsAlive);
    }

    @Override
    boolean ended() {
      return ended;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (ended || length == 0) {
        return ended ? -1 : 0;
      }
      if (chunkLeft == 0 && !nextChunk()) {
        return -1;
      }
      int count = in.read(bytes, offset, Math.min(length, chunkLeft));
      if (count < 0) {
        throw new EOFException("the target closed the connection within its answer");
      }
      chunkLeft -= count;
      return count;
    }

    private boolean nextChunk() throws IOException {
      Lines lines = new Lines();
      if (!first && !"".equals(lines.next())) {
        throw new MalformedException("a chunk does not end where it said");
      }
      first = false;
      String size = lines.next();
      if (size == null) {
        throw new EOFException("the target closed the connection within its answer");
      }
      int extension = size.indexOf(';');
      chunkLeft = number((extension < 0 ? size : size.substring(0, extension)).strip(), 16);
      if (chunkLeft > 0) {
        return true;
      }
      String trailer = lines.next();
      while (trailer != null && !trailer.isEmpty()) {
        trailer = lines.next();
      }
      ended = true;
      return false;
    }
  }

  /** Says that no more bytes will come; the target can go on sending. */
  void shutdownOutput() throws IOException {
    channel.shutdownOutput();
  }

  /** Ends it at once, also for threads that read or write. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // It is of no use any more, which is all that closing was to bring about.
    }
  }
}
