package io.gamekeeper.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gamekeeper.local.admin.StageFile;
import io.gamekeeper.operations.Answer;
import io.gamekeeper.operations.AwsAccount;
import io.gamekeeper.operations.Patience;
import io.gamekeeper.operations.Wire;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A stage whose operations API gives answers that a test chose, through both doors. */
final class CannedStage implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
  private static final String COOKIE = "AWSELBAuthSessionCookie-0=ann";
  private static final String TOKEN = "admin token";

  private final HttpServer server;
  private final Project project;
  private final AutoCloseable entry;
  private final Map<String, List<Reply>> replies = new LinkedHashMap<>();
  private final List<Seen> seen = Collections.synchronizedList(new ArrayList<>());
  private final List<String> sessions = Collections.synchronizedList(new ArrayList<>());
  private final List<String> assumed = new ArrayList<>();
  private final List<Duration> pauses = new ArrayList<>();

  /** A request that came through one of the doors. */
  record Seen(String call, String body, String reason) {}

  /** What a command printed and how it ended. */
  record Run(int status, String out, String err) {
    List<String> lines() {
      return out.lines().toList();
    }
  }

  private record Reply(int status, String body, @Nullable String retryAfter) {}

  CannedStage(Path root) throws IOException {
    Files.createFile(root.resolve("cdk.json"));
    Path token = Files.writeString(root.resolve("token"), TOKEN);
    project = new Project(root);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
    entry = new StageFile(port(), port(), token, ProcessHandle.current().pid(), root).publish(root);
  }

  int port() {
    return server.getAddress().getPort();
  }

  /**
   * Answers a call such as {@code GET /ops/v1/alarms}; the last answer is given again and again.
   */
  CannedStage answer(String call, String json) {
    return answer(call, 200, json, null);
  }

  CannedStage answer(String call, int status, String json, @Nullable String retryAfter) {
    replies.computeIfAbsent(call, _ -> new ArrayList<>()).add(new Reply(status, json, retryAfter));
    return this;
  }

  List<Seen> seen() {
    return seen;
  }

  /** The bodies of requests for a session. */
  List<String> sessions() {
    return sessions;
  }

  /** The names of the IAM roles that were assumed. */
  List<String> assumed() {
    return assumed;
  }

  List<Duration> pauses() {
    return pauses;
  }

  Run run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Gamekeeper.run(
            new Console(new PrintWriter(out, true), new PrintWriter(err, true), false),
            new Surroundings(
                () -> project,
                (profile, region) -> new Account(),
                Clock.fixed(NOW, ZoneOffset.UTC),
                new Patience(Duration.ofSeconds(20), this::pause, new Random(1))),
            arguments);
    return new Run(status, out.toString(), err.toString());
  }

  /** Lets no time pass; a command that would follow something for ever ends after some. */
  private void pause(Duration time) throws InterruptedException {
    pauses.add(time);
    if (pauses.size() > 20) {
      throw new InterruptedException();
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String target = exchange.getRequestURI().toString();
    Reply reply = reply(exchange, target, body);
    byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
    if (reply.retryAfter() != null) {
      exchange.getResponseHeaders().set("Retry-After", reply.retryAfter());
    }
    exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private Reply reply(HttpExchange exchange, String target, String body) {
    if (target.equals("/operator-session")) {
      sessions.add(body);
      return ("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))
          ? new Reply(200, "{\"cookie\":\"" + COOKIE + "\"}", null)
          : new Reply(401, "{\"error\":\"no token\"}", null);
    }
    boolean local = target.startsWith("/_ops/");
    if (local && !COOKIE.equals(exchange.getRequestHeaders().getFirst("Cookie"))) {
      return new Reply(401, "{\"title\":\"Sign in\"}", null);
    }
    String reason = exchange.getRequestHeaders().getFirst("Gamekeeper-Reason");
    String call =
        exchange.getRequestMethod() + " " + (local ? target.substring("/_ops".length()) : target);
    seen.add(
        new Seen(
            call, body, reason == null ? "" : URLDecoder.decode(reason, StandardCharsets.UTF_8)));
    List<Reply> those = replies.getOrDefault(call, List.of());
    return switch (those.size()) {
      case 0 ->
          new Reply(404, "{\"title\":\"Not found\",\"detail\":\"nothing at " + call + "\"}", null);
      case 1 -> those.getFirst();
      default -> those.removeFirst();
    };
  }

  @Override
  public void close() {
    server.stop(0);
    try {
      entry.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** The account that the stage {@code prod} is deployed to. */
  private final class Account implements AwsAccount {
    @Override
    public String region() {
      return "eu-central-1";
    }

    @Override
    public Map<String, String> parameters(String folder) {
      Map<String, String> parameters = new LinkedHashMap<>();
      if (folder.equals("/gamekeeper/prod/operations")) {
        for (String function :
            List.of(
                "console", "payment-operations", "leaderboard-operations", "event-operations")) {
          parameters.put(
              folder + "/" + function, "https://" + function + ".lambda-url.eu-central-1.on.aws/");
        }
      }
      return parameters;
    }

    @Override
    public Credentials assume(String role) {
      assumed.add(role);
      return new Credentials("AKID", "secret", "session");
    }

    @Override
    public Answer send(
        String method, URI address, Map<String, String> headers, @Nullable String body) {
      try {
        String query = address.getRawQuery() == null ? "" : "?" + address.getRawQuery();
        URI here = URI.create("http://127.0.0.1:" + port() + address.getRawPath() + query);
        return Wire.send(method, here, headers, body);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {}
  }
}
