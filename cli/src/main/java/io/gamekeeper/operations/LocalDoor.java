package io.gamekeeper.operations;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The door of browsers, on a stage that runs on this machine: a session of its own issuer. */
public final class LocalDoor implements Door {
  private final int port;
  private final Supplier<String> session;
  private @Nullable String cookie;

  /**
   * Creates a door.
   *
   * @param session opens an operator's session; returns the value of the header {@code Cookie}
   */
  public LocalDoor(int port, Supplier<String> session) {
    this.port = port;
    this.session = session;
  }

  @Override
  public Answer send(Request request) throws IOException {
    if (cookie == null) {
      cookie = session.get();
    }
    Map<String, String> headers = request.headers();
    headers.put("Cookie", cookie);
    return Wire.send(
        request.method(),
        URI.create("http://127.0.0.1:" + port + "/_ops" + request.target()),
        headers,
        request.body());
  }

  @Override
  public String leadsTo() {
    return "the stage on port " + port;
  }

  @Override
  public String signIn() {
    return "the stage may have been started again meanwhile, repeat the command";
  }

  @Override
  public void close() {}
}
