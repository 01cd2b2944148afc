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
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The neighbours of a server in training: an issuer of tokens, its configuration, a metadata
 * service with nothing to report, and one player. A process of its own: it prints the neighbours'
 * port, reads the server's, and prints {@code trained} after the visit.
 */
final class TrainingNeighbours {
  private static final int KEY_BITS = 2048;
  private static final int VISITS = 50;

  private TrainingNeighbours() {}

  /** Returns the command that starts the process, by the JVM and the class path of this one. */
  static ProcessBuilder command() {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            TrainingNeighbours.class.getName())
        .redirectError(ProcessBuilder.Redirect.INHERIT);
  }

  /** Runs until the server was visited, or its process is gone. */
  public static void main(String[] arguments)
      throws IOException, InterruptedException, TimeoutException, JOSEException {
    RSAKey key = newKey();
    HttpServer neighbours =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    neighbours.createContext("/", exchange -> answer(exchange, key));
    neighbours.start();
    try {
      System.out.println(neighbours.getAddress().getPort());
      String port =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
      if (port != null) {
        visit("127.0.0.1:" + port, "Bearer " + token(key));
        System.out.println("trained");
      }
    } finally {
      neighbours.stop(0);
    }
  }

  private static void visit(String server, String authorization)
      throws IOException, InterruptedException, TimeoutException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (int i = 0; i < VISITS; i++) {
        get(client, server + GameServerContract.HEALTH_PATH, authorization);
        get(client, server + GameServerContract.ROOMS_PATH, authorization);
      }
      CountDownLatch seen = new CountDownLatch(3);
      WebSocket socket =
          client
              .newWebSocketBuilder()
              .header("Authorization", authorization)
              .buildAsync(
                  URI.create("ws://" + server + GameServerContract.SESSION_PATH),
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
      if (!seen.await(Training.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new TimeoutException("the player saw nothing within " + Training.LIMIT);
      }
      socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }
  }

  private static void get(HttpClient client, String address, String authorization)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + address))
            .timeout(Training.LIMIT)
            .header("Authorization", authorization)
            .build();
    int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    if (status != 200) {
      throw new IOException("GET " + address + " answers " + status);
    }
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

  private static String token(RSAKey key) throws JOSEException {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
            new JWTClaimsSet.Builder()
                .issuer(Training.ISSUER)
                .audience(Training.AUDIENCE)
                .subject("trainee")
                .expirationTime(Date.from(Instant.now().plus(Training.LIMIT)))
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
