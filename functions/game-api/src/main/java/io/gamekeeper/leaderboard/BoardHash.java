package io.gamekeeper.leaderboard;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Digest of a board's complete order: equal boards have equal hashes. */
final class BoardHash {
  private final MessageDigest digest;

  BoardHash() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Adds the next rank. */
  void add(Ranking.Row row) {
    String line =
        row.rank() + "," + row.player() + "," + row.score() + "," + row.reached().encode() + "\n";
    digest.update(line.getBytes(StandardCharsets.US_ASCII));
  }

  /** Returns the hash in hex. */
  String finish() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
