package io.gamekeeper.local.aws.elb;

import com.fasterxml.jackson.core.type.TypeReference;
import io.gamekeeper.local.file.KeptJson;
import io.gamekeeper.local.iam.Arns;
import io.gamekeeper.local.identity.OidcClient;
import io.gamekeeper.local.identity.TokenCheck;
import io.gamekeeper.local.service.Ground;
import java.net.URI;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes what listeners ask their clients for before they forward: tokens, or a sign-in. */
final class ClientChecks {
  private final BiFunction<String, URI, TokenCheck> tokens;
  private final Consumer<OidcClient> providers;
  private final Ground ground;

  private @Nullable Keys keys;

  private record Keys(ClaimsSigner signer, Seal seal) {}

  /**
   * Creates the maker.
   *
   * @param tokens makes the check of an issuer's tokens by the keys at an address
   * @param providers told of each client of an identity provider
   * @param ground gives the web and the clock; the keys are kept in its folder
   */
  ClientChecks(
      BiFunction<String, URI, TokenCheck> tokens, Consumer<OidcClient> providers, Ground ground) {
    this.tokens = tokens;
    this.providers = providers;
    this.ground = ground;
  }

  TokenCheck tokens(String issuer, URI keySet) {
    return tokens.apply(issuer, keySet);
  }

  OidcAuthentication users(String place, OidcConfig config, String balancerArn) {
    Keys own = keys();
    own.signer().publish(ground.web(), Arns.region(balancerArn));
    providers.accept(config.client());
    return new OidcAuthentication(
        place, config, balancerArn, own.signer(), own.seal(), ground.web(), ground.time().clock());
  }

  private synchronized Keys keys() {
    Keys known = keys;
    if (known == null) {
      KeptJson<String> kept =
          KeptJson.open(
              ground.folder().resolve("load-balancer-keys.json"),
              new TypeReference<Map<String, String>>() {});
      known = new Keys(ClaimsSigner.of(kept), Seal.of(kept));
      keys = known;
    }
    return known;
  }
}
