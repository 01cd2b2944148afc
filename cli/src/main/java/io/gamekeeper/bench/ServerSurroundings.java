package io.gamekeeper.bench;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gamekeeper.contract.GameServerContract;
import io.gamekeeper.contract.GameServerEnvironment;
import io.gamekeeper.contract.GameServerSettings;
import io.gamekeeper.contract.IdentityEnvironment;
import io.gamekeeper.contract.TelemetryEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The surroundings that a game server needs: an issuer of tokens, its configuration, a metadata
 * service with nothing to report and a recipient of its metrics.
 */
final class ServerSurroundings implements AutoCloseable {
  private static final String ISSUER = "https://id.bench.example";
  private static final String AUDIENCE = "gamekeeper";
  private static final String JWKS = "/jwks.json";
  private static final String CONFIGURATION = "/configuration";
  private static final String METADATA_TOKEN = "/latest/api/token";
  private static final String SETTINGS =
      "{\"%s\":20,\"%s\":50}"
          .formatted(GameServerSettings.TICKS_PER_SECOND, GameServerSettings.PLAYERS_PER_ROOM);
  private static final Duration TOKENS_LAST = Duration.ofDays(1);
  private static final int KEY_BITS = 2048;
  private static final int DRAIN_SECONDS = 1;

  private final RSAKey key;
  private final HttpServer http;
  private final ServerSocket metrics;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private ServerSurroundings(RSAKey key, HttpServer http, ServerSocket metrics) {
    this.key = key;
    this.http = http;
    this.metrics = metrics;
  }

  static ServerSurroundings open() throws IOException {
    ServerSurroundings surroundings =
        new ServerSurroundings(
            newKey(),
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0),
            new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    surroundings.http.setExecutor(surroundings.threads);
    surroundings.http.createContext("/", surroundings::answer);
    surroundings.http.start();
    surroundings.threads.execute(surroundings::takeMetrics);
    return surroundings;
  }

  private static RSAKey newKey() {
    try {
      return new RSAKeyGenerator(KEY_BITS)
          .keyUse(KeyUse.SIGNATURE)
          .algorithm(JWSAlgorithm.RS256)
          .keyID("bench")
          .generate();
    } catch (JOSEException e) {
      throw new IllegalStateException("every JDK makes RSA keys", e);
    }
  }

  /** Returns the environment of a server that listens on that port and holds that many players. */
  GameServerEnvironment environment(int port, int maxPlayers) {
    String here = "http://127.0.0.1:" + http.getAddress().getPort();
    return new GameServerEnvironment(
        port,
        maxPlayers,
        DRAIN_SECONDS,
        here + CONFIGURATION,
        "tcp://127.0.0.1:" + metrics.getLocalPort(),
        here,
        new IdentityEnvironment(ISSUER, AUDIENCE, here + JWKS),
        new TelemetryEnvironment(GameServerContract.SERVICE, "Gamekeeper/bench", "WARN"));
  }

  String token(String player) {
    Instant now = Instant.now();
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
            new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .subject(player)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(TOKENS_LAST)))
                .build());
    try {
      token.sign(new RSASSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException("every JDK signs with RSA", e);
    }
    return token.serialize();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body =
          switch (exchange.getRequestURI().getPath()) {
            case JWKS -> new JWKSet(key.toPublicJWK()).toString();
            case CONFIGURATION -> SETTINGS;
            case METADATA_TOKEN -> "token";
            default -> "";
          };
      if (body.isEmpty()) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, bytes.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(bytes);
      }
    }
  }

  private void takeMetrics() {
    while (!metrics.isClosed()) {
      try {
        Socket sender = metrics.accept();
        threads.execute(() -> drop(sender));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void drop(Socket sender) {
    try (sender;
        InputStream in = sender.getInputStream()) {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException ended) {
      // The server is gone; its metrics meant nothing.
    }
  }

  @Override
  public void close() throws IOException {
    http.stop(0);
    metrics.close();
    threads.shutdownNow();
  }
}
