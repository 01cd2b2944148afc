package io.gamekeeper.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class WireTest {
  private final AtomicInteger calls = new AtomicInteger();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void anAnswerHasItsStatusItsBodyAndWhenToComeBack() throws IOException {
    Answer answer = send("PUT", "/503", "{\"name\":\"Köln\"}");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body()).isEqualTo("PUT {\"name\":\"Köln\"}");
    assertThat(answer.retryAfter()).contains(Duration.ofSeconds(7));
  }

  @Test
  void aRedirectIsAnAnswerAndIsNotFollowed() throws IOException {
    assertThat(send("GET", "/302", null).status()).isEqualTo(302);
    assertThat(calls).hasValue(1);
  }

  @Test
  void whoeverIsNotSignedInIsToldSoAlsoForAChange() throws IOException {
    assertThat(send("POST", "/401", "{}").status()).isEqualTo(401);
    assertThat(send("GET", "/401", null).body()).startsWith("GET");
  }

  /** The JDK's client would send it again by itself. */
  @Test
  void aChangeWhoseConnectionBreaksOffIsNotSentTwice() {
    assertThatThrownBy(() -> send("POST", "/break", "{}")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> send("PUT", "/break", "{}")).isInstanceOf(IOException.class);

    assertThat(calls).hasValue(2);
  }

  @Test
  void whatDoesNotListenIsAnException() {
    server.stop(0);

    assertThatThrownBy(() -> send("GET", "/200", null)).isInstanceOf(IOException.class);
  }

  private Answer send(String method, String path, @Nullable String body) throws IOException {
    return Wire.send(
        method,
        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path),
        Map.of("Content-Type", "application/json"),
        body);
  }

  private void handle(HttpExchange exchange) throws IOException {
    calls.incrementAndGet();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String path = exchange.getRequestURI().getPath().substring(1);
    if (path.equals("break")) {
      exchange.close();
      return;
    }
    exchange.getResponseHeaders().set("Location", "/200");
    exchange.getResponseHeaders().set("Retry-After", "7");
    exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
    byte[] bytes = (exchange.getRequestMethod() + " " + body).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(Integer.parseInt(path), bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
