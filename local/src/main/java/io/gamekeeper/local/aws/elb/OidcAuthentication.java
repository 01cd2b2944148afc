package io.gamekeeper.local.aws.elb;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.local.http.Cookies;
import io.gamekeeper.local.http.Form;
import io.gamekeeper.local.http.FrontRequest;
import io.gamekeeper.local.http.FrontResponse;
import io.gamekeeper.local.identity.OidcClient;
import io.gamekeeper.platform.WebClient;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The authentication of users by a load balancer's {@code authenticate-oidc} action, with the
 * authorization code flow of OpenID Connect. What a session consists of is in its cookie,
 * encrypted; what is on its way to the identity provider and back is in the state.
 *
 * <p>Refresh tokens are not simulated: claims stay what they were at the sign-in.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html">Authenticate
 *     users using an Application Load Balancer</a>
 */
public final class OidcAuthentication {
  /** The path to which the identity provider leads users back. */
  public static final String CALLBACK = "/oauth2/idpresponse";

  /** The beginning of the names of headers that only the load balancer sets. */
  static final String HEADERS = "x-amzn-oidc-";

  /** After which a sign-in that has begun is given up: the client login timeout. */
  private static final Duration LOGIN_TIMEOUT = Duration.ofMinutes(15);

  /** How long a target may take what a request says about its user. */
  private static final Duration CLAIMS_LAST = Duration.ofMinutes(2);

  private static final Duration PROVIDER_TIMEOUT = Duration.ofSeconds(5);
  private static final String NONCE = "AWSALBAuthNonce";
  private static final String SESSION = "session";
  private static final String STATE = "state";

  /** The longest cookie that browsers keep, without its name and attributes. */
  private static final int LONGEST_COOKIE = 3800;

  private static final int UNAUTHORIZED = 401;

  /** The status for errors of the identity provider. */
  private static final int PROVIDER_ERROR = 561;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String place;
  private final OidcConfig config;
  private final String balancerArn;
  private final ClaimsSigner signer;
  private final Seal seal;
  private final WebClient web;
  private final InstantSource clock;

  /** What becomes of a request. */
  sealed interface Outcome {
    /** It goes on, with headers that say who its user is; none for anybody. */
    record Passed(List<FrontRequest.Field> headers) implements Outcome {}

    /** It is answered, as belongs to a sign-in. */
    record Answered(FrontResponse response) implements Outcome {}

    /** It is refused; the reason is for the people who run the load balancer. */
    record Refused(int status, String reason) implements Outcome {}
  }

  /** The identity provider, or somebody in its name, did not do its part. */
  private static final class RefusedException extends Exception {
    private final int status;

    RefusedException(int status, String reason) {
      super(reason);
      this.status = status;
    }
  }

  /**
   * A session.
   *
   * @param ends seconds of the epoch
   */
  private record Session(String owner, String accessToken, JsonNode claims, long ends) {}

  /**
   * A sign-in that has begun.
   *
   * @param place of the action that began it
   * @param nonce what the same browser has as a cookie
   * @param ends seconds of the epoch
   */
  private record Begun(String place, String url, String callback, String nonce, long ends) {}

  /**
   * Creates an authentication without users.
   *
   * @param place of the action in its template, by which a sign-in finds back to it
   */
  OidcAuthentication(
      String place,
      OidcConfig config,
      String balancerArn,
      ClaimsSigner signer,
      Seal seal,
      WebClient web,
      InstantSource clock) {
    this.place = place;
    this.config = config;
    this.balancerArn = balancerArn;
    this.signer = signer;
    this.seal = seal;
    this.web = web;
    this.clock = clock;
  }

  /** Tells whether somebody without a session is refused, and not led to the sign-in page. */
  boolean refusesStrangers() {
    return config.unauthenticated() == OidcConfig.Unauthenticated.DENY;
  }

  /** Decides on a request by its session. */
  Outcome admit(FrontRequest request) {
    Optional<Session> session =
        Cookies.value(request, cookieName()).flatMap(value -> open(SESSION, value, Session.class));
    if (session.isPresent()
        && session.get().owner().equals(owner())
        && isBefore(session.get().ends())) {
      return new Outcome.Passed(identity(session.get()));
    }
    return switch (config.unauthenticated()) {
      case ALLOW -> new Outcome.Passed(List.of());
      case DENY -> new Outcome.Refused(UNAUTHORIZED, "there is no session");
      case AUTHENTICATE ->
          request.host().isEmpty()
              ? new Outcome.Refused(UNAUTHORIZED, "there is no host to come back to")
              : new Outcome.Answered(toProvider(request));
    };
  }

