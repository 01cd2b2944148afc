package io.gamekeeper.local.aws.autoscaling.machine;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gamekeeper.local.identity.BrowserGuard;
import io.gamekeeper.local.time.Agenda;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
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
 * The local addresses that every instance has, on the loopback interface: the metadata service
 * (version 2 only: it answers 401 without a token), the AppConfig agent, the CloudWatch agent's
 * ports for embedded metrics and for X-Ray's documents, and the path by which the instance's
 * commands {@code aws} and {@code systemctl} reach the stage. Only the instance's own processes
 * know the token for that path; none of these addresses answers pages of a browser.
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
  private static final int LONGEST_DATAGRAM = 65_535;

  private final InstanceServices services;
  private final Function<List<String>, Answer> systemctl;
  private final String keySetUrl;
  private final Agenda agenda;
  private final RandomGenerator random;
  private final HttpServer http;
  private final ServerSocket metrics;
  private final DatagramSocket traces;

  /** Serves sockets, in real time; the commands that arrive are performed by the agenda. */
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private final Set<Socket> senders = ConcurrentHashMap.newKeySet();
  private final String token = UUID.randomUUID().toString();
  private final Map<String, Instant> tokens = new ConcurrentHashMap<>();

  /**
   * Opens the addresses.
   *
   * @param systemctl carries out {@code systemctl} with the given arguments
   * @param keySetUrl the address of the tokens' keys in the template
   */
  InstanceEndpoint(
      InstanceServices services,
      Function<List<String>, Answer> systemctl,
      String keySetUrl,
      Agenda agenda,
      RandomGenerator random)
      throws IOException {
    this.services = services;
    this.systemctl = systemctl;
    this.keySetUrl = keySetUrl;
    this.agenda = agenda;
    this.random = random;
    this.metrics = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.traces = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    this.http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.setExecutor(threads);
    http.createContext("/", this::serve);
    http.start();
    threads.execute(this::acceptMetrics);
    threads.execute(this::receiveTraces);
  }

  /** Returns host and port of the HTTP addresses. */
  String address() {
    return "127.0.0.1:" + http.getAddress().getPort();
  }

  /** Returns the token with which a process acts for the instance. */
  String token() {
    return token;
  }

  /** Returns the address of the tokens' keys. */
  String keySetAddress() {
    return "http://" + address() + KEY_SET;
  }

  /** Returns the address that takes embedded metrics. */
  String metricsAddress() {
    return "tcp://127.0.0.1:" + metrics.getLocalPort();
  }

  /** Returns the address that takes X-Ray's documents by UDP. */
  String tracesAddress() {
    return "127.0.0.1:" + traces.getLocalPort();
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
        yield agenda.perform(
            () -> path.endsWith("aws") ? services.aws(arguments) : systemctl.apply(arguments));
      }
      default -> Answer.text(404, "Not Found");
    };
  }

  /** Tells whether a process of the instance asks. */
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
    Instant now = agenda.clock().instant();
    tokens.values().removeIf(expiry -> !expiry.isAfter(now));
    String token = HexFormat.of().toHexDigits(random.nextLong());
    tokens.put(token, now.plus(Duration.ofSeconds(seconds)));
    return Answer.text(200, token);
  }

  private boolean hasToken(HttpExchange exchange) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-aws-ec2-metadata-token"))
        .map(tokens::get)
        .filter(expiry -> expiry.isAfter(agenda.clock().instant()))
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
      // Anything else does not come from a client of the agent; a browser would send it.
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

  /**
   * Takes datagrams as X-Ray's daemon does: a line that names the format, then the document.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-daemon">Sending
   *     segment documents to the X-Ray daemon</a>
   */
  private void receiveTraces() {
    DatagramPacket packet = new DatagramPacket(new byte[LONGEST_DATAGRAM], LONGEST_DATAGRAM);
    while (!traces.isClosed()) {
      try {
        packet.setLength(LONGEST_DATAGRAM);
        traces.receive(packet);
      } catch (IOException e) {
        return; // closed
      }
      String text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
      int line = text.indexOf('\n');
      if (text.startsWith("{\"format\"") && line > 0) {
        services.trace(text.substring(line + 1));
      }
    }
  }

  @Override
  public void close() throws IOException {
    http.stop(0);
    metrics.close();
    traces.close();
    for (Socket sender : senders) {
      sender.close();
    }
    threads.shutdownNow();
  }
}
