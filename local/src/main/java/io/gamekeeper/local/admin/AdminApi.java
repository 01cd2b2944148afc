package io.gamekeeper.local.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gamekeeper.local.file.PrivateFiles;
import io.gamekeeper.local.identity.BrowserGuard;
import io.gamekeeper.local.service.StageException;
import io.gamekeeper.local.time.Agenda;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The server of the admin API, on the loopback address. Each call is {@code POST /<operation>} with
 * a JSON object and the bearer token; the answer is JSON, errors are {@code {"error": "one line"}}.
 */
public final class AdminApi implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TOKEN_BYTES = 32;

  private final HttpServer server;
  private final ExecutorService threads;
  private final byte[] authorization;
  private final Path tokenFile;
  private final Map<String, Handler.Work> operations;

  private AdminApi(
      HttpServer server,
      ExecutorService threads,
      String token,
      Path tokenFile,
      Map<String, Handler.Work> operations) {
    this.server = server;
    this.threads = threads;
    this.authorization = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
    this.tokenFile = tokenFile;
    this.operations = operations;
  }

  /**
   * An operation and the code that does it.
   *
   * @param name the last segment of its path
   */
  public record Handler(String name, Work work) {

    /** Returns the operation for a stage whose clock, if it is led, stands still while it runs. */
    Handler within(Agenda agenda) {
      return new Handler(name, arguments -> agenda.perform(() -> work.run(arguments)));
    }

    /** The code of an operation. */
    @FunctionalInterface
    public interface Work {

      /**
       * Reads the arguments, does the work and returns the answer.
       *
       * @throws StageException if it cannot be done
       * @throws IllegalArgumentException if the arguments are at fault
       */
      JsonNode run(JsonNode arguments) throws InterruptedException;
    }
  }

  /** Opens the API on a free port and writes its token to a file in a folder. */
  public static AdminApi open(Path folder, List<Handler> handlers) {
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    String token = HexFormat.of().formatHex(random);
    Path tokenFile = folder.resolve("admin-token");
    Map<String, Handler.Work> operations =
        handlers.stream().collect(Collectors.toMap(Handler::name, Handler::work));
    try {
      PrivateFiles.write(tokenFile, token);
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
      AdminApi api = new AdminApi(server, threads, token, tokenFile, operations);
      server.setExecutor(threads);
      server.createContext("/", api::answer);
      server.start();
      return api;
    } catch (IOException e) {
      throw new StageException("the admin API cannot be opened: " + e.getMessage(), e);
    }
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public Path tokenFile() {
    return tokenFile;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (BrowserGuard.refuses(exchange)) {
        send(exchange, 403, error("this address is for programs of this machine"));
        return;
      }
      String given = exchange.getRequestHeaders().getFirst("Authorization");
      if (given == null
          || !MessageDigest.isEqual(authorization, given.getBytes(StandardCharsets.UTF_8))) {
        send(exchange, 401, error("wrong or no bearer token"));
        return;
      }
      Handler.Work operation = operations.get(exchange.getRequestURI().getPath().substring(1));
      if (operation == null) {
        send(exchange, 404, error("there is no operation " + exchange.getRequestURI().getPath()));
        return;
      }
      byte[] body = exchange.getRequestBody().readAllBytes();
      try {
        JsonNode arguments = body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
        send(exchange, 200, operation.run(arguments));
      } catch (JsonProcessingException e) {
        send(exchange, 400, error("the arguments are not JSON"));
      } catch (IllegalArgumentException e) {
        send(exchange, 400, error(e.getMessage()));
      } catch (StageException e) {
        send(exchange, 409, error(e.getMessage()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        send(exchange, 503, error("the stage is stopping"));
      }
    }
  }

  private static ObjectNode error(@Nullable String message) {
    return JSON.createObjectNode().put("error", String.valueOf(message));
  }

  private static void send(HttpExchange exchange, int status, JsonNode answer) throws IOException {
    byte[] bytes = JSON.writeValueAsBytes(answer);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
