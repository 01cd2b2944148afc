package io.gamekeeper.local.iam;

import java.time.Instant;

/**
 * The session of an assumed role, with its temporary credentials.
 *
 * @param name as the one who assumed the role called it
 * @param accessKeyId begins with {@code ASIA}
 * @param expires from then on the credentials are refused
 */
public record RoleSession(
    Role role,
    String name,
    String accessKeyId,
    String secretAccessKey,
    String sessionToken,
    Instant expires) {

  /** Returns the principal: {@code arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION}. */
  public String arn() {
    return role.sessionArn(name);
  }

  /** Returns the principal's unique id: that of the role with the session's name. */
  public String userId() {
    return role.id() + ":" + name;
  }

  /** Names the session; its secrets stay out of messages. */
  @Override
  public String toString() {
    return arn() + " until " + expires;
  }
}
