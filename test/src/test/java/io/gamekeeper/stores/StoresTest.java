package io.gamekeeper.stores;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.contract.ProviderSwitch;
import io.gamekeeper.contract.StoreEnvironment;
import io.gamekeeper.local.appstore.FakeStores;
import io.gamekeeper.local.appstore.Outage;
import io.gamekeeper.local.appstore.Shop;
import io.gamekeeper.local.appstore.Sold;
import io.gamekeeper.local.aws.secrets.Secrets;
import io.gamekeeper.local.client.WebHosts;
import io.gamekeeper.local.iam.AccessControl;
import io.gamekeeper.local.template.AwsEnvironment;
import io.gamekeeper.local.testing.DeclaredFunction;
import io.gamekeeper.local.time.StageTime;
import io.gamekeeper.payment.Receipt;
import io.gamekeeper.payment.Refusal;
import io.gamekeeper.payment.Share;
import io.gamekeeper.payment.Store;
import io.gamekeeper.payment.StoreFront;
import io.gamekeeper.payment.StoreNotice;
import io.gamekeeper.payment.StorePurchase;
import io.gamekeeper.payment.Verification;
import io.gamekeeper.payment.storefront.NoticeReading;
import io.gamekeeper.payment.storefront.StoreFronts;
import io.gamekeeper.platform.testing.FakePlatform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.GetParameterRequest;
import software.amazon.awssdk.services.ssm.model.GetParameterResponse;

/** The functions' side of the stores and the stage's stores, which share no code, together. */
final class StoresTest {
  private static final String SECRET = "arn:aws:secretsmanager:us-east-1:000000000000:secret:s";
  private static final String PLAYER = "p1";
  private static final String SKU = "gems-100";

  private final FakePlatform platform = new FakePlatform();
  private final WebHosts web = new WebHosts();
  private final List<Posted> posted = new ArrayList<>();
  private final Secrets secrets;
  private final FakeStores stores;
  private final StoreFronts fronts;
  private String parameter = ProviderSwitch.INITIAL;

  private record Posted(Map<String, String> headers, String body) {}

