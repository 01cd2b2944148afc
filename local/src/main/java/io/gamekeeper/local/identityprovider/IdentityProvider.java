package io.gamekeeper.local.identityprovider;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.gamekeeper.contract.OperatorEnvironment;
import io.gamekeeper.contract.OperatorRole;
import io.gamekeeper.local.client.WebHosts;
import io.gamekeeper.local.http.Form;
import io.gamekeeper.local.http.Names;
import io.gamekeeper.local.identity.OidcClient;
import io.gamekeeper.local.service.StageException;
import io.gamekeeper.platform.WebClient.Request;
import io.gamekeeper.platform.WebClient.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An OpenID Connect provider with the authorization code flow (<a
 * href="https://openid.net/specs/openid-connect-core-1_0.html#CodeFlowAuth">OpenID Connect Core,
 * section 3.1</a>). Its addresses and its client are those that the listener rules name, the claim
 * of its users' roles that which the functions read.
 */
public final class IdentityProvider {
  private static final String DEFAULT_ROLE_CLAIM = "gamekeeper_roles";
  private static final Duration CODE_LASTS = Duration.ofMinutes(1);
  private static final Duration TOKEN_LASTS = Duration.ofHours(1);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final InstantSource clock;
  private final WebHosts web;
  private final Names names;
  private final ECKey key = makeKey();
  private final Tickets<Grant> codes;
  private final Tickets<SignedIn> accessTokens;
  private volatile Set<String> callbacks = Set.of();
  private volatile String roleClaim = DEFAULT_ROLE_CLAIM;
  private @Nullable OidcClient client;

  /**
   * What a code is for.
   *
   * @param callback the address that it was sent to
   */
  private record Grant(SignedIn user, String callback) {}

  /**
   * Creates a provider without a client.
   *
   * @param web where the load balancer finds its token and user info endpoints
   * @param names where browsers find its sign-in page
   */
  public IdentityProvider(InstantSource clock, WebHosts web, Names names) {
    this.clock = clock;
    this.web = web;
    this.names = names;
    this.codes = new Tickets<>(clock, CODE_LASTS);
    this.accessTokens = new Tickets<>(clock, TOKEN_LASTS);
  }

  private static ECKey makeKey() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyIDFromThumbprint(true).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException("every JDK makes elliptic curve keys", e);
    }
  }

  /**
   * Answers at the addresses that a listener rule names.
   *
   * @throws StageException if another rule names other addresses or another client
   */
  public synchronized void trustedBy(OidcClient trusting) {
    OidcClient known = client;
    if (known != null && !known.equals(trusting)) {
      throw new StageException(
          "a listener rule signs users in as "
              + trusting
              + ", another one as "
              + known
              + "; the stage plays one identity provider with one client");
    }
    client = trusting;
    web.register(trusting.tokenEndpoint(), this::token);
    web.register(trusting.userInfoEndpoint(), this::userInfo);
    names.add(
        trusting.authorizationEndpoint().getHost(),
        new SignInPage(this, trusting.authorizationEndpoint().getPath()));
  }

  /** Names the claim of roles as a function with these variables reads it, if it reads one. */
  public void trustedBy(Map<String, String> environment) {
    Optional.ofNullable(environment.get(OperatorEnvironment.ROLE_CLAIM))
        .ifPresent(claim -> roleClaim = claim);
  }

  /** Sets the addresses to which users may be led back; until then there are none. */
  public void leadsBackTo(Collection<String> addresses) {
    callbacks = Set.copyOf(addresses);
  }

  /** Returns the host of the sign-in page; empty if no rule signs users in. */
  public synchronized Optional<String> host() {
    return Optional.ofNullable(client)
        .map(known -> known.authorizationEndpoint().getHost().toLowerCase(Locale.ROOT));
  }

  /** Tells whether the client may send users here to sign in, and get them back there. */
  synchronized boolean knows(String clientId, String callback) {
    return client != null && client.clientId().equals(clientId) && callbacks.contains(callback);
  }

  /** Returns a code that the client can exchange once, within a minute. */
  public String code(SignedIn user, String callback) {
    return codes.issue(new Grant(user, callback));
  }

  private synchronized OidcClient client() {
    if (client == null) {
      throw new IllegalStateException("nobody can ask for tokens before there is a client");
    }
    return client;
  }

  private Response token(Request request) {
    Form form = Form.of(request.body());
    OidcClient known = client();
    if (!request.method().equals("POST")
        || !form.field("client_id").equals(Optional.of(known.clientId()))
        || !form.field("client_secret")
            .filter(given -> same(given, known.clientSecret()))
            .isPresent()) {
      return error(401, "invalid_client");
    }
    if (!form.field("grant_type").equals(Optional.of("authorization_code"))) {
      return error(400, "unsupported_grant_type");
    }
    Optional<Grant> grant =
        form.field("code")
            .flatMap(codes::take)
            .filter(given -> form.field("redirect_uri").equals(Optional.of(given.callback())));
    return grant.isPresent() ? tokens(grant.get().user(), known) : error(400, "invalid_grant");
  }

  private static boolean same(String given, String secret) {
    return MessageDigest.isEqual(
        given.getBytes(StandardCharsets.UTF_8), secret.getBytes(StandardCharsets.UTF_8));
  }

  private static Response error(int status, String code) {
    return new Response(status, JSON.createObjectNode().put("error", code).toString());
  }

  private Response tokens(SignedIn user, OidcClient known) {
    Instant now = clock.instant();
    SignedJWT idToken =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
            new JWTClaimsSet.Builder()
                .issuer(known.issuer())
                .audience(known.clientId())
                .subject(user.subject())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(TOKEN_LASTS)))
                .build());
    try {
      idToken.sign(new ECDSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException("every JDK signs with elliptic curves", e);
    }
    return new Response(
        200,
        JSON.createObjectNode()
            .put("access_token", accessTokens.issue(user))
            .put("token_type", "Bearer")
            .put("expires_in", TOKEN_LASTS.toSeconds())
            .put("id_token", idToken.serialize())
            .toString());
  }

  private Response userInfo(Request request) {
    String bearer = "Bearer ";
    return request.headers().entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase("authorization"))
        .map(Map.Entry::getValue)
        .filter(value -> value.startsWith(bearer))
        .findFirst()
        .flatMap(value -> accessTokens.look(value.substring(bearer.length())))
        .map(user -> new Response(200, claims(user).toString()))
        .orElseGet(() -> error(401, "invalid_token"));
  }

  private ObjectNode claims(SignedIn user) {
    ObjectNode claims =
        JSON.createObjectNode()
            .put("sub", user.subject())
            .put("name", user.name())
            .put("email", user.mail());
    List<OperatorRole> roles = user.roles();
    roles.forEach(role -> claims.withArrayProperty(roleClaim).add(role.key()));
    return claims;
  }
}
