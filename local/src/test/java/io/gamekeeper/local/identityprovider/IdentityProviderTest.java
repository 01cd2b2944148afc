package io.gamekeeper.local.identityprovider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.gamekeeper.contract.OperatorEnvironment;
import io.gamekeeper.contract.OperatorRole;
import io.gamekeeper.local.client.WebHosts;
import io.gamekeeper.local.http.Form;
import io.gamekeeper.local.http.FrontRequest;
import io.gamekeeper.local.http.FrontResponse;
import io.gamekeeper.local.http.Names;
import io.gamekeeper.local.http.RequestBody;
import io.gamekeeper.local.identity.OidcClient;
import io.gamekeeper.local.service.StageException;
import io.gamekeeper.platform.WebClient;
import io.gamekeeper.testing.VirtualTime;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class IdentityProviderTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CALLBACK = "https://ops.example/oauth2/idpresponse";
  private static final OidcClient CLIENT =
      new OidcClient(
          "https://id.example",
          URI.create("https://id.example/authorize"),
          URI.create("https://id.example/token"),
          URI.create("https://id.example/userinfo"),
          "game-ops",
          "s3cret");
  private static final String ASKED =
      "client_id=game-ops&response_type=code&scope=openid+email&state=s1&redirect_uri="
          + "https%3A%2F%2Fops.example%2Foauth2%2Fidpresponse";
  private static final SignedIn ANN =
      new SignedIn("ann", List.of(OperatorRole.VIEWER, OperatorRole.ON_CALL));

  private final VirtualTime time = new VirtualTime();
  private final WebHosts web = new WebHosts();
  private final Names names = new Names();
  private final IdentityProvider provider = new IdentityProvider(time, web, names);

  @BeforeEach
  void trust() {
    web.register("id.example", _ -> new WebClient.Response(200, "somebody else's"));
    provider.trustedBy(CLIENT);
    provider.leadsBackTo(Set.of(CALLBACK));
  }

  @Test
  void aPersonSignsInOnThePageAndIsLedBackWithACode() throws Exception {
    assertThat(page("GET", ASKED, "").status()).isEqualTo(200);

    FrontResponse sent = page("POST", ASKED, "name=ann&role=viewer&role=on-call");

    URI back = URI.create(header(sent, "location"));
    Form query = Form.of(back.getRawQuery());
    assertThat(sent.status()).isEqualTo(303);
    assertThat(back.toString()).startsWith(CALLBACK + "?");
    assertThat(query.field("state")).contains("s1");
    JsonNode claims = userInfo(exchange(query.field("code").orElseThrow()));
    assertThat(claims.path("name").asText()).isEqualTo("ann");
    assertThat(claims.path("email").asText()).isEqualTo("ann@studio.example");
    assertThat(claims.path("gamekeeper_roles").toString()).isEqualTo("[\"viewer\",\"on-call\"]");
  }

  @Test
  void thePageIsPlainHtmlThatNoOtherPageCanUse() throws Exception {
    FrontResponse page = page("GET", ASKED, "");
    String html = text(page);

    assertThat(html)
        .contains("<html lang=\"en\">", "value=\"operator\"", "<label for=\"name\">")
        .contains("prefers-color-scheme:dark")
        .doesNotContain("<script", "http://", "style=\"");
    for (OperatorRole role : OperatorRole.values()) {
      assertThat(html)
          .contains("<label for=\"" + role.key() + "\">", "id=\"about-" + role.key() + "\"");
    }
    assertThat(header(page, "content-security-policy"))
        .contains("default-src 'none'", "form-action 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(header(page, "x-frame-options")).isEqualTo("DENY");
    assertThat(header(page, "cache-control")).isEqualTo("no-store");
  }

  @ParameterizedTest
  @CsvSource({
    "name=ann, Choose at least one role",
    "name=&role=viewer, a name has 1 to 63 letters",
    "name=%3Cb%3E&role=viewer, &lt;b&gt;",
    "name=%22x&role=viewer, value=&quot;&quot;x",
    "name=ann&role=king, there is no role king",
    "name=ann&role=%3Cimg%3E, &lt;img&gt;",
  })
  void whatDoesNotFitIsSaidOnThePage(String form, String said) throws Exception {
    FrontResponse answer = page("POST", ASKED, form);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(text(answer))
        .contains(said.replace("value=&quot;&quot;", "value=\"&quot;"), "role=\"alert\"")
        .doesNotContain("<b>", "<img>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "client_id=shop&response_type=code&scope=openid&redirect_uri=" + CALLBACK,
        "client_id=game-ops&response_type=token&scope=openid&redirect_uri=" + CALLBACK,
        "client_id=game-ops&response_type=code&scope=email&redirect_uri=" + CALLBACK,
        "client_id=game-ops&response_type=code&scope=openid&redirect_uri=https://evil.example/",
        "client_id=game-ops&response_type=code&scope=openid",
        "",
      })
  void nobodyIsLedAnywhereButToTheClient(String asked) throws Exception {
    for (FrontResponse answer :
        List.of(page("GET", asked, ""), page("POST", asked, "name=ann&role=viewer"))) {
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.headers()).noneMatch(field -> field.name().equals("location"));
    }
  }

  @Test
  void otherPagesAndMethodsThereAreNone() throws Exception {
    assertThat(page("DELETE", ASKED, "").status()).isEqualTo(405);
    assertThat(page("POST", ASKED, "name=" + "x".repeat(20_000)).status()).isEqualTo(413);
    assertThat(send("GET", "/other", ASKED, "").status()).isEqualTo(404);
  }

  @Test
  void aCodeIsGoodOnceForAMinuteForItsAddressAndItsClient() throws Exception {
    String used = provider.code(ANN, CALLBACK);
    assertThat(exchange(used, "s3cret", CALLBACK).status()).isEqualTo(200);
    assertThat(exchange(used, "s3cret", CALLBACK)).isEqualTo(invalid("invalid_grant"));

    assertThat(exchange("forged", "s3cret", CALLBACK)).isEqualTo(invalid("invalid_grant"));
    assertThat(exchange(provider.code(ANN, CALLBACK), "s3cret", CALLBACK + "/"))
        .isEqualTo(invalid("invalid_grant"));
    assertThat(exchange(provider.code(ANN, CALLBACK), "wrong", CALLBACK).status()).isEqualTo(401);

    String late = provider.code(ANN, CALLBACK);
    time.advance(Duration.ofMinutes(1));
    assertThat(exchange(late, "s3cret", CALLBACK)).isEqualTo(invalid("invalid_grant"));
  }

  @Test
  void theIdentityTokenIsForTheClientAndAboutTheSamePerson() throws Exception {
    JsonNode tokens = exchange(provider.code(ANN, CALLBACK));

    JWTClaimsSet claims = SignedJWT.parse(tokens.path("id_token").asText()).getJWTClaimsSet();
    assertThat(claims.getIssuer()).isEqualTo("https://id.example");
    assertThat(claims.getAudience()).containsExactly("game-ops");
    assertThat(claims.getSubject()).isEqualTo(userInfo(tokens).path("sub").asText());
    assertThat(claims.getExpirationTime()).isAfter(Date.from(time.instant()));
  }

  @Test
  void anAccessTokenEnds() throws Exception {
    JsonNode tokens = exchange(provider.code(ANN, CALLBACK));

    assertThat(askUserInfo("forged").status()).isEqualTo(401);
    time.advance(Duration.ofHours(1));
    assertThat(askUserInfo(tokens.path("access_token").asText()).status()).isEqualTo(401);
  }

  @Test
  void theClaimOfRolesIsCalledAsTheFunctionsReadIt() throws Exception {
    provider.trustedBy(Map.of());
    provider.trustedBy(Map.of(OperatorEnvironment.ROLE_CLAIM, "groups"));

    assertThat(userInfo(exchange(provider.code(ANN, CALLBACK))).path("groups")).hasSize(2);
  }

  @Test
  void theOtherPathsOfItsHostStayWhoseTheyAre() throws Exception {
    assertThat(web.get(URI.create("https://id.example/jwks.json"), Duration.ofSeconds(1)).body())
        .isEqualTo("somebody else's");
  }

  @Test
  void itHasOneClient() {
    provider.trustedBy(CLIENT);

    assertThatThrownBy(
            () ->
                provider.trustedBy(
                    new OidcClient(
                        CLIENT.issuer(),
                        CLIENT.authorizationEndpoint(),
                        CLIENT.tokenEndpoint(),
                        CLIENT.userInfoEndpoint(),
                        "shop",
                        "s3cret")))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("shop")
        .hasMessageContaining("game-ops")
        .hasMessageNotContaining("s3cret");
  }

  private static WebClient.Response invalid(String code) {
    return new WebClient.Response(400, "{\"error\":\"" + code + "\"}");
  }

  private JsonNode exchange(String code) throws IOException {
    WebClient.Response answer = exchange(code, "s3cret", CALLBACK);
    assertThat(answer.status()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private WebClient.Response exchange(String code, String secret, String callback)
      throws IOException {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("code", code);
    form.put("client_id", "game-ops");
    form.put("client_secret", secret);
    form.put("redirect_uri", callback);
    return web.send(
        new WebClient.Request("POST", CLIENT.tokenEndpoint(), Map.of(), Form.text(form)),
        Duration.ofSeconds(1));
  }

  private JsonNode userInfo(JsonNode tokens) throws IOException {
    WebClient.Response answer = askUserInfo(tokens.path("access_token").asText());
    assertThat(answer.status()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private WebClient.Response askUserInfo(String token) throws IOException {
    return web.send(
        new WebClient.Request(
            "GET", CLIENT.userInfoEndpoint(), Map.of("Authorization", "Bearer " + token), null),
        Duration.ofSeconds(1));
  }

  private FrontResponse page(String method, String query, String form) throws Exception {
    return send(method, "/authorize", query, form);
  }

  private FrontResponse send(String method, String path, String query, String form)
      throws Exception {
    return (FrontResponse)
        names
            .site("id.example")
            .orElseThrow()
            .answer(
                new FrontRequest(
                    method,
                    path,
                    query,
                    List.of(),
                    RequestBody.of(form.getBytes(UTF_8)),
                    "127.0.0.1"),
                0);
  }

  private static String header(FrontResponse response, String name) {
    return response.headers().stream()
        .filter(field -> field.name().equals(name))
        .map(FrontRequest.Field::value)
        .findFirst()
        .orElseThrow();
  }

  private static String text(FrontResponse response) {
    return new String(response.body(), UTF_8);
  }
}
