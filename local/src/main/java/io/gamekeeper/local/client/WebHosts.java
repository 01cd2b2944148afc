package io.gamekeeper.local.client;

import io.gamekeeper.platform.WebClient;
import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The web as functions of the stage see it: only hosts that the stage answers for exist. */
public final class WebHosts implements WebClient {
  private final Map<String, Handler> handlers = new ConcurrentHashMap<>();

  /** Answers for one host. */
  @FunctionalInterface
  public interface Handler {
    /** Answers a GET request; throws to simulate a fault of the network. */
    Response get(URI uri) throws IOException;
  }

  /** Lets a handler answer for a host, in place of any before. */
  public void register(String host, Handler handler) {
    handlers.put(host, handler);
  }

  @Override
  public Response get(URI uri, Duration timeout) throws IOException {
    @Nullable Handler handler = handlers.get(String.valueOf(uri.getHost()));
    if (handler == null) {
      throw new UnknownHostException(uri.getHost() + " (the local stage has no such host)");
    }
    long start = System.nanoTime();
    try {
      return handler.get(uri);
    } finally {
      EngineTime.since(start);
    }
  }
}
