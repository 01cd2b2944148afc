package io.gamekeeper.platform.identity;

import java.time.Instant;

/** The result of checking a bearer token. */
public sealed interface Verdict {

  /**
   * The token is good.
   *
   * @param id the player's
   * @param notAfter the time from which the token is no longer accepted
   */
  record Player(String id, Instant notAfter) implements Verdict {}

  /** The token is not accepted. */
  record Refused(Reason reason) implements Verdict {}

  /** Nobody can tell: the issuer's keys were never fetched, or too long ago. */
  record Unverifiable() implements Verdict {}

  /** Why a token is not accepted. */
  enum Reason {
    MISSING("send the header Authorization: Bearer with a token"),
    MALFORMED("the token is not a signed JWT"),
    ALGORITHM("the token is not signed with RS256"),
    UNKNOWN_KEY("the token's key is not one of the issuer's"),
    SIGNATURE("the token's signature is wrong"),
    ISSUER("the token is from another issuer"),
    AUDIENCE("the token is for another audience"),
    EXPIRED("the token has expired"),
    NOT_YET_VALID("the token is not valid yet"),
    SUBJECT("the token's subject is not a player id");

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    /** Returns a sentence for the caller; it says nothing that the token's holder does not know. */
    public String text() {
      return text;
    }
  }
}
