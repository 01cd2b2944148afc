package io.gamekeeper.fleet;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gamekeeper.contract.GameServerContract;
import io.gamekeeper.contract.GameServerEnvironment;
import io.gamekeeper.contract.IdentityEnvironment;
import io.gamekeeper.contract.TelemetryEnvironment;
import io.gamekeeper.fleet.observe.Log;
import io.gamekeeper.fleet.system.PlainWeb;
import io.gamekeeper.fleet.system.Timing;
import io.gamekeeper.platform.WebClient;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The run from which the ahead-of-time cache learns what a start and a player's visit need: a
 * server with made-up neighbours on the loopback address, one request of each kind, one session.
 */
final class Training {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String ISSUER = "https://issuer.invalid";
  private static final String AUDIENCE = "training";
  private static final int KEY_BITS = 2048;
  private static final int VISITS = 50;

  private Training() {}

  static void run(Timing timing, PrintStream out) {
    try {
      RSAKey key = newKey();
      HttpServer neighbours =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      neighbours.createContext("/", exchange -> answer(exchange, key));
      neighbours.start();
      try {
        visit(timing, out, key, neighbours.getAddress().getPort());
      } finally {
        neighbours.stop(0);
      }
    } catch (IOException | TimeoutException | JOSEException e) {
      throw new IllegalStateException("the training run failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void visit(Timing timing, PrintStream out, RSAKey key, int neighbours)
      throws IOException, InterruptedException, TimeoutException, JOSEException {
    String base = "http://127.0.0.1:" + neighbours;
    Log log = new Log(out, timing.clock(), "training", Log.Level.INFO);
    CountDownLatch ready = new CountDownLatch(1);
    try (GameServer server =
        new GameServer(
            environment(base),
            timing,
            ThreadLocalRandom.current(),
            log,
            departure -> {},
            ready::countDown)) {
      server.start();
      await(ready);
      Main.ready(server, log);
      String authorization = "Bearer " + token(key, timing);
      PlainWeb web = new PlainWeb(timing);
      URI self = URI.create("http://127.0.0.1:" + server.port());
      for (int i = 0; i < VISITS; i++) {
        web.get(self.resolve(GameServerContract.HEALTH_PATH), LIMIT);
        web.send(
            new WebClient.Request(
                "GET", self.resolve(Door.ROOMS_PATH), Map.of("Authorization", authorization), null),
            LIMIT);
      }
      web.get(self.resolve(Door.ROOMS_PATH), LIMIT);
      play(self, authorization);
      server.drain(new Departure("training", Duration.ZERO));
    }
    log.info("trained");
  }

  private static void play(URI self, String authorization)
      throws InterruptedException, TimeoutException {
    CountDownLatch seen = new CountDownLatch(3);
    try (HttpClient client = HttpClient.newHttpClient()) {
      WebSocket socket =
          client
              .newWebSocketBuilder()
              .header("Authorization", authorization)
              .buildAsync(
                  URI.create("ws://127.0.0.1:" + self.getPort() + GameServerContract.SESSION_PATH),
                  new WebSocket.Listener() {
                    @Override
                    public @Nullable CompletionStage<?> onText(
                        WebSocket from, CharSequence text, boolean last) {
                      from.request(1);
                      seen.countDown();
                      return null;
                    }
                  })
              .join();
      socket.sendText("{\"type\":\"move\",\"dx\":1,\"dy\":0.5}", true).join();
      socket.sendText("{\"type\":\"ping\",\"id\":1}", true).join();
      await(seen);
      socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }
  }

  private static void await(CountDownLatch latch) throws InterruptedException, TimeoutException {
    if (!latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new TimeoutException("nothing came within " + LIMIT);
    }
  }

  private static Map<String, String> environment(String base) {
    return new GameServerEnvironment(
            0,
            10,
            0,
            base + "/configuration",
            base.replace("http:", "tcp:"),
            base,
            new IdentityEnvironment(ISSUER, AUDIENCE, base + "/jwks.json"),
            new TelemetryEnvironment("training", "Training", "INFO"))
        .toMap();
  }

  private static void answer(HttpExchange exchange, RSAKey key) throws IOException {
    String body =
        switch (exchange.getRequestURI().getPath()) {
          case "/jwks.json" -> new JWKSet(key.toPublicJWK()).toString();
          case "/configuration" -> "{\"ticksPerSecond\":60,\"playersPerRoom\":10}";
          case "/latest/api/token" -> "token";
          default -> "";
        };
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0) {
      exchange.sendResponseHeaders(404, -1);
    } else {
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  private static String token(RSAKey key, Timing timing) throws JOSEException {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
            new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .subject("trainee")
                .expirationTime(Date.from(timing.now().plus(LIMIT)))
                .build());
    token.sign(new RSASSASigner(key));
    return token.serialize();
  }

  private static RSAKey newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(KEY_BITS);
      KeyPair pair = generator.generateKeyPair();
      return new RSAKey.Builder((RSAPublicKey) pair.getPublic())
          .privateKey(pair.getPrivate())
          .keyID("training")
          .build();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has RSA", e);
    }
  }
}
