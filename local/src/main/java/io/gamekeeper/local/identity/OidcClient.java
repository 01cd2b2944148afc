package io.gamekeeper.local.identity;

import java.net.URI;

/**
 * A client of an OpenID Connect provider, with the provider's addresses.
 *
 * @param issuer as identity tokens name it
 * @param authorizationEndpoint where users sign in
 * @param tokenEndpoint where codes are exchanged for tokens
 * @param userInfoEndpoint where claims of users are
 */
public record OidcClient(
    String issuer,
    URI authorizationEndpoint,
    URI tokenEndpoint,
    URI userInfoEndpoint,
    String clientId,
    String clientSecret) {

  /** Names the client; its secret stays out of messages. */
  @Override
  public String toString() {
    return "client " + clientId + " of " + issuer + " at " + authorizationEndpoint;
  }
}