  /** Tells whether a request comes back from a sign-in that began here. */
  boolean began(FrontRequest request) {
    return state(request).isPresent();
  }

  /** Ends a sign-in: the user comes back from the identity provider with a code. */
  Outcome complete(FrontRequest request) {
    Optional<Begun> begun = state(request);
    if (begun.isEmpty()
        || !isBefore(begun.get().ends())
        || !begun.get().callback().equals(callback(request))
        || !Cookies.value(request, NONCE).equals(Optional.of(begun.get().nonce()))) {
      return new Outcome.Refused(
          UNAUTHORIZED, "the state is forged, too old, or of another browser");
    }
    Form query = Form.of(request.query());
    Optional<String> code = query.field("code");
    if (code.isEmpty()) {
      String error = query.field("error").orElse("no code");
      return new Outcome.Refused(
          error.equals("access_denied") ? UNAUTHORIZED : PROVIDER_ERROR,
          "the identity provider answers " + error);
    }
    try {
      String session = session(code.get(), begun.get().callback());
      return new Outcome.Answered(
          redirect(
              begun.get().url(),
              List.of(
                  cookie(cookieName(), session, config.timeout()),
                  cookie(NONCE, "", Duration.ZERO))));
    } catch (RefusedException e) {
      return new Outcome.Refused(e.status, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return new Outcome.Refused(500, "the identity provider is out of reach: " + e.getMessage());
    }
  }

  /**
   * Signs a user in without a browser.
   *
   * @param code of the identity provider
   * @param callback the address that the code was given for
   * @return the cookie's name and value: {@code name=value}
   * @throws IOException if the provider refuses the code, or is out of reach
   */
  String signIn(String code, String callback) throws IOException {
    try {
      return cookieName() + "=" + session(code, callback);
    } catch (RefusedException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  OidcClient client() {
    return config.client();
  }

  // ---------------------------------------------------------------- the way to the provider

  private FrontResponse toProvider(FrontRequest request) {
    // One browser may sign in in several windows at once.
    String nonce =
        Cookies.value(request, NONCE)
            .filter(value -> value.matches("[0-9a-f-]{36}"))
            .orElseGet(() -> UUID.randomUUID().toString());
    String query = request.query() == null ? "" : "?" + request.query();
    Begun begun =
        new Begun(
            place,
            "https://" + request.host() + request.path() + query,
            callback(request),
            nonce,
            clock.instant().plus(LOGIN_TIMEOUT).getEpochSecond());
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("client_id", client().clientId());
    parameters.put("redirect_uri", begun.callback());
    parameters.put("response_type", "code");
    parameters.put("scope", config.scope());
    parameters.put("state", close(STATE, begun));
    parameters.putAll(config.extra());
    URI endpoint = client().authorizationEndpoint();
    return redirect(
        endpoint + (endpoint.getRawQuery() == null ? "?" : "&") + Form.text(parameters),
        List.of(cookie(NONCE, nonce, LOGIN_TIMEOUT)));
  }

  private static String callback(FrontRequest request) {
    return "https://" + request.host() + CALLBACK;
  }

  private Optional<Begun> state(FrontRequest request) {
    return Form.of(request.query())
        .field("state")
        .flatMap(value -> open(STATE, value, Begun.class))
        .filter(begun -> begun.place().equals(place));
  }

  private static FrontResponse redirect(String location, List<FrontRequest.Field> cookies) {
    FrontResponse plain = FrontResponse.redirect(302, location);
    List<FrontRequest.Field> headers = new ArrayList<>(plain.headers());
    headers.addAll(cookies);
    return new FrontResponse(plain.status(), headers, plain.body());
  }

  /** A cookie of the listener, which is always one with TLS. */
  private static FrontRequest.Field cookie(String name, String value, Duration lasts) {
    return new FrontRequest.Field(
        "set-cookie",
        name
            + "="
            + value
            + "; Max-Age="
            + lasts.toSeconds()
            + "; Path=/; Secure; HttpOnly; SameSite=Lax");
  }

  // ---------------------------------------------------------------- sessions

  private String cookieName() {
    return config.cookie() + "-0";
  }

  /** Rules that trust the same client of the same provider share their users' sessions. */
  private String owner() {
    return client().issuer() + " " + client().clientId() + " " + config.cookie();
  }

  private boolean isBefore(long end) {
    return clock.instant().getEpochSecond() < end;
  }

  private String close(String purpose, Object value) {
    try {
      return seal.close(purpose, JSON.writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("records become JSON", e);
    }
  }

  private <T> Optional<T> open(String purpose, String closed, Class<T> type) {
    return seal.open(purpose, closed)
        .flatMap(
            text -> {
              try {
                return Optional.of(JSON.readValue(text, type));
              } catch (JsonProcessingException e) {
                return Optional.empty(); // of another version of the stage
              }
            });
  }

  private String session(String code, String callback) throws IOException, RefusedException {
    JsonNode tokens = tokens(code, callback);
    String accessToken = tokens.path("access_token").asText();
    String subject = subject(tokens);
    JsonNode claims = claims(accessToken);
    if (!claims.path("sub").asText().equals(subject)) {
      throw new RefusedException(UNAUTHORIZED, "the user info is about somebody else");
    }
    String session =
        close(
            SESSION,
            new Session(
                owner(),
                accessToken,
                claims,
                clock.instant().plus(config.timeout()).getEpochSecond()));
    if (session.length() > LONGEST_COOKIE) {
      throw new RefusedException(UNAUTHORIZED, "the claims do not fit into a cookie");
    }
    return session;
  }

  private JsonNode tokens(String code, String callback) throws IOException, RefusedException {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("client_id", client().clientId());
    form.put("client_secret", client().clientSecret());
    form.put("redirect_uri", callback);
    form.put("code", code);
    return json(
        new WebClient.Request(
            "POST",
            client().tokenEndpoint(),
            Map.of("content-type", "application/x-www-form-urlencoded"),
            Form.text(form)));
  }

  /**
   * Returns whom the identity token is about. It comes from the provider itself, so that its
   * signature proves nothing more.
   */
  private String subject(JsonNode tokens) throws RefusedException {
    String[] parts = tokens.path("id_token").asText().split("\\.", -1);
    try {
      JsonNode claims =
          JSON.readTree(
              new String(
                  Base64.getUrlDecoder().decode(parts.length == 3 ? parts[1] : ""),
                  StandardCharsets.UTF_8));
      String subject = claims.path("sub").asText();
      if (claims.path("iss").asText().equals(client().issuer())
          && claims.path("aud").asText().equals(client().clientId())
          && clock.instant().isBefore(Instant.ofEpochSecond(claims.path("exp").asLong()))
          && !subject.isEmpty()) {
        return subject;
      }
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new RefusedException(UNAUTHORIZED, "the identity token is malformed");
    }
    throw new RefusedException(UNAUTHORIZED, "there is no identity token for this client");
  }

  private JsonNode claims(String accessToken) throws IOException, RefusedException {
    return json(
        new WebClient.Request(
            "GET",
            client().userInfoEndpoint(),
            Map.of("authorization", "Bearer " + accessToken),
            null));
  }

  private JsonNode json(WebClient.Request request) throws IOException, RefusedException {
    WebClient.Response answer = web.send(request, PROVIDER_TIMEOUT);
    if (answer.status() != 200) {
      throw new RefusedException(
          PROVIDER_ERROR, request.uri() + " answers " + answer.status() + " " + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  // ---------------------------------------------------------------- what targets are told

  private List<FrontRequest.Field> identity(Session session) {
    long expires = clock.instant().plus(CLAIMS_LAST).getEpochSecond();
    ObjectNode header = JSON.createObjectNode();
    header.put("typ", "JWT");
    header.put("alg", "ES256");
    header.put("iss", client().issuer());
    header.put("client", client().clientId());
    header.put("signer", balancerArn);
    header.put("exp", expires);
    ObjectNode claims = session.claims().deepCopy();
    claims.put("exp", expires);
    claims.put("iss", client().issuer());
    return List.of(
        new FrontRequest.Field(HEADERS + "accesstoken", session.accessToken()),
        new FrontRequest.Field(HEADERS + "identity", claims.path("sub").asText()),
        new FrontRequest.Field(HEADERS + "data", signer.sign(header, claims)));
  }
}
