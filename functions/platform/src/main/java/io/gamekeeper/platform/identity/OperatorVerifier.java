package io.gamekeeper.platform.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.contract.OperatorEnvironment;
import io.gamekeeper.contract.OperatorRole;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.WebClient;
import io.gamekeeper.platform.identity.Operator.Door;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says who operates. A person has signed in at the load balancer, which tells the function who it
 * is in a document that it signs. A program signs its request with the credentials of a role, which
 * Lambda has checked.
 *
 * <p>The load balancer's document is good for two minutes and can be used again within them; only
 * the load balancer can send it, because nobody else may invoke the function with an event of its
 * form.
 */
public final class OperatorVerifier {
  private static final Logger LOG = LoggerFactory.getLogger(OperatorVerifier.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The load balancer itself sends at most 11 KB of claims. */
  private static final int LONGEST_DOCUMENT = 16 * 1024;

  private static final int SIGNATURE_BYTES = 64;
  private static final int LONGEST_NAME = 128;
  private static final Pattern SESSION =
      Pattern.compile("arn:aws[a-z-]*:sts::(\\d{12}):assumed-role/([\\w+=,.@-]+)/([\\w+=,.@-]+)");

  private final OperatorEnvironment environment;
  private final InstantSource clock;
  private final LoadBalancerKeys keys;

  /** Creates a verifier of the operators that this environment describes. */
  public OperatorVerifier(OperatorEnvironment environment, Platform platform) {
    this(environment, platform.clock(), platform.web());
  }

  OperatorVerifier(OperatorEnvironment environment, InstantSource clock, WebClient web) {
    this.environment = environment;
    this.clock = clock;
    this.keys = new LoadBalancerKeys(environment.publicKeys(), web, clock);
  }

  /**
   * Says who signed in at the load balancer.
   *
   * @param document the value of {@code x-amzn-oidc-data}; null if there is none
   */
  public OperatorVerdict atLoadBalancer(@Nullable String document) {
    if (document == null) {
      return new OperatorVerdict.Unauthenticated("sign in");
    }
    String[] parts =
        document.length() > LONGEST_DOCUMENT ? new String[0] : document.split("\\.", -1);
    if (parts.length != 3) {
      return new OperatorVerdict.Unauthenticated("x-amzn-oidc-data is not a signed document");
    }
    try {
      return check(JSON.readTree(decode(parts[0])), parts);
    } catch (IOException | IllegalArgumentException e) {
      return new OperatorVerdict.Unauthenticated("x-amzn-oidc-data is not a signed document");
    }
  }

  private OperatorVerdict check(JsonNode header, String[] parts) throws IOException {
    if (!header.path("alg").asText().equals("ES256")
        || !header.path("signer").asText().equals(environment.loadBalancer())
        || !header.path("client").asText().equals(environment.clientId())) {
      return new OperatorVerdict.Unauthenticated("x-amzn-oidc-data is for another load balancer");
    }
    JsonNode expiry = header.path("exp");
    if (!expiry.isIntegralNumber()
        || !clock.instant().isBefore(Instant.ofEpochSecond(expiry.asLong()))) {
      return new OperatorVerdict.Unauthenticated("x-amzn-oidc-data has expired");
    }
    PublicKey key;
    try {
      key = keys.find(header.path("kid").asText());
    } catch (IOException e) {
      LOG.warn("The load balancer's key cannot be fetched: {}", e.toString());
      return new OperatorVerdict.Unverifiable();
    }
    if (key == null || !isSigned(parts, key)) {
      return new OperatorVerdict.Unauthenticated("the signature of x-amzn-oidc-data is wrong");
    }
    return operator(JSON.readTree(decode(parts[1])));
  }

  /** The signature covers the parts as they were sent, with their padding. */
  private static boolean isSigned(String[] parts, PublicKey key) {
    byte[] signature = decode(parts[2]);
    if (signature.length != SIGNATURE_BYTES) {
      return false;
    }
    try {
      Signature check = Signature.getInstance("SHA256withECDSAinP1363Format");
      check.initVerify(key);
      check.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
      return check.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private OperatorVerdict operator(JsonNode claims) {
    String name = "";
    for (String claim : List.of("email", "preferred_username", "sub")) {
      name = name.isBlank() ? claims.path(claim).asText().strip() : name;
    }
    if (name.isBlank() || name.length() > LONGEST_NAME) {
      return new OperatorVerdict.NoOperator("the identity provider gives no name");
    }
    Set<OperatorRole> roles = roles(claims.path(environment.roleClaim()));
    return roles.isEmpty()
        ? new OperatorVerdict.NoOperator(
            name
                + " has no role here: the identity provider gives them in the claim "
                + environment.roleClaim())
        : new OperatorVerdict.Known(new Operator(name, roles, Door.BROWSER));
  }

  /**
   * Reads a list, or a text with spaces or commas between; roles that nobody knows are left out.
   */
  private static Set<OperatorRole> roles(JsonNode claim) {
    List<String> keys = new ArrayList<>();
    if (claim.isArray()) {
      claim.forEach(key -> keys.add(key.asText()));
    } else {
      keys.addAll(List.of(claim.asText().split("[ ,]+", -1)));
    }
    Set<OperatorRole> roles = EnumSet.noneOf(OperatorRole.class);
    keys.forEach(key -> OperatorRole.named(key).ifPresent(roles::add));
    return roles;
  }

  /**
   * Says who signed a request.
   *
   * @param arn the caller as Lambda has it, of a role's session
   */
  public OperatorVerdict signed(String arn) {
    Matcher session = SESSION.matcher(arn);
    if (session.matches() && session.group(1).equals(environment.account())) {
      for (OperatorRole role : OperatorRole.values()) {
        if (role.roleName(environment.stage()).equals(session.group(2))) {
          return new OperatorVerdict.Known(
              new Operator(session.group(3), Set.of(role), Door.SIGNED));
        }
      }
    }
    return new OperatorVerdict.NoOperator(
        "sign with the credentials of a role such as "
            + OperatorRole.VIEWER.roleName(environment.stage()));
  }

  private static byte[] decode(String part) {
    return Base64.getUrlDecoder().decode(part);
  }
}
