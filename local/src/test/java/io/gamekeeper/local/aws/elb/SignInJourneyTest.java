package io.gamekeeper.local.aws.elb;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.contract.OperatorRole;
import io.gamekeeper.local.LedTime;
import io.gamekeeper.local.http.Front;
import io.gamekeeper.local.http.Names;
import io.gamekeeper.local.http.OperatorsDoor;
import io.gamekeeper.local.identityprovider.IdentityProvider;
import io.gamekeeper.local.identityprovider.SignedIn;
import io.gamekeeper.local.observe.RouteTimes;
import io.gamekeeper.local.template.Provisioning;
import io.gamekeeper.local.template.Resources;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A browser's way through load balancer and identity provider, on the stage's port. */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SignInJourneyTest {
  private final LedTime time;
  private final HeardFunctions functions = new HeardFunctions();
  private final Front front = Front.open(0, Duration.ofSeconds(5));
  private final CookieManager cookies = new CookieManager();
  private final HttpClient browser =
      HttpClient.newBuilder()
          .cookieHandler(cookies)
          .followRedirects(HttpClient.Redirect.NORMAL)
          .version(HttpClient.Version.HTTP_1_1)
          .build();
  private final IdentityProvider provider;
  private final LoadBalancer balancer;
  private final Resources resources;

  SignInJourneyTest(@TempDir Path folder) {
    time = new LedTime(folder);
    Names names = new Names();
    provider = new IdentityProvider(time, time.ground().web(), names);
    ElasticLoadBalancing service =
        new ElasticLoadBalancing(
            time.ground(),
            functions,
            names,
            front.port(),
            new RouteTimes(),
            Duration.ofSeconds(5),
            (_, _) -> _ -> false,
            provider::trustedBy);
    resources = Provisioning.provision(service.resourceTypes(), OidcAuthenticationTest.TEMPLATE);
    balancer = service.balancer();
    provider.leadsBackTo(balancer.callbacks());
    front.serve(
        new OperatorsDoor(
            names.byHost(balancer.servedSite()),
            front.port(),
            balancer.signInHost(),
            provider.host()),
        time.agenda());
  }

  @AfterEach
  void close() {
    browser.close();
    resources.close();
    front.close();
    time.close();
  }

  @Test
  void aPersonSignsInAndComesBackToWhereTheyWereGoing() throws Exception {
    HttpResponse<String> page = send(get("/_ops/dashboards/purchases?hours=3"));
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.uri().getPath()).isEqualTo("/_hosts/id.example/authorize");
    assertThat(page.body()).contains("Sign in");

    HttpResponse<String> back =
        send(
            HttpRequest.newBuilder(page.uri())
                .header("content-type", "application/x-www-form-urlencoded")
                .header("origin", "http://127.0.0.1:" + front.port())
                .header("sec-fetch-site", "same-origin")
                .POST(HttpRequest.BodyPublishers.ofString("name=ann&role=planner")));

    assertThat(back.statusCode()).isEqualTo(200);
    assertThat(back.uri()).isEqualTo(uri("/_ops/dashboards/purchases?hours=3"));
    assertThat(back.body()).isEqualTo("fine");
    assertThat(claims())
        .contains("\"email\":\"ann@studio.example\"", "\"gamekeeper_roles\":[\"planner\"]");
    assertThat(cookies.getCookieStore().getCookies())
        .singleElement()
        .satisfies(cookie -> assertThat(cookie.getPath()).isEqualTo("/_ops/"))
        .satisfies(cookie -> assertThat(cookie.isHttpOnly()).isTrue())
        .extracting(HttpCookie::getName)
        .isEqualTo("AWSELBAuthSessionCookie-0");
    assertThat(send(get("/_ops/ops/v1/me")).statusCode()).isEqualTo(200);
  }

  @Test
  void aCodeThatWasUsedSignsNobodyInAgain() throws Exception {
    HttpClient stepwise =
        HttpClient.newBuilder().cookieHandler(cookies).version(HttpClient.Version.HTTP_1_1).build();
    try (stepwise) {
      HttpResponse<String> page = send(get("/_ops/"));
      HttpResponse<String> form =
          stepwise.send(
              HttpRequest.newBuilder(page.uri())
                  .POST(HttpRequest.BodyPublishers.ofString("name=ann&role=viewer"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      HttpRequest callback =
          get(form.headers().firstValue("location").orElseThrow())
              .header("cookie", nonce())
              .build();
      cookies.getCookieStore().removeAll();

      assertThat(stepwise.send(callback, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(302);
      cookies.getCookieStore().removeAll();
      HttpResponse<String> again = stepwise.send(callback, HttpResponse.BodyHandlers.ofString());

      assertThat(again.statusCode()).isEqualTo(561);
      assertThat(again.headers().allValues("set-cookie")).isEmpty();
    }
  }

  @Test
  void aProgramIsSignedInWithoutABrowser() throws Exception {
    String cookie =
        balancer.signIn(
            callback -> provider.code(new SignedIn("ci", List.of(OperatorRole.ON_CALL)), callback));

    assertThat(send(get("/_ops/ops/v1/me").header("cookie", cookie)).statusCode()).isEqualTo(200);
    assertThat(claims()).contains("\"name\":\"ci\"", "\"on-call\"");
    assertThat(send(get("/_ops/ops/v1/me")).statusCode()).isEqualTo(401);
  }

  /** What the last request's target was told of the user. */
  private String claims() {
    String data = functions.events.getLast().path("headers").path("x-amzn-oidc-data").asText();
    return new String(
        Base64.getUrlDecoder().decode(data.split("\\.", -1)[1]), StandardCharsets.UTF_8);
  }

  private String nonce() {
    return cookies.getCookieStore().getCookies().stream()
        .filter(cookie -> cookie.getName().equals("AWSALBAuthNonce"))
        .map(cookie -> cookie.getName() + "=" + cookie.getValue())
        .findFirst()
        .orElseThrow();
  }

  private HttpRequest.Builder get(String path) {
    return HttpRequest.newBuilder(uri(path));
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + front.port() + path);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return browser.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
