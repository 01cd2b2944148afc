package io.gamekeeper.fleet.claim;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * One session's claim on its player. No two have the same token, which is what Redis compares
 * before it takes anything of a claim: a claim that was taken over changes nothing any more.
 */
public final class Claim {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String player;
  private final String token = newToken();
  private volatile boolean known;

  public Claim(String player) {
    this.player = player;
  }

  static String newToken() {
    return HexFormat.of().toHexDigits(RANDOM.nextLong());
  }

  public String player() {
    return player;
  }

  String token() {
    return token;
  }

  /** Returns whether Redis has heard of it. */
  boolean isKnown() {
    return known;
  }

  void becomesKnown() {
    known = true;
  }
}
