package io.gamekeeper.local.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OperatorsDoorTest {
  private static final String OWN = "127.0.0.1:8080";

  private final List<FrontRequest> passed = new ArrayList<>();
  private final List<FrontRequest.Field> answered = new ArrayList<>();
  private final Names names = new Names();
  private final Site site =
      (request, _) -> {
        passed.add(request);
        return new FrontResponse(200, answered, new byte[0]);
      };
  private final OperatorsDoor door =
      new OperatorsDoor(
          names.byHost(site), 8080, Optional.of("Ops.example"), Optional.of("id.example"));

  OperatorsDoorTest() {
    names.add("id.example", site);
    names.add("ops.example", site);
    names.add("assets.example", site);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:8080", "localhost:8080", "LOCALHOST:8080"})
  void theOperatorsHostIsBelowItsPath(String host) throws Exception {
    FrontResponse answer = get("/_ops/ops/v1/alarms", "a=%20b", "host", host);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(passed.getFirst().host()).isEqualTo("ops.example");
    assertThat(passed.getFirst().path()).isEqualTo("/ops/v1/alarms");
    assertThat(passed.getFirst().query()).isEqualTo("a=%20b");
  }

  @Test
  void thePathWithoutItsEndLeadsToIt() throws Exception {
    FrontResponse answer = get("/_ops", null, "host", OWN);

    assertThat(answer.status()).isEqualTo(308);
    assertThat(answer.headers()).contains(new FrontRequest.Field("location", "/_ops/"));
  }

  @ParameterizedTest
  @CsvSource({
    "/_ops/, evil.example:8080",
    "/_ops/, 127.0.0.1:8081",
    "/_ops/, 127.0.0.1",
    "/_ops/, 127.0.0.1.evil.example:8080",
    "/_ops/, ops.example",
    "/_ops/, ''",
    "/_ops, evil.example:8080",
    "/_hosts/ops.example/, evil.example:8080",
    "/_hosts/OPS.example./, evil.example:8080",
    "/_hosts/id.example/authorize, evil.example:8080",
    "/_hosts/dualstack.id.example./authorize, evil.example:8080",
  })
  void byAnyOtherNameNobodyComesIn(String path, String host) throws Exception {
    FrontResponse answer = get(path, null, "host", host);

    assertThat(answer.status()).isEqualTo(421);
    assertThat(new String(answer.body(), UTF_8)).hasLineCount(1).contains("127.0.0.1");
    assertThat(passed).isEmpty();
  }

  @Test
  void withoutAHostOrWithTwoNobodyComesIn() throws Exception {
    assertThat(get("/_ops/", null).status()).isEqualTo(421);
    assertThat(get("/_ops/", null, "host", OWN, "host", "evil.example").status()).isEqualTo(421);
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /_ops/ops/v1/alarms/a/fire, http://evil.example, cross-site",
    "POST, /_ops/ops/v1/alarms/a/fire, http://localhost:3000, same-site",
    "POST, /_ops/ops/v1/alarms/a/fire, null, cross-site",
    "POST, /_ops/ops/v1/alarms/a/fire, http://evil.example, ''",
    "POST, /_ops/ops/v1/alarms/a/fire, '', cross-site",
    "POST, /_hosts/id.example/authorize, http://evil.example, ''",
    "POST, /_hosts/id.example/authorize, '', same-site",
    "PUT, /_hosts/ops.example/ops/v1/payments/provider, http://evil.example, ''",
    "GET, /_ops/ops/v1/alarms, http://evil.example, ''",
    "GET, /_ops/ops/v1/alarms, '', cross-site",
    "GET, /_ops/ops/v1/alarms, '', same-site",
  })
  void pagesOfOtherSitesNeitherChangeNorReadAnything(
      String method, String path, String origin, String site) throws Exception {
    List<String> headers = new ArrayList<>(List.of("host", OWN));
    if (!origin.isEmpty()) {
      headers.addAll(List.of("origin", origin));
    }
    if (!site.isEmpty()) {
      headers.addAll(List.of("sec-fetch-site", site, "sec-fetch-mode", "no-cors"));
    }

    FrontResponse answer = send(method, path, null, headers.toArray(String[]::new));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(passed).isEmpty();
  }

  @Test
  void onTheOperatorsOwnNameOtherSitesAreKeptOutToo() throws Exception {
    assertThat(
            send("POST", "/", null, "host", "ops.example", "origin", "https://evil.example")
                .status())
        .isEqualTo(403);
    assertThat(
            send("POST", "/", null, "host", "ops.example", "origin", "https://ops.example")
                .status())
        .isEqualTo(200);
    assertThat(send("POST", "/", null, "host", "ops.example").status()).isEqualTo(200);
  }

  @Test
  void itsOwnPageAndProgramsCall() throws Exception {
    assertThat(
            send(
                    "POST",
                    "/_ops/ops/v1/alarms/a/fire",
                    null,
                    "host",
                    OWN,
                    "origin",
                    "http://127.0.0.1:8080",
                    "sec-fetch-site",
                    "same-origin")
                .status())
        .isEqualTo(200);
    assertThat(get("/_ops/", null, "host", OWN, "sec-fetch-site", "none").status()).isEqualTo(200);
    assertThat(send("POST", "/_ops/ops/v1/alarms/a/fire", null, "host", OWN).status())
        .isEqualTo(200);
  }

  @Test
  void aLinkOfAnotherSiteShowsAPageButEndsNoSignIn() throws Exception {
    String[] link = {
      "host",
      OWN,
      "sec-fetch-site",
      "cross-site",
      "sec-fetch-mode",
      "navigate",
      "sec-fetch-dest",
      "document"
    };
    String[] frame = link.clone();
    frame[7] = "iframe";

    assertThat(get("/_ops/alarms", null, link).status()).isEqualTo(200);
    assertThat(get("/_ops/alarms", null, frame).status()).isEqualTo(403);
    assertThat(send("POST", "/_ops/alarms", null, link).status()).isEqualTo(403);
    assertThat(get("/_ops/oauth2/idpresponse", "code=c&state=s", link).status()).isEqualTo(403);
  }

  @Test
  void otherHostsAreForEverybody() throws Exception {
    assertThat(get("/_hosts/assets.example/a", null, "host", "x:1", "origin", "http://y").status())
        .isEqualTo(200);
    assertThat(send("POST", "/v1/purchases", null, "host", "x:1", "origin", "http://y").status())
        .isEqualTo(200);
    assertThat(passed.getFirst().path()).isEqualTo("/a");
  }

  @ParameterizedTest
  @CsvSource({
    "https://ops.example/alarms?a=|, /_ops/alarms?a=|",
    "https://OPS.example:443/, /_ops/",
    "https://ops.example, /_ops/",
    "https://ops.example?a, /_ops/?a",
    "https://id.example/authorize?x=1, /_hosts/id.example/authorize?x=1",
    "/alarms, /_ops/alarms",
    "alarms, alarms",
    "//evil.example/, //evil.example/",
    "https://elsewhere.example/, https://elsewhere.example/",
    "https://ops.example.evil.example/, https://ops.example.evil.example/",
  })
  void redirectionsStayOnThisPort(String location, String here) throws Exception {
    answered.add(new FrontRequest.Field("location", location));

    assertThat(get("/_ops/", null, "host", OWN).headers())
        .containsExactly(new FrontRequest.Field("location", here));
  }

  @Test
  void theSignInPageLeadsBackBelowThePath() throws Exception {
    answered.add(
        new FrontRequest.Field("Location", "https://ops.example/oauth2/idpresponse?code=c"));

    assertThat(send("POST", "/_hosts/id.example/authorize", null, "host", OWN).headers())
        .containsExactly(new FrontRequest.Field("Location", "/_ops/oauth2/idpresponse?code=c"));
  }

  @Test
  void whoComesToTheOperatorsHostByItsNameGoesOnBelowThePath() throws Exception {
    answered.add(new FrontRequest.Field("location", "/alarms"));
    answered.add(new FrontRequest.Field("set-cookie", "a=b; Path=/"));

    assertThat(get("/_hosts/ops.example/", null, "host", OWN).headers())
        .containsExactly(
            new FrontRequest.Field("location", "/_ops/alarms"),
            new FrontRequest.Field("set-cookie", "a=b; Path=/_ops/"));
  }

  @Test
  void cookiesStayBelowThePathAndNeedNoTls() throws Exception {
    answered.add(
        new FrontRequest.Field("set-cookie", "a=b=c; Max-Age=5; Path=/; Secure; HttpOnly"));
    answered.add(new FrontRequest.Field("set-cookie", "d=e; domain=ops.example; path=/x"));

    assertThat(get("/_ops/", null, "host", OWN).headers())
        .containsExactly(
            new FrontRequest.Field("set-cookie", "a=b=c; Max-Age=5; HttpOnly; Path=/_ops/"),
            new FrontRequest.Field("set-cookie", "d=e; Path=/_ops/x"));
  }

  @Test
  void withoutOperatorsThereIsNothingBelowThePath() throws Exception {
    OperatorsDoor none = new OperatorsDoor(site, 8080, Optional.empty(), Optional.empty());

    assertThat(
            ((FrontResponse) none.answer(request("GET", "/_ops/", null, "host", OWN), 0)).status())
        .isEqualTo(404);
  }

  private FrontResponse get(String path, @Nullable String query, String... headers)
      throws Exception {
    return send("GET", path, query, headers);
  }

  private FrontResponse send(String method, String path, @Nullable String query, String... headers)
      throws Exception {
    return (FrontResponse) door.answer(request(method, path, query, headers), 0);
  }

  private static FrontRequest request(
      String method, String path, @Nullable String query, String... headers) {
    List<FrontRequest.Field> fields = new ArrayList<>();
    for (int i = 0; i < headers.length; i += 2) {
      fields.add(new FrontRequest.Field(headers[i], headers[i + 1]));
    }
    return new FrontRequest(method, path, query, fields, RequestBody.EMPTY, "127.0.0.1");
  }
}
