package io.gamekeeper.contract;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * The name under which the stores know a player. The game's client gives it to the store when it
 * starts a purchase (Apple: {@code appAccountToken}, Google: {@code obfuscatedAccountId}); the
 * store signs it, so that nobody can present another player's receipt.
 */
public final class StoreAccount {
  /** Namespace of the names; never changes, or open purchases would lose their player. */
  public static final UUID NAMESPACE = UUID.fromString("8d2b6c1e-54f0-4c0a-9f7b-1e6a35d0c4b9");

  private static final int VERSION_BYTE = 6;
  private static final int VARIANT_BYTE = 8;

  private StoreAccount() {}

  /**
   * A player's name: the name-based UUID, version 5 of RFC 9562, of the player id in {@link
   * #NAMESPACE}. Every platform of a game client has a function for it.
   */
  public static UUID of(String player) {
    MessageDigest digest = sha1();
    digest.update(
        ByteBuffer.allocate(2 * Long.BYTES)
            .putLong(NAMESPACE.getMostSignificantBits())
            .putLong(NAMESPACE.getLeastSignificantBits())
            .array());
    byte[] hash = digest.digest(player.getBytes(StandardCharsets.UTF_8));
    hash[VERSION_BYTE] = (byte) ((hash[VERSION_BYTE] & 0x0f) | 0x50);
    hash[VARIANT_BYTE] = (byte) ((hash[VARIANT_BYTE] & 0x3f) | 0x80);
    ByteBuffer bits = ByteBuffer.wrap(hash);
    return new UUID(bits.getLong(), bits.getLong());
  }

  private static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1"); // what version 5 is made of; keeps no secret
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
