package io.gamekeeper.local.client;

import io.gamekeeper.platform.WebClient;
import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The web as functions of the stage see it: it consists of the stage's own hosts. */
public final class WebHosts implements WebClient {
  private final Map<String, Handler> handlers = new ConcurrentHashMap<>();

  /** The handler of one host's requests. */
  @FunctionalInterface
  public interface Handler {
    /** Answers a request, or throws to simulate a fault of the network. */
    Response answer(Request request) throws IOException;

    /**
     * Answers a request whose sender waits for a limited time.
     *
     * @throws IOException to simulate a fault of the network, for instance slowness
     */
    default Response answer(Request request, Duration timeout) throws IOException {
      return answer(request);
    }
  }

  /** Sets the handler of a host, in place of any other. */
  public void register(String host, Handler handler) {
    handlers.put(host, handler);
  }

  /** Sets the handler of one path of a host, whoever answers for the others. */
  public void register(URI address, Handler handler) {
    handlers.put(address.getHost() + address.getPath(), handler);
  }

  @Override
  public Response send(Request request, Duration timeout) throws IOException {
    String host = String.valueOf(request.uri().getHost());
    @Nullable Handler exact = handlers.get(host + request.uri().getPath());
    @Nullable Handler handler = exact == null ? handlers.get(host) : exact;
    if (handler == null) {
      throw new UnknownHostException(host + " (the local stage has no such host)");
    }
    long start = System.nanoTime();
    try {
      return handler.answer(request, timeout);
    } finally {
      EngineTime.since(start);
    }
  }
}
