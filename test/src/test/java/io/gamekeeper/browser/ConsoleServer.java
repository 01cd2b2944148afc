package io.gamekeeper.browser;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Serves the console below {@code /_ops/}, as the stage does, with answers of the operations API
 * that never change: those in {@code console/answers.txt}, one a line, path and JSON with a tab
 * between. A test may answer differently.
 */
final class ConsoleServer implements AutoCloseable {
  /** What the console's function sends with every page. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src"
          + " 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final String BASE = "/_ops/";
  private static final String API = BASE + "ops/v1/";
  private static final Path PAGES =
      Path.of(
          Objects.requireNonNull(System.getProperty("gamekeeper.root")),
          "functions/console/src/main/resources/console");
  private static final String CHARTS = "META-INF/resources/webjars/uplot/1.6.30/dist/";
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml");

  private final Map<String, String> answers = canned();
  private final List<Asked> changes = new CopyOnWriteArrayList<>();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong pages = new AtomicLong();
  private volatile Function<Asked, Optional<Answer>> otherwise = asked -> Optional.empty();
  private @Nullable HttpServer server;
  private @Nullable ExecutorService threads;
  private int port;

  /**
   * A call of the API.
   *
   * @param path the part after {@code /ops/v1/}, decoded
   * @param reason the header with the reason, as it was sent
   */
  record Asked(String method, String path, String query, @Nullable String reason, String body) {}

  /** An answer of the API. */
  record Answer(int status, String body, Map<String, String> headers) {
    static Answer ok(String body) {
      return new Answer(200, body, Map.of());
    }

    static Answer problem(int status, String title, String detail) {
      return new Answer(
          status,
          """
          {"type":"about:blank","title":"%s","status":%d,"detail":"%s","instance":"/"}"""
              .formatted(title, status, detail),
          Map.of());
    }
  }

  ConsoleServer() {
    start();
  }

  /** Serves, on the same port as before if it was stopped. */
  void start() {
    try {
      HttpServer started =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor();
      started.setExecutor(pool);
      started.createContext("/", this::answer);
      started.start();
      port = started.getAddress().getPort();
      server = started;
      threads = pool;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends at once, as a stage that is stopped. */
  void stop() {
    if (server != null) {
      server.stop(0);
      server = null;
    }
    if (threads != null) {
      threads.shutdownNow();
      threads = null;
    }
  }

  @Override
  public void close() {
    stop();
  }

  /** Returns the console's address. */
  String address() {
    return "http://127.0.0.1:" + port + BASE;
  }

  /** Answers calls differently, where the function has an answer. */
  void answering(Function<Asked, Optional<Answer>> other) {
    otherwise = other;
  }

  /** Returns the canned answer to a path. */
  String canned(String path) {
    return Objects.requireNonNull(answers.get(path), path);
  }

  /** Returns the changes that were asked for. */
  List<Asked> changes() {
    return List.copyOf(changes);
  }

  /** Returns how many bytes of bodies were sent. */
  long bytes() {
    return bytes.get();
  }

  /** Returns how often the page itself was asked for. */
  long pages() {
    return pages.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      URI uri = exchange.getRequestURI();
      String path = uri.getPath();
      if (path.startsWith(API)) {
        answerCall(exchange, uri);
      } else if (path.equals(BASE)) {
        pages.incrementAndGet();
        send(exchange, 200, TYPES.get("html"), Files.readAllBytes(PAGES.resolve("index.html")));
      } else if (path.startsWith(BASE + "vendor/")) {
        sendFile(exchange, path, chart(path.substring((BASE + "vendor/").length())));
      } else {
        Path file = PAGES.resolve(path.replaceFirst("^" + BASE, "")).normalize();
        boolean served = file.startsWith(PAGES) && Files.isRegularFile(file);
        sendFile(exchange, path, served ? Optional.of(Files.readAllBytes(file)) : Optional.empty());
      }
    }
  }

  private void answerCall(HttpExchange exchange, URI uri) throws IOException {
    Asked asked =
        new Asked(
            exchange.getRequestMethod(),
            uri.getPath().substring(API.length()),
            Objects.requireNonNullElse(uri.getQuery(), ""),
            exchange.getRequestHeaders().getFirst("Gamekeeper-Reason"),
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    if (!asked.method().equals("GET")) {
      changes.add(asked);
    }
    Answer answer = otherwise.apply(asked).orElseGet(() -> usual(asked));
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    send(
        exchange,
        answer.status(),
        answer.status() < 400 ? "application/json" : "application/problem+json",
        answer.body().getBytes(StandardCharsets.UTF_8));
  }

  private Answer usual(Asked asked) {
    if (!asked.method().equals("GET")) {
      return Answer.ok("{}");
    }
    if (asked.path().equals("logs/tail") && asked.query().contains("next=")) {
      return Answer.ok("{\"events\":[],\"next\":\"n\"}");
    }
    String found = answers.get(asked.path());
    return found == null
        ? Answer.problem(404, "Not Found", "Nothing is called like that.")
        : Answer.ok(found);
  }

  private static Optional<byte[]> chart(String file) throws IOException {
    try (InputStream stream =
        ConsoleServer.class.getClassLoader().getResourceAsStream(CHARTS + file)) {
      return stream == null ? Optional.empty() : Optional.of(stream.readAllBytes());
    }
  }

  private void sendFile(HttpExchange exchange, String path, Optional<byte[]> content)
      throws IOException {
    String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
    send(exchange, content.isPresent() ? 200 : 404, type, content.orElse(new byte[0]));
  }

  private void send(HttpExchange exchange, int status, @Nullable String type, byte[] body)
      throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(packed)) {
      zip.write(body);
    }
    bytes.addAndGet(packed.size());
    exchange.getResponseHeaders().set("Content-Encoding", "gzip");
    exchange.getResponseHeaders().set("Content-Security-Policy", POLICY);
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    if (type != null) {
      exchange.getResponseHeaders().set("Content-Type", type);
    }
    exchange.sendResponseHeaders(status, packed.size());
    exchange.getResponseBody().write(packed.toByteArray());
  }

  private static Map<String, String> canned() {
    try (InputStream stream =
        Objects.requireNonNull(
            ConsoleServer.class.getClassLoader().getResourceAsStream("console/answers.txt"))) {
      Map<String, String> found = new HashMap<>();
      new String(stream.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .forEach(
              line -> {
                int tab = line.indexOf('\t');
                found.put(line.substring(0, tab), line.substring(tab + 1));
              });
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
