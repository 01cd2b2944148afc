package io.gamekeeper.local.aws.elb;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A server on a real socket that does with each request as its path says. */
final class GameServer implements AutoCloseable {
  private final String name;
  private final ServerSocket listening;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  final List<String> heads = new CopyOnWriteArrayList<>();
  final CountDownLatch mayAnswer = new CountDownLatch(1);
  volatile boolean healthy = true;

  GameServer(String name) throws IOException {
    this.name = name;
    listening = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  InetSocketAddress address() {
    return new InetSocketAddress(listening.getInetAddress(), listening.getLocalPort());
  }

  int connections() {
    return sockets.size();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        sockets.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return; // the server is being closed
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = socket.getInputStream();
      OutputStream out = socket.getOutputStream();
      boolean more = true;
      while (more) {
        String head = head(in);
        more = !head.isEmpty() && answer(head, in, out);
      }
    } catch (IOException | InterruptedException e) {
      // the other side went away, as the test wanted
    } finally {
      sockets.remove(socket);
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      head.append((char) next);
    }
    return head.toString();
  }

  /** Whether the connection goes on. */
  private boolean answer(String head, InputStream in, OutputStream out)
      throws IOException, InterruptedException {
    String path = head.split(" ", 3)[1];
    if (!path.equals("/healthz")) {
      heads.add(head);
    }
    switch (path) {
      case "/healthz" -> write(out, healthy ? "200 OK" : "503 Bad", "");
      case "/malformed" -> out.write("nonsense\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      case "/closes" -> {
        return false;
      }
      case "/breaks" -> {
        out.write(
            "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc".getBytes(StandardCharsets.US_ASCII));
        return false;
      }
      case "/waits" -> {
        mayAnswer.await();
        write(out, "200 OK", name);
      }
      case "/chunks" ->
          out.write(
              """
              HTTP/1.1 200 OK
              Transfer-Encoding: chunked
              Connection: x-secret
              X-Secret: 1

              5;x=1
              hello
              6
               world
              0
              T: 1

              """
                  .replace("\n", "\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      case "/echo" -> echo(head, in, out);
      case "/socket" -> {
        out.write(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
        in.transferTo(out);
        out.write("bye".getBytes(StandardCharsets.US_ASCII));
        return false;
      }
      case "/flood" -> {
        out.write(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
        flood(out);
        return false;
      }
      default -> write(out, "200 OK", name);
    }
    return true;
  }

  final java.util.concurrent.atomic.AtomicLong flooded =
      new java.util.concurrent.atomic.AtomicLong();

  private void flood(OutputStream out) throws IOException {
    byte[] block = new byte[64 * 1024];
    while (flooded.get() < 64L << 20) {
      out.write(block);
      flooded.addAndGet(block.length);
    }
  }

  private static void echo(String head, InputStream in, OutputStream out) throws IOException {
    long length = -1;
    for (String line : head.toLowerCase(java.util.Locale.ROOT).split("\r\n", -1)) {
      if (line.startsWith("content-length: ")) {
        length = Long.parseLong(line.substring(16));
      }
    }
    if (length >= 0) {
      out.write(
          ("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      byte[] buffer = new byte[8192];
      while (length > 0) {
        int count = in.read(buffer, 0, (int) Math.min(buffer.length, length));
        if (count < 0) {
          return;
        }
        out.write(buffer, 0, count);
        length -= count;
      }
      return;
    }
    BufferedReader chunks =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1));
    long size = 0;
    int chunk = Integer.parseInt(chunks.readLine(), 16);
    while (chunk > 0) {
      size += chunks.skip(chunk);
      chunks.readLine();
      chunk = Integer.parseInt(chunks.readLine(), 16);
    }
    chunks.readLine();
    write(out, "200 OK", "chunks of " + size);
  }

  private static void write(OutputStream out, String status, String body) throws IOException {
    out.write(
        ("HTTP/1.1 " + status + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
            .getBytes(StandardCharsets.US_ASCII));
  }

  /** As kill -9: the port refuses, connections break. */
  @Override
  public void close() throws IOException {
    listening.close();
    mayAnswer.countDown();
    closeConnections();
  }

  /** As a server that is tired of idle connections, or broken. */
  void closeConnections() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
