package io.gamekeeper.payment.storefront;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.contract.ProviderSwitch;
import io.gamekeeper.contract.StoreCredentials;
import io.gamekeeper.contract.StoreEnvironment;
import io.gamekeeper.payment.Receipt;
import io.gamekeeper.payment.Refusal;
import io.gamekeeper.payment.Store;
import io.gamekeeper.payment.StoreFront;
import io.gamekeeper.payment.StorePurchase;
import io.gamekeeper.payment.Verification;
import io.gamekeeper.platform.WebClient;
import io.gamekeeper.platform.testing.FakePlatform;
import io.gamekeeper.testing.VirtualTime;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.GetParameterRequest;
import software.amazon.awssdk.services.ssm.model.GetParameterResponse;

/** Everything outside the store fronts; what goes wrong there, a test says. */
final class World {
  static final String PLAYER = "player-1";
  static final String SKU = "gems-100";
  static final String BUNDLE = "com.example.game";
  static final String PACKAGE = "com.example.game.android";
  static final String AUDIENCE = "https://game.example/v1/store-notifications/google";

  private static final ObjectMapper JSON = new ObjectMapper();

  final FakePlatform platform = new FakePlatform();
  final VirtualTime clock = platform.time;
  final AppleSide apple = new AppleSide(clock);
  final GoogleSide google = new GoogleSide(clock);
  final List<WebClient.Request> requests = platform.requests;
  String secret;
  String parameter = ProviderSwitch.INITIAL;
  boolean secretsDown;
  boolean parametersDown;
  boolean networkDown;
  boolean networkSlow;
  int secretReads;
  int parameterReads;

  World() {
    this(false);
  }

  World(boolean testPurchases) {
    this("Sandbox", testPurchases, List.of(), 0);
  }

  /** Returns a world where players pay, and some may test. */
  static World ofPlayers(List<String> testers, int testPurchasesPerDay) {
    return new World("Production", false, testers, testPurchasesPerDay);
  }

  private World(String appleEnvironment, boolean testPurchases, List<String> testers, int perDay) {
    platform.variables.putAll(
        new StoreEnvironment(
                "arn:secret",
                "/providers",
                "once",
                BUNDLE,
                4711,
                appleEnvironment,
                PACKAGE,
                AUDIENCE,
                testPurchases,
                testers,
                perDay)
            .toMap());
    platform.clients.put(SsmClient.class, new Parameters());
    platform.clients.put(SecretsManagerClient.class, new Secrets());
    platform.web = this::send;
    secret = credentials();
  }

  /** Returns a correct content of the secret. */
  String credentials() {
    return json(
        Map.of(
            StoreCredentials.APPLE, apple.credentials(),
            StoreCredentials.GOOGLE, google.credentials()));
  }

  StoreFront appleFront() {
    return front(Store.APPLE);
  }

  StoreFront googleFront() {
    return front(Store.GOOGLE);
  }

  private StoreFront front(Store store) {
    return Objects.requireNonNull(new StoreFronts(platform).fronts().get(store));
  }

  static Receipt receipt(String content) {
    return new Receipt(PLAYER, SKU, content);
  }

  static StorePurchase verified(Verification verification) {
    if (verification instanceof Verification.Verified(StorePurchase purchase)) {
      return purchase;
    }
    throw new AssertionError("not verified: " + verification);
  }

  static Verification refused(Refusal reason) {
    return new Verification.Refused(reason);
  }

  static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private WebClient.Response send(WebClient.Request request, Duration timeout) throws IOException {
    if (networkDown) {
      throw new IOException("connection refused");
    }
    if (networkSlow) {
      clock.advance(timeout);
      throw new HttpTimeoutException("slow");
    }
    return switch (request.uri().getHost()) {
      case AppleSide.HOST -> apple.answer(request);
      case GoogleSide.API -> google.api(request);
      case GoogleSide.TOKENS -> google.tokens(request);
      case GoogleSide.KEYS -> google.keys();
      default -> throw new AssertionError("nobody should ask " + request.uri());
    };
  }

  private final class Secrets implements SecretsManagerClient {
    @Override
    public GetSecretValueResponse getSecretValue(GetSecretValueRequest request) {
      secretReads++;
      if (secretsDown || !request.secretId().equals("arn:secret")) {
        throw SdkClientException.create("no answer");
      }
      return GetSecretValueResponse.builder().secretString(secret).build();
    }

    @Override
    public String serviceName() {
      return "secretsmanager";
    }

    @Override
    public void close() {}
  }

  private final class Parameters implements SsmClient {
    @Override
    public GetParameterResponse getParameter(GetParameterRequest request) {
      parameterReads++;
      if (parametersDown || !request.name().equals("/providers")) {
        throw SdkClientException.create("no answer");
      }
      @Nullable String value = parameter;
      return GetParameterResponse.builder().parameter(builder -> builder.value(value)).build();
    }

    @Override
    public String serviceName() {
      return "ssm";
    }

    @Override
    public void close() {}
  }
}
