package io.gamekeeper.local.iam;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/** The temporary credentials that were issued. They end with the stage. */
public final class RoleSessions {
  private static final String ID_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int ID_LENGTH = 16;
  private static final int SECRET_BYTES = 30;
  private static final int TOKEN_BYTES = 96;

  /** How long the key of an ended session is still known as such. */
  private static final Duration REMEMBERED = Duration.ofHours(1);

  private final SecureRandom secrets = new SecureRandom();
  private final Map<String, RoleSession> issued = new ConcurrentHashMap<>();

  /**
   * Issues credentials.
   *
   * @param ids makes the key's id; its secrets are not for anybody to foretell
   */
  public RoleSession issue(
      Role role, String name, Instant now, Duration lasts, RandomGenerator ids) {
    issued.values().removeIf(session -> session.expires().plus(REMEMBERED).isBefore(now));
    StringBuilder id = new StringBuilder("ASIA");
    for (int i = 0; i < ID_LENGTH; i++) {
      id.append(ID_CHARACTERS.charAt(ids.nextInt(ID_CHARACTERS.length())));
    }
    RoleSession session =
        new RoleSession(
            role, name, id.toString(), secret(SECRET_BYTES), secret(TOKEN_BYTES), now.plus(lasts));
    issued.put(session.accessKeyId(), session);
    return session;
  }

  private String secret(int length) {
    byte[] bytes = new byte[length];
    secrets.nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** Returns the session of a key, also if it has ended. */
  public Optional<RoleSession> find(String accessKeyId) {
    return Optional.ofNullable(issued.get(accessKeyId));
  }
}
