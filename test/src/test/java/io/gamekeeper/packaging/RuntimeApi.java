package io.gamekeeper.packaging;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A stand-in for Lambda's Runtime API: hands events to one function process and takes what it
 * answers.
 */
final class RuntimeApi implements AutoCloseable {
  private static final String VERSION = "/2018-06-01/runtime";
  static final String TRACE = "1-67891233-abcdef012345678912345678";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final BlockingQueue<String> events = new ArrayBlockingQueue<>(1);
  private final BlockingQueue<Answer> answers = new ArrayBlockingQueue<>(4);

  /** What came back: a response, an invocation's error, or an error before any invocation. */
  sealed interface Answer {
    String body();

    record Response(String body) implements Answer {}

    record InvocationError(String body) implements Answer {}

    record InitError(String body) implements Answer {}
  }

  RuntimeApi() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(VERSION + "/invocation/next", this::next);
    server.createContext(VERSION + "/invocation/", this::answered);
    server.createContext(VERSION + "/init/error", this::initFailed);
    server.start();
  }

  String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** Hands out an event and waits for what becomes of it; null if nothing does in time. */
  @Nullable Answer invoke(String event, long seconds) throws InterruptedException {
    events.put(event);
    return answers.poll(seconds, TimeUnit.SECONDS);
  }

  private void next(HttpExchange exchange) throws IOException {
    try {
      String event = events.take();
      // Without a content type the runtime's native client crashes.
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      Map.of(
              "Lambda-Runtime-Aws-Request-Id",
              "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
              "Lambda-Runtime-Deadline-Ms",
              Long.toString(System.currentTimeMillis() + 30_000),
              "Lambda-Runtime-Invoked-Function-Arn",
              "arn:aws:lambda:eu-central-1:123456789012:function:test",
              "Lambda-Runtime-Trace-Id",
              "Root=" + TRACE + ";Parent=53995c3f42cd8ad8;Sampled=0")
          .forEach(exchange.getResponseHeaders()::set);
      send(exchange, 200, event);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      exchange.close();
    }
  }

  private void answered(HttpExchange exchange) throws IOException {
    String body = body(exchange);
    answers.add(
        exchange.getRequestURI().getPath().endsWith("/response")
            ? new Answer.Response(body)
            : new Answer.InvocationError(body));
    send(exchange, 202, "{}");
  }

  private void initFailed(HttpExchange exchange) throws IOException {
    answers.add(new Answer.InitError(body(exchange)));
    send(exchange, 202, "{}");
  }

  private static String body(HttpExchange exchange) throws IOException {
    return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
