package io.gamekeeper.fleet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A WebSocket client that keeps no rule by itself. */
final class RawSocket implements AutoCloseable {
  static final int PING = 9;
  private static final int CLOSE = 8;

  private final Socket socket = new Socket();

  /** Opens a session. */
  RawSocket(int port, String token) throws IOException {
    socket.setReceiveBufferSize(4096);
    socket.setSoTimeout((int) TestServer.PATIENCE.toMillis());
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    send(
        ("GET /v1/session HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
                + "Authorization: Bearer "
                + token
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    String status = line();
    if (!status.contains(" 101 ")) {
      throw new IOException(status);
    }
    while (!line().isEmpty()) {
      // the other headers
    }
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** Returns a masked frame; the mask is zero. */
  static byte[] frame(int firstByte, byte[] payload) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(firstByte);
    if (payload.length < 126) {
      frame.write(0x80 | payload.length);
    } else {
      frame.write(0x80 | 126);
      frame.write(payload.length >> 8);
      frame.write(payload.length & 0xff);
    }
    frame.writeBytes(new byte[4]);
    frame.writeBytes(payload);
    return frame.toByteArray();
  }

  /** Reads frames until one closes, and returns its status; -1 if the connection just ends. */
  int closeStatus() throws IOException {
    byte[] payload = skipTo(CLOSE);
    return payload.length < 2 ? -1 : ((payload[0] & 0xff) << 8) | (payload[1] & 0xff);
  }

  /** Reads frames until one has that opcode, and returns its payload; empty at the end. */
  byte[] skipTo(int opcode) throws IOException {
    InputStream in = socket.getInputStream();
    for (int first = in.read(); first >= 0; first = in.read()) {
      int length = in.read();
      if (length == 126) {
        length = (in.read() << 8) | in.read();
      }
      byte[] payload = in.readNBytes(length);
      if ((first & 0xf) == opcode) {
        return payload;
      }
    }
    return new byte[0];
  }

  /** Reads until the other end closes; nothing else ends it but a time-out. */
  void skipToEnd() throws IOException {
    try {
      while (socket.getInputStream().read() >= 0) {
        // whatever came before
      }
    } catch (SocketException reset) {
      // an end as well
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = socket.getInputStream().read(); c >= 0 && c != '\n'; ) {
      if (c != '\r') {
        line.append((char) c);
      }
      c = socket.getInputStream().read();
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