  StoresTest(@TempDir Path folder) throws Exception {
    secrets = new Secrets(new AccessControl(), folder.resolve("secrets.json"));
    secrets.create("s", SECRET, AwsEnvironment.LAPTOP, Optional.empty(), () -> "{}");
    platform.variables.putAll(
        new StoreEnvironment(
                SECRET,
                "/providers",
                "once",
                "com.example.game",
                1,
                "Sandbox",
                "com.example.android",
                "https://game.example/google",
                false,
                List.of(),
                0)
            .toMap());
    platform.clients.put(SsmClient.class, new Parameters());
    platform.clients.put(SecretsManagerClient.class, new SecretValues());
    platform.web = web;
    stores = open(Files.createDirectory(folder.resolve("stores")), web);
    fronts = new StoreFronts(platform);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsSoldIsVerifiedAndAcknowledged(Shop shop) {
    Sold sold = stores.buy(shop, SKU, 3, PLAYER);

    StorePurchase purchase = verified(verify(shop, sold.receipt()));
    front(shop).acknowledge(purchase);
    front(shop).acknowledge(purchase);

    assertThat(purchase.transactionId()).isEqualTo(sold.transactionId());
    assertThat(purchase.quantity()).isEqualTo(3);
    assertThat(stores.isAcknowledged(shop, sold.transactionId())).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void bothProvidersNameAPaymentAlike(Shop shop) {
    String receipt = stores.buy(shop, SKU, 1, PLAYER).receipt();
    StorePurchase primary = verified(verify(shop, receipt));
    parameter = ProviderSwitch.INITIAL.replace("primary", "backup");
    platform.time.advance(Duration.ofSeconds(15));
    stores.disturb(shop, new Outage(Outage.State.DOWN, 0));

    StorePurchase backup = verified(verify(shop, receipt));

    assertThat(backup.transactionId()).isEqualTo(primary.transactionId());
    assertThat(backup.handle()).isEqualTo(primary.handle());
    assertThat(backup.paidAt()).isEqualTo(primary.paidAt());
  }

  @ParameterizedTest
  @EnumSource
  void aSlowOrFailingStoreCostsThreeHundredMillisecondsAtMost(Shop shop) {
    String receipt = stores.buy(shop, SKU, 1, PLAYER).receipt();
    verified(verify(shop, receipt)); // the keys are known
    for (Outage outage :
        List.of(
            new Outage(Outage.State.SLOW, 0),
            new Outage(Outage.State.DOWN, 0),
            new Outage(Outage.State.UP, 100))) {
      stores.disturb(shop, outage);
      Instant before = platform.time.instant();
      verified(verify(shop, receipt));
      assertThat(Duration.between(before, platform.time.instant()))
          .isLessThanOrEqualTo(Duration.ofMillis(300));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRefundIsNotifiedAndSeenByTheServer(Shop shop) throws Exception {
    Sold sold = stores.buy(shop, SKU, 1, PLAYER);

    stores.refund(shop, sold.transactionId());

    Posted notice = posted.getLast();
    NoticeReading reading =
        switch (shop) {
          case APPLE -> fronts.appleNotices().read(notice.body());
          case GOOGLE ->
              fronts.googleNotices().read(notice.headers().get("Authorization"), notice.body());
        };
    assertThat(reading)
        .isInstanceOfSatisfying(
            NoticeReading.Genuine.class,
            genuine ->
                assertThat(genuine.notice().meaning())
                    .isInstanceOfSatisfying(
                        StoreNotice.TakenBack.class,
                        taken ->
                            assertThat(taken.transactionId()).isEqualTo(sold.transactionId())));
    assertThat(verify(shop, sold.receipt()))
        .isEqualTo(new Verification.Refused(Refusal.PAYMENT_TAKEN_BACK));
  }

  @ParameterizedTest
  @EnumSource
  void receiptsOfAnotherStageAreForged(Shop shop, @TempDir Path other) {
    // Its hosts are its own; what it puts into the secret is put right again.
    String keys = secrets.value(SECRET);
    String forged = open(other, new WebHosts()).buy(shop, SKU, 1, PLAYER).receipt();
    secrets.put(SECRET, keys);

    assertThat(verify(shop, forged)).isEqualTo(new Verification.Refused(Refusal.RECEIPT_FORGED));
  }

  @Test
  void googleListsWhatNobodyAcknowledgedAsTakenBack() {
    String order = stores.buy(Shop.GOOGLE, SKU, 1, PLAYER).transactionId();
    Instant due = platform.time.instant().plus(Duration.ofDays(3));
    Instant now = due.plusSeconds(60);
    platform.time.set(now);

    assertThat(fronts.voidedPurchases().between(now.minus(Duration.ofHours(1)), now))
        .singleElement()
        .satisfies(
            notice ->
                assertThat(notice.meaning())
                    .isEqualTo(new StoreNotice.TakenBack(order, Share.ALL, due)));
  }

  private FakeStores open(Path folder, WebHosts hosts) {
    FakeStores opened =
        FakeStores.open(
            folder,
            new StageTime(platform.time, platform.time::advance, platform.random),
            hosts,
            secrets,
            (path, headers, body) -> {
              posted.add(new Posted(headers, body));
              return 204;
            });
    opened.trustedBy(
        new DeclaredFunction("purchases", folder).environment(platform.variables).config());
    return opened;
  }

  private StoreFront front(Shop shop) {
    Store store = Store.of(shop.id()).orElseThrow();
    return Objects.requireNonNull(fronts.fronts().get(store));
  }

  private Verification verify(Shop shop, String receipt) {
    return front(shop).verify(new Receipt(PLAYER, SKU, receipt));
  }

  private static StorePurchase verified(Verification verification) {
    assertThat(verification).isInstanceOf(Verification.Verified.class);
    return ((Verification.Verified) verification).purchase();
  }

  private final class SecretValues implements SecretsManagerClient {
    @Override
    public GetSecretValueResponse getSecretValue(GetSecretValueRequest request) {
      return GetSecretValueResponse.builder()
          .secretString(secrets.value(request.secretId()))
          .build();
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
      String value = parameter;
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
