package io.gamekeeper.local.aws.autoscaling.machine;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gamekeeper.local.identity.BrowserGuard;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The addresses that an instance finds on itself, on the loopback interface: the metadata service
 * (version 2 only: without a token it answers 401), the AppConfig agent, the CloudWatch agent's
 * port for embedded metrics, and the way on which the commands {@code aws} and {@code systemctl} of
 * the instance reach the stage. That way is open to the instance's own processes, which know its
 * token; none of these addresses is open to pages of a browser.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html">the
 *     metadata service</a>
 */
final class InstanceEndpoint implements AutoCloseable {
  private static final String TOKEN_PATH = "/latest/api/token";
  private static final String METADATA = "/latest/meta-data/";
  private static final String KEY_SET = "/stage/keys";
  private static final Pattern CONFIGURATION =
      Pattern.compile("/applications/([^/]+)/environments/([^/]+)/configurations/([^/]+)");
  private static final int LONGEST_TOKEN_LIFE = 21_600;

  private final InstanceServices services;
  private final Function<List<String>, Answer> systemctl;
  private final String keySetUrl;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final HttpServer http;
  private final ServerSocket metrics;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Set<Socket> senders = ConcurrentHashMap.newKeySet();
  private final String token = UUID.randomUUID().toString();
  private final Map<String, Instant> tokens = new ConcurrentHashMap<>();

  /**
   * Opens the addresses.
   *
   * @param systemctl carries out what the instance's processes ask of systemd
   * @param keySetUrl where the template says that the keys of tokens are
   */
  InstanceEndpoint(
      InstanceServices services,
      Function<List<String>, Answer> systemctl,
      String keySetUrl,
      InstantSource clock,
      RandomGenerator random)
      throws IOException {
    this.services = services;
    this.systemctl = systemctl;
    this.keySetUrl = keySetUrl;
    this.clock = clock;
    this.random = random;
    this.metrics = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.setExecutor(threads);
    http.createContext("/", this::serve);
    http.start();
    threads.execute(this::acceptMetrics);
  }

  /** Host and port of the HTTP addresses. */
  String address() {
    return "127.0.0.1:" + http.getAddress().getPort();
  }

  /** What a process of the instance shows to act for it. */
  String token() {
    return token;
  }

  /** Where the keys of tokens are. */
  String keySetAddress() {
    return "http://" + address() + KEY_SET;
  }

  /** Where embedded metrics are taken. */
  String metricsAddress() {
    return "tcp://127.0.0.1:" + metrics.getLocalPort();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer = answer(exchange);
      answer.headers().forEach(exchange.getResponseHeaders()::set);
      exchange.sendResponseHeaders(answer.status(), answer.length() == 0 ? -1 : answer.length());
      try (OutputStream body = exchange.getResponseBody()) {
        answer.content().writeTo(body);
      }
    }
  }

  private Answer answer(HttpExchange exchange) throws IOException {
    if (BrowserGuard.refuses(exchange)) {
      return Answer.text(403, "Forbidden");
    }
    String path = exchange.getRequestURI().getPath();
    String method = exchange.getRequestMethod();
    if (path.equals(TOKEN_PATH)) {
      return method.equals("PUT") ? token(exchange) : Answer.text(405, "Method Not Allowed");
    }
    if (path.startsWith(METADATA) || path.equals("/latest/meta-data")) {
      if (!hasToken(exchange)) {
        return Answer.text(401, "Unauthorized");
      }
      return services
          .metadata(path.substring(Math.min(path.length(), METADATA.length())))
          .map(value -> Answer.text(200, value))
          .orElseGet(() -> Answer.text(404, "Not Found"));
    }
    Matcher configuration = CONFIGURATION.matcher(path);
    if (configuration.matches()) {
      return services.configuration(
          configuration.group(1), configuration.group(2), configuration.group(3));
    }
    return switch (path) {
      case KEY_SET -> services.keySet(keySetUrl);
      case "/stage/aws", "/stage/systemctl" -> {
        if (!isOfInstance(exchange)) {
          yield Answer.text(401, "Unauthorized");
        }
        List<String> arguments = arguments(exchange);
        yield path.endsWith("aws") ? services.aws(arguments) : systemctl.apply(arguments);
      }
      default -> Answer.text(404, "Not Found");
    };
  }

  /** Whether a process of the instance asks. */
  private boolean isOfInstance(HttpExchange exchange) {
    return ("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"));
  }

  private static List<String> arguments(HttpExchange exchange) throws IOException {
    return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)
        .lines()
        .toList();
  }

  private Answer token(HttpExchange exchange) {
    String life = exchange.getRequestHeaders().getFirst("X-aws-ec2-metadata-token-ttl-seconds");
    int seconds = 0;
    if (life != null && life.matches("\\d{1,5}")) {
      seconds = Integer.parseInt(life);
    }
    if (seconds < 1 || seconds > LONGEST_TOKEN_LIFE) {
      return Answer.text(400, "Bad Request");
    }
    Instant now = clock.instant();
    tokens.values().removeIf(expiry -> !expiry.isAfter(now));
    String token = HexFormat.of().toHexDigits(random.nextLong());
    tokens.put(token, now.plus(Duration.ofSeconds(seconds)));
    return Answer.text(200, token);
  }

  private boolean hasToken(HttpExchange exchange) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-aws-ec2-metadata-token"))
        .map(tokens::get)
        .filter(expiry -> expiry.isAfter(clock.instant()))
        .isPresent();
  }

  private void acceptMetrics() {
    while (!metrics.isClosed()) {
      try {
        Socket sender = metrics.accept();
        senders.add(sender);
        threads.execute(() -> readMetrics(sender));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void readMetrics(Socket sender) {
    try (sender;
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(sender.getInputStream(), StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      // Anything else is no agent's client, but what a browser would send.
      while (line != null && line.startsWith("{")) {
        services.metrics(line);
        line = lines.readLine();
      }
    } catch (IOException e) {
      services.log("the connection to the metrics agent broke: " + e.getMessage());
    } finally {
      senders.remove(sender);
    }
  }

  @Override
  public void close() throws IOException {
    http.stop(0);
    metrics.close();
    for (Socket sender : senders) {
      sender.close();
    }
    threads.shutdownNow();
  }
}
