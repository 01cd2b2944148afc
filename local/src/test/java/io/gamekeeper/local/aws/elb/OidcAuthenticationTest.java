package io.gamekeeper.local.aws.elb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.local.LedTime;
import io.gamekeeper.local.client.WebHosts;
import io.gamekeeper.local.http.Form;
import io.gamekeeper.local.http.FrontRequest;
import io.gamekeeper.local.http.FrontResponse;
import io.gamekeeper.local.http.Names;
import io.gamekeeper.local.http.RequestBody;
import io.gamekeeper.local.identity.OidcClient;
import io.gamekeeper.local.observe.RouteTimes;
import io.gamekeeper.local.template.Provisioning;
import io.gamekeeper.local.template.ProvisioningException;
import io.gamekeeper.local.template.Resources;
import io.gamekeeper.platform.WebClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OidcAuthenticationTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HOST = "ops.example";
  private static final String BALANCER =
      "arn:aws:elasticloadbalancing:eu-central-1:000000000000:loadbalancer/app/balancer/";

  static final String TEMPLATE =
      """
      {'Resources': {
        'Balancer': {'Type': 'AWS::ElasticLoadBalancingV2::LoadBalancer', 'Properties': {
          'Name': 'balancer'}},
        'Targets': {'Type': 'AWS::ElasticLoadBalancingV2::TargetGroup', 'Properties': {
          'TargetType': 'lambda',
          'Targets': [{'Id': 'arn:aws:lambda:eu-central-1:000000000000:function:console:live'}]}},
        'Https': {'Type': 'AWS::ElasticLoadBalancingV2::Listener', 'Properties': {
          'LoadBalancerArn': {'Ref': 'Balancer'}, 'Port': 443, 'Protocol': 'HTTPS',
          'DefaultActions': [{'Type': 'forward', 'TargetGroupArn': {'Ref': 'Targets'}}]}},
        'Api': {'Type': 'AWS::ElasticLoadBalancingV2::ListenerRule', 'Properties': {
          'ListenerArn': {'Ref': 'Https'}, 'Priority': 1,
          'Conditions': [
            {'Field': 'host-header', 'HostHeaderConfig': {'Values': ['ops.example']}},
            {'Field': 'path-pattern', 'PathPatternConfig': {'Values': ['/ops/v1/*']}}],
          'Actions': [{'Type': 'authenticate-oidc', 'Order': 1, 'AuthenticateOidcConfig': {
              'Issuer': 'https://id.example', 'ClientId': 'game-ops', 'ClientSecret': 's3cret',
              'AuthorizationEndpoint': 'https://id.example/authorize',
              'TokenEndpoint': 'https://id.example/token',
              'UserInfoEndpoint': 'https://id.example/userinfo',
              'OnUnauthenticatedRequest': 'deny'}},
            {'Type': 'forward', 'Order': 2, 'TargetGroupArn': {'Ref': 'Targets'}}]}},
        'Open': {'Type': 'AWS::ElasticLoadBalancingV2::ListenerRule', 'Properties': {
          'ListenerArn': {'Ref': 'Https'}, 'Priority': 2,
          'Conditions': [
            {'Field': 'host-header', 'HostHeaderConfig': {'Values': ['ops.example']}},
            {'Field': 'path-pattern', 'PathPatternConfig': {'Values': ['/open']}}],
          'Actions': [{'Type': 'authenticate-oidc', 'Order': 1, 'AuthenticateOidcConfig': {
              'Issuer': 'https://id.example', 'ClientId': 'game-ops', 'ClientSecret': 's3cret',
              'AuthorizationEndpoint': 'https://id.example/authorize',
              'TokenEndpoint': 'https://id.example/token',
              'UserInfoEndpoint': 'https://id.example/userinfo',
              'OnUnauthenticatedRequest': 'allow'}},
            {'Type': 'forward', 'Order': 2, 'TargetGroupArn': {'Ref': 'Targets'}}]}},
        'Pages': {'Type': 'AWS::ElasticLoadBalancingV2::ListenerRule', 'Properties': {
          'ListenerArn': {'Ref': 'Https'}, 'Priority': 3,
          'Conditions': [{'Field': 'host-header', 'HostHeaderConfig': {'Values': ['ops.example']}}],
          'Actions': [{'Type': 'authenticate-oidc', 'Order': 1, 'AuthenticateOidcConfig': {
              'Issuer': 'https://id.example', 'ClientId': 'game-ops', 'ClientSecret': 's3cret',
              'AuthorizationEndpoint': 'https://id.example/authorize',
              'TokenEndpoint': 'https://id.example/token',
              'UserInfoEndpoint': 'https://id.example/userinfo',
              'Scope': 'openid email profile', 'SessionTimeout': 3600,
              'AuthenticationRequestExtraParams': {'prompt': 'login'},
              'OnUnauthenticatedRequest': 'authenticate'}},
            {'Type': 'forward', 'Order': 2, 'TargetGroupArn': {'Ref': 'Targets'}}]}}
      }}
      """;

  private final LedTime time;
  private final HeardFunctions functions = new HeardFunctions();
  private final Provider provider = new Provider();
  private final List<OidcClient> clients = new ArrayList<>();
  private final List<Resources> provisioned = new ArrayList<>();
  private LoadBalancer balancer;

  OidcAuthenticationTest(@TempDir Path folder) {
    time = new LedTime(folder);
  }

  @BeforeEach
  void provision() {
    time.ground().web().register("id.example", provider);
    balancer = provision(TEMPLATE);
  }

  @AfterEach
  void close() {
    provisioned.forEach(Resources::close);
    time.close();
  }

  /** The identity provider, whose answers a test can change. */
  private final class Provider implements WebHosts.Handler {
    final List<WebClient.Request> asked = new ArrayList<>();
    final ObjectNode idToken = JSON.createObjectNode();
    final ObjectNode userInfo =
        JSON.createObjectNode().put("sub", "42").put("email", "ann@studio.example");
    int tokenStatus = 200;
    int userInfoStatus = 200;
    boolean reachable = true;

    @Override
    public WebClient.Response answer(WebClient.Request request) throws IOException {
      if (!reachable) {
        throw new IOException("no route");
      }
      asked.add(request);
      if (request.uri().getPath().equals("/userinfo")) {
        return new WebClient.Response(userInfoStatus, userInfo.toString());
      }
      ObjectNode claims =
          JSON.createObjectNode()
              .put("iss", "https://id.example")
              .put("aud", "game-ops")
              .put("sub", "42")
              .put("exp", time.instant().getEpochSecond() + 60);
      claims.setAll(idToken);
      String token =
          "e30."
              + Base64.getUrlEncoder()
                  .withoutPadding()
                  .encodeToString(claims.toString().getBytes(UTF_8))
              + ".sig";
      return new WebClient.Response(
          tokenStatus,
          JSON.createObjectNode().put("access_token", "at-1").put("id_token", token).toString());
    }
  }

  @Test
  void whoHasNoSessionIsLedToTheProviderAndBackToWhereTheyWereGoing() throws Exception {
    FrontResponse sent = get("/dashboards/purchases?from=1&to=2");

    URI location = URI.create(header(sent, "location"));
    assertThat(sent.status()).isEqualTo(302);
    assertThat(location).hasScheme("https").hasHost("id.example").hasPath("/authorize");
    Form asked = Form.of(location.getRawQuery());
    assertThat(asked.field("client_id")).contains("game-ops");
    assertThat(asked.field("redirect_uri")).contains("https://ops.example/oauth2/idpresponse");
    assertThat(asked.field("response_type")).contains("code");
    assertThat(asked.field("scope")).contains("openid email profile");
    assertThat(asked.field("prompt")).contains("login");

    FrontResponse back = comeBack(sent, "code=c1");

    assertThat(back.status()).isEqualTo(302);
    assertThat(header(back, "location"))
        .isEqualTo("https://ops.example/dashboards/purchases?from=1&to=2");
    assertThat(setCookies(back))
        .filteredOn(cookie -> cookie.startsWith("AWSELBAuthSessionCookie-0="))
        .singleElement()
        .asString()
        .contains("; Max-Age=3600;", "; HttpOnly", "; SameSite=Lax", "; Secure", "; Path=/")
        .doesNotContain("ann", "at-1");
    Form exchanged = Form.of(provider.asked.getFirst().body());
    assertThat(exchanged.field("grant_type")).contains("authorization_code");
    assertThat(exchanged.field("code")).contains("c1");
    assertThat(exchanged.field("client_secret")).contains("s3cret");
    assertThat(exchanged.field("redirect_uri")).isEqualTo(asked.field("redirect_uri"));
    assertThat(provider.asked.getLast().headers()).containsEntry("authorization", "Bearer at-1");
    assertThat(functions.events).isEmpty();
  }

  @Test
  void theTargetIsToldWhoTheUserIsInAWayThatItCanVerify() throws Exception {
    String session = signIn();

    assertThat(get("/ops/v1/me", "cookie", session).status()).isEqualTo(200);

    JsonNode headers = functions.events.getFirst().path("headers");
    assertThat(headers.path("x-amzn-oidc-identity").asText()).isEqualTo("42");
    assertThat(headers.path("x-amzn-oidc-accesstoken").asText()).isEqualTo("at-1");
    String[] parts = headers.path("x-amzn-oidc-data").asText().split("\\.", -1);
    assertThat(parts).hasSize(3).allSatisfy(part -> assertThat(part.length() % 4).isZero());
    JsonNode header = JSON.readTree(Base64.getUrlDecoder().decode(parts[0]));
    JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
    assertThat(header.path("typ").asText()).isEqualTo("JWT");
    assertThat(header.path("alg").asText()).isEqualTo("ES256");
    assertThat(header.path("iss").asText()).isEqualTo("https://id.example");
    assertThat(header.path("client").asText()).isEqualTo("game-ops");
    assertThat(header.path("signer").asText()).startsWith(BALANCER);
    assertThat(header.path("exp").asLong()).isEqualTo(time.instant().getEpochSecond() + 120);
    assertThat(claims.path("email").asText()).isEqualTo("ann@studio.example");
    assertThat(claims.path("exp").asLong()).isEqualTo(header.path("exp").asLong());
    Signature check = Signature.getInstance("SHA256withECDSAinP1363Format");
    check.initVerify(publicKey(header.path("kid").asText()));
    check.update((parts[0] + "." + parts[1]).getBytes(UTF_8));
    assertThat(check.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
  }

  @Test
  void nobodyElseHasAPublicKeyThere() throws Exception {
    assertThat(key("other").status()).isEqualTo(404);
  }

  @Test
  void whatAClientSaysAboutItsUserReachesNoTarget() throws Exception {
    String session = signIn();

    get("/open", "x-amzn-oidc-data", "forged", "x-amzn-oidc-whatever", "forged");
    get("/ops/v1/me", "cookie", session, "x-amzn-oidc-identity", "forged");
    get("api.example", "/v1/anything", new String[] {"x-amzn-oidc-identity", "forged"});

    assertThat(functions.events).hasSize(3);
    assertThat(functions.events).noneMatch(event -> event.toString().contains("forged"));
    assertThat(functions.events.get(1).path("headers").path("x-amzn-oidc-identity").asText())
        .isEqualTo("42");
  }

  @Test
  void aRuleMayDenyOrAllowWhoHasNoSession() throws Exception {
    assertThat(get("/ops/v1/me").status()).isEqualTo(401);
    assertThat(functions.events).isEmpty();
    assertThat(get("/open").status()).isEqualTo(200);
    assertThat(functions.events).singleElement().asString().doesNotContain("x-amzn-oidc");
  }

  @Test
  void aSessionEndsByTheStagesClock() throws Exception {
    String session = signIn();

    time.advance(Duration.ofMinutes(59));
    assertThat(get("/ops/v1/me", "cookie", session).status()).isEqualTo(200);
    time.advance(Duration.ofMinutes(1));
    assertThat(get("/ops/v1/me", "cookie", session).status()).isEqualTo(401);
    assertThat(get("/", "cookie", session).status()).isEqualTo(302);
  }

  @Test
  void aSessionOutlivesARestartOfTheStage() throws Exception {
    String session = signIn();

    balancer = provision(TEMPLATE);

    assertThat(get("/ops/v1/me", "cookie", session).status()).isEqualTo(200);
  }

  @Test
  void aSessionIsForTheClientThatItWasMadeFor() throws Exception {
    String session = signIn();

    balancer = provision(TEMPLATE.replace("'game-ops'", "'shop'"));

    assertThat(get("/ops/v1/me", "cookie", session).status()).isEqualTo(401);
  }

  @Test
  void whatIsForgedIsNoSession() throws Exception {
    String session = signIn();
    FrontResponse sent = get("/");
    String state = Form.of(URI.create(header(sent, "location")).getRawQuery()).field("state").get();
    String other = session.endsWith("A") ? "B" : "A";

    for (String forged :
        List.of(
            "AWSELBAuthSessionCookie-0=",
            "AWSELBAuthSessionCookie-0=e30",
            "AWSELBAuthSessionCookie-0=%%%",
            "AWSELBAuthSessionCookie-1=" + session.substring(session.indexOf('=') + 1),
            "AWSELBAuthSessionCookie-0=" + state,
            session.substring(0, session.length() - 8) + other.repeat(8))) {
      assertThat(get("/ops/v1/me", "cookie", forged).status()).as(forged).isEqualTo(401);
    }
    assertThat(functions.events).isEmpty();
  }

  @Test
  void onlyTheBrowserThatBeganASignInEndsItAndInTime() throws Exception {
    FrontResponse sent = get("/");
    String state = Form.of(URI.create(header(sent, "location")).getRawQuery()).field("state").get();
    String nonce = setCookies(sent).getFirst().split(";", -1)[0];

    assertThat(callback("code=c1&state=" + state, "a=b").status()).isEqualTo(401);
    assertThat(callback("code=c1&state=" + state, "AWSALBAuthNonce=1").status()).isEqualTo(401);
    assertThat(callback("code=c1&state=forged", nonce).status()).isEqualTo(401);
    assertThat(callback("code=c1", nonce).status()).isEqualTo(401);
    assertThat(provider.asked).isEmpty();
    assertThat(callback("code=c1&state=" + state, nonce).status()).isEqualTo(302);

    time.advance(Duration.ofMinutes(15));
    assertThat(callback("code=c1&state=" + state, nonce).status()).isEqualTo(401);
  }

  @Test
  void twoWindowsOfABrowserSignInSideBySide() throws Exception {
    FrontResponse first = get("/one");
    FrontResponse second = get("/two", "cookie", setCookies(first).getFirst().split(";", -1)[0]);

    assertThat(header(comeBack(first, "code=c1"), "location")).endsWith("/one");
    assertThat(header(comeBack(second, "code=c2"), "location")).endsWith("/two");
  }

  @ParameterizedTest
  @CsvSource({
    "error=access_denied, 401",
    "error=server_error, 561",
    "code=c1&code=c2, 561",
  })
  void whatTheProviderSaysInsteadOfACodeIsAnswered(String said, int status) throws Exception {
    assertThat(comeBack(get("/"), said).status()).isEqualTo(status);
    assertThat(provider.asked).isEmpty();
  }

  @Test
  void aCodeThatTheProviderRefusesMakesNoSession() throws Exception {
    provider.tokenStatus = 400;

    FrontResponse answer = comeBack(get("/"), "code=old");

    assertThat(answer.status()).isEqualTo(561);
    assertThat(setCookies(answer)).isEmpty();
    assertThat(time.errors().newest()).singleElement().asString().contains("Pages", "/token");
  }

  @Test
  void tokensOfOthersMakeNoSession() throws Exception {
    for (String[] claim :
        new String[][] {{"iss", "https://evil.example"}, {"aud", "shop"}, {"sub", "43"}}) {
      provider.idToken.removeAll();
      provider.idToken.put(claim[0], claim[1]);
      assertThat(comeBack(get("/"), "code=c1").status()).as(claim[0]).isEqualTo(401);
    }
    provider.idToken.removeAll();
    provider.idToken.put("exp", time.instant().getEpochSecond());
    assertThat(comeBack(get("/"), "code=c1").status()).isEqualTo(401);
    provider.idToken.removeAll();
    provider.userInfoStatus = 401;
    assertThat(comeBack(get("/"), "code=c1").status()).isEqualTo(561);
  }

  @Test
  void aProviderOutOfReachIsSaidAsSuch() throws Exception {
    provider.reachable = false;

    assertThat(comeBack(get("/"), "code=c1").status()).isEqualTo(500);
    assertThat(time.errors().newest()).singleElement().asString().contains("out of reach");
  }

  @Test
  void claimsThatFitIntoNoCookieMakeNoSession() throws Exception {
    provider.userInfo.put("groups", "x".repeat(4000));

    assertThat(comeBack(get("/"), "code=c1").status()).isEqualTo(401);
  }

  @Test
  void theProviderIsToldOfItsClientAndAUserCanBeSignedInWithoutABrowser() throws Exception {
    assertThat(clients).hasSize(3).allMatch(client -> client.clientSecret().equals("s3cret"));
    assertThat(clients.getFirst()).asString().doesNotContain("s3cret");
    assertThat(balancer.signInHost()).contains(HOST);

    String cookie = balancer.signIn(callback -> "code for " + callback);

    assertThat(Form.of(provider.asked.getFirst().body()).field("code"))
        .contains("code for https://ops.example/oauth2/idpresponse");
    assertThat(get("/ops/v1/me", "cookie", cookie).status()).isEqualTo(200);
  }

  /**
   * API reference, AuthenticateOidcActionConfig; user guide, "Prepare to use an OIDC-compliant
   * IdP".
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'SessionTimeout': 3600 | 'SessionTimeout': 604801 | SessionTimeout is 604801",
        "'SessionTimeout': 3600 | 'SessionTimeout': 0 | SessionTimeout is 0",
        "'deny' | 'refuse' | is refuse instead of deny, allow or authenticate",
        "https://id.example/token | http://id.example/token | TokenEndpoint is http://id.example/token; it must be https",
        "https://id.example/userinfo | https://id.example | UserInfoEndpoint is https://id.example; it must be https",
        "'ClientSecret': 's3cret' | 'UseExistingClientSecret': true | UseExistingClientSecret is true",
        "'ClientSecret': 's3cret', | '' | ClientSecret is missing",
        "'Protocol': 'HTTPS' | 'Protocol': 'HTTP' | only HTTPS listeners",
      })
  void whatTheLoadBalancerWouldRefuseIsRefused(String given, String instead, String problem) {
    assertThatThrownBy(() -> provision(TEMPLATE.replace(given, instead)))
        .isInstanceOf(ProvisioningException.class)
        .hasMessageContaining(problem);
  }

  private LoadBalancer provision(String template) {
    ElasticLoadBalancing service =
        new ElasticLoadBalancing(
            time.ground(),
            functions,
            new Names(),
            8080,
            new RouteTimes(),
            Duration.ofSeconds(1),
            (_, _) -> _ -> false,
            clients::add);
    provisioned.add(Provisioning.provision(service.resourceTypes(), template));
    return service.balancer();
  }

  private String signIn() throws Exception {
    return setCookies(comeBack(get("/"), "code=c1")).getFirst().split(";", -1)[0];
  }

  /** The provider leads a browser back. */
  private FrontResponse comeBack(FrontResponse sent, String said) throws Exception {
    Form asked = Form.of(URI.create(header(sent, "location")).getRawQuery());
    return callback(
        said + "&state=" + asked.field("state").orElseThrow(),
        setCookies(sent).getFirst().split(";", -1)[0]);
  }

  private FrontResponse callback(String query, String cookie) throws Exception {
    return get("/oauth2/idpresponse?" + query, "cookie", cookie);
  }

  private FrontResponse get(String path, String... headers) throws Exception {
    return get(HOST, path, headers);
  }

  private FrontResponse get(String host, String path, String[] headers) throws Exception {
    int question = path.indexOf('?');
    List<FrontRequest.Field> fields = new ArrayList<>();
    fields.add(new FrontRequest.Field("host", host));
    for (int i = 0; i < headers.length; i += 2) {
      fields.add(new FrontRequest.Field(headers[i], headers[i + 1]));
    }
    return (FrontResponse)
        balancer
            .servedSite()
            .answer(
                new FrontRequest(
                    "GET",
                    question < 0 ? path : path.substring(0, question),
                    question < 0 ? null : path.substring(question + 1),
                    fields,
                    RequestBody.EMPTY,
                    "127.0.0.1"),
                System.nanoTime());
  }

  private PublicKey publicKey(String id) throws Exception {
    String pem = key(id).body();
    assertThat(pem).startsWith("-----BEGIN PUBLIC KEY-----\n");
    return KeyFactory.getInstance("EC")
        .generatePublic(
            new X509EncodedKeySpec(
                Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""))));
  }

  private WebClient.Response key(String id) throws IOException {
    return time.ground()
        .web()
        .get(
            URI.create("https://public-keys.auth.elb.eu-central-1.amazonaws.com/" + id),
            Duration.ofSeconds(1));
  }

  private static String header(FrontResponse response, String name) {
    return response.headers().stream()
        .filter(field -> field.name().equals(name))
        .map(FrontRequest.Field::value)
        .findFirst()
        .orElseThrow();
  }

  private static List<String> setCookies(FrontResponse response) {
    return response.headers().stream()
        .filter(field -> field.name().equals("set-cookie"))
        .map(FrontRequest.Field::value)
        .toList();
  }
}
