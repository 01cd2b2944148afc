package io.gamekeeper.platform.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.contract.OperatorEnvironment;
import io.gamekeeper.contract.OperatorRole;
import io.gamekeeper.platform.WebClient;
import io.gamekeeper.platform.identity.Operator.Door;
import io.gamekeeper.testing.VirtualTime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OperatorVerifierTest {
  private static final String BALANCER =
      "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/edge/0123456789abcdef";
  private static final String KEY = "3c1f5e1c-8f2b-4b6a-9d5e-3a1b2c4d5e6f";
  private static final String CLAIMS =
      "{\"sub\":\"1\",\"email\":\"ada@studio.example\",\"roles\":[\"viewer\",\"on-call\"]}";

  private final VirtualTime time = new VirtualTime();
  private final AtomicInteger fetches = new AtomicInteger();
  private final KeyPair keys = keyPair();
  private int status = 200;
  private final WebClient web =
      (request, timeout) -> {
        fetches.incrementAndGet();
        if (status == 0) {
          throw new IOException("nobody answers");
        }
        return request.uri().toString().equals("https://keys.example/" + KEY)
            ? new WebClient.Response(status, pem(keys))
            : new WebClient.Response(404, "");
      };
  private final OperatorVerifier verifier =
      new OperatorVerifier(
          new OperatorEnvironment(
              "prod",
              true,
              "111122223333",
              BALANCER,
              "https://keys.example",
              "client",
              "roles",
              "audit"),
          time,
          web);

  @Test
  void theLoadBalancerSaysWhoSignedIn() {
    assertThat(verifier.atLoadBalancer(document(header(), CLAIMS, keys)))
        .isEqualTo(
            new OperatorVerdict.Known(
                new Operator(
                    "ada@studio.example",
                    Set.of(OperatorRole.VIEWER, OperatorRole.ON_CALL),
                    Door.BROWSER)));
    assertThat(fetches).hasValue(1);

    verifier.atLoadBalancer(document(header(), CLAIMS, keys));

    assertThat(fetches).hasValue(1);
  }

  @Test
  void whoHasNotSignedInIsToldTo() {
    assertThat(verifier.atLoadBalancer(null))
        .isEqualTo(new OperatorVerdict.Unauthenticated("sign in"));
  }

  @ParameterizedTest
  @CsvSource({
    "ES256, none",
    "'signer\":\"arn', 'signer\":\"another:arn'",
    "'client\":\"client', 'client\":\"other'",
    "3c1f5e1c, 4c1f5e1c",
    "3c1f5e1c, ../../3c",
  })
  void aDocumentForAnotherOrByAnotherIsRefused(String what, String instead) {
    String document = document(header().replace(what, instead), CLAIMS, keys);

    assertThat(verifier.atLoadBalancer(document))
        .isInstanceOf(OperatorVerdict.Unauthenticated.class);
  }

  @Test
  void aDocumentIsGoodUntilItExpiresAndNoLonger() {
    String document = document(header(), CLAIMS, keys);
    time.advance(Duration.ofSeconds(119));
    assertThat(verifier.atLoadBalancer(document)).isInstanceOf(OperatorVerdict.Known.class);

    time.advance(Duration.ofSeconds(1));

    assertThat(verifier.atLoadBalancer(document))
        .isEqualTo(new OperatorVerdict.Unauthenticated("x-amzn-oidc-data has expired"));
  }

  @Test
  void aForgedSignatureIsRefused() {
    assertThat(verifier.atLoadBalancer(document(header(), CLAIMS, keyPair())))
        .isEqualTo(
            new OperatorVerdict.Unauthenticated("the signature of x-amzn-oidc-data is wrong"));
  }

  @Test
  void claimsThatWereChangedAfterSigningAreRefused() {
    String[] parts = document(header(), CLAIMS, keys).split("\\.", -1);
    String changed = parts[0] + "." + encoded(CLAIMS.replace("ada", "eve")) + "." + parts[2];

    assertThat(verifier.atLoadBalancer(changed))
        .isInstanceOf(OperatorVerdict.Unauthenticated.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "a.b", "a.b.c", "..", "e30.e30.", "a.b.c.d", "%%.%%.%%"})
  void whatIsNoDocumentIsRefused(String document) {
    assertThat(verifier.atLoadBalancer(document))
        .isInstanceOf(OperatorVerdict.Unauthenticated.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[\"viewer\",\"root\"]      | viewer",
        "\"viewer on-call\"         | viewer on-call",
        "\"approver,planner\"       | planner approver",
        "[\"root\"]                 | none",
        "[]                         | none",
        "{\"viewer\":true}          | none",
        "null                       | none",
      })
  void aRoleThatNobodyKnowsIsNone(String claim, String roles) {
    String claims = "{\"sub\":\"1\",\"email\":\"ada\",\"roles\":" + claim + "}";

    OperatorVerdict verdict = verifier.atLoadBalancer(document(header(), claims, keys));

    if (roles.equals("none")) {
      assertThat(verdict).isInstanceOf(OperatorVerdict.NoOperator.class);
    } else {
      assertThat(verdict)
          .isInstanceOfSatisfying(
              OperatorVerdict.Known.class,
              known ->
                  assertThat(known.operator().roles())
                      .extracting(OperatorRole::key)
                      .containsExactlyInAnyOrder(roles.split(" ", -1)));
    }
  }

  @Test
  void whileTheKeyCannotBeFetchedNobodyCanTell() {
    status = 0;

    assertThat(verifier.atLoadBalancer(document(header(), CLAIMS, keys)))
        .isEqualTo(new OperatorVerdict.Unverifiable());
  }

  @Test
  void forgedKeyIdsDoNotBecomeAFloodOfRequests() {
    String forged = header().replace("3c1f5e1c", "00000000");

    for (int i = 0; i < 100; i++) {
      verifier.atLoadBalancer(document(forged, CLAIMS, keys));
    }

    assertThat(fetches).hasValue(1);
  }

  @ParameterizedTest
  @CsvSource({
    "arn:aws:sts::111122223333:assumed-role/gamekeeper-prod-viewer/ada, VIEWER",
    "arn:aws:sts::111122223333:assumed-role/gamekeeper-prod-on-call/ci-7, ON_CALL",
  })
  void aRolesSessionIsAnOperator(String arn, OperatorRole role) {
    assertThat(verifier.signed(arn))
        .isInstanceOfSatisfying(
            OperatorVerdict.Known.class,
            known -> {
              assertThat(known.operator().roles()).containsExactly(role);
              assertThat(known.operator().door()).isEqualTo(Door.SIGNED);
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "arn:aws:sts::999988887777:assumed-role/gamekeeper-prod-on-call/eve",
        "arn:aws:sts::111122223333:assumed-role/gamekeeper-dev-on-call/eve",
        "arn:aws:sts::111122223333:assumed-role/gamekeeper-prod-root/eve",
        "arn:aws:sts::111122223333:assumed-role/x/gamekeeper-prod-on-call/eve",
        "arn:aws:iam::111122223333:user/gamekeeper-prod-on-call/eve",
        "arn:aws:iam::111122223333:role/gamekeeper-prod-on-call",
      })
  void anybodyElseIsNone(String arn) {
    assertThat(verifier.signed(arn)).isInstanceOf(OperatorVerdict.NoOperator.class);
  }

  private String header() {
    return "{\"typ\":\"JWT\",\"kid\":\"%s\",\"alg\":\"ES256\",\"iss\":\"https://people.example\",\"client\":\"client\",\"signer\":\"%s\",\"exp\":%d}"
        .formatted(KEY, BALANCER, time.instant().plusSeconds(120).getEpochSecond());
  }

  /** Signs as a load balancer does: the parts keep their padding. */
  private static String document(String header, String claims, KeyPair keys) {
    String signed = encoded(header) + "." + encoded(claims);
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(keys.getPrivate());
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + Base64.getUrlEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String pem(KeyPair keys) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(keys.getPublic().getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  private static KeyPair keyPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
