package io.gamekeeper.local.aws.cloudformation;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gamekeeper.local.identity.BrowserGuard;
import io.gamekeeper.local.service.StageException;
import io.gamekeeper.platform.WebClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint to which functions send their answers: on AWS a presigned address of S3, here a
 * listener on the loopback interface that takes one document per address.
 */
public final class AnswerEndpoint implements AutoCloseable {
  /** The host of its addresses. */
  public static final String HOST = "127.0.0.1";

  private static final int FORBIDDEN = 403;
  private static final int OK = 200;

  private final HttpServer server;
  private final Map<String, CompletableFuture<String>> expected = new ConcurrentHashMap<>();

  private AnswerEndpoint(HttpServer server) {
    this.server = server;
  }

  /** Listens on a free port. */
  public static AnswerEndpoint open() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      AnswerEndpoint endpoint = new AnswerEndpoint(server);
      server.createContext("/", endpoint::serve);
      server.setExecutor(
          Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("answers").factory()));
      server.start();
      return endpoint;
    } catch (IOException e) {
      throw new StageException("no port is free on " + HOST + ": " + e.getMessage(), e);
    }
  }

  /** Answers a function that sends its answer by the stage's web instead of the network. */
  public WebClient.Response answer(WebClient.Request request) {
    @Nullable String body = request.body();
    return new WebClient.Response(
        take(request.method(), request.uri().getPath(), body == null ? "" : body), "");
  }

  /**
   * Takes a document at a new address.
   *
   * @param name tells its address from all others
   * @param document gets it
   * @return the address to put it to
   */
  String expect(String name, CompletableFuture<String> document) {
    expected.put("/" + name, document);
    return "http://" + HOST + ":" + server.getAddress().getPort() + "/" + name;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      int status =
          BrowserGuard.refuses(exchange)
              ? FORBIDDEN
              : take(exchange.getRequestMethod(), exchange.getRequestURI().getPath(), body);
      exchange.sendResponseHeaders(status, -1);
    }
  }

  private int take(String method, String path, String body) {
    @Nullable CompletableFuture<String> waiting =
        method.equals("PUT") ? expected.remove(path) : null;
    if (waiting == null) {
      return FORBIDDEN;
    }
    waiting.complete(body);
    return OK;
  }
}
