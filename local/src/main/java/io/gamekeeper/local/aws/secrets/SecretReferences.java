package io.gamekeeper.local.aws.secrets;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.local.template.AwsEnvironment;
import io.gamekeeper.local.template.DynamicReferences;
import io.gamekeeper.local.template.TemplateException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The references {@code {{resolve:secretsmanager:NAME:SecretString:KEY::}}} of templates.
 *
 * <p>A secret that no template declares is one that a person puts into the account before the first
 * deployment, for instance what an identity provider gave them. On the stage nobody does: it gets a
 * generated value, with each key that is asked for, and keeps it.
 */
final class SecretReferences implements DynamicReferences {
  private static final Pattern REFERENCE =
      Pattern.compile("\\{\\{resolve:secretsmanager:([^{}]*)}}");

  /** Name or ARN, key, and what chooses a version. */
  private static final Pattern CONTENT =
      Pattern.compile("(.+?)(?::SecretString(?::([^:]*)(?::([^:]*))?(?::([^:]*))?)?)?");

  private static final int GENERATED_BYTES = 32;

  private final Secrets secrets;
  private final SecureRandom random = new SecureRandom();

  SecretReferences(Secrets secrets) {
    this.secrets = secrets;
  }

  @Override
  public String resolve(AwsEnvironment environment, String where, String text) {
    return REFERENCE
        .matcher(text)
        .replaceAll(
            reference -> Matcher.quoteReplacement(value(environment, where, reference.group(1))));
  }

  /** Resolves one reference; one at a time, so that a secret is generated once. */
  private synchronized String value(AwsEnvironment environment, String where, String reference) {
    Matcher content = CONTENT.matcher(reference);
    if (!content.matches() || chooses(content, 3) || chooses(content, 4)) {
      throw new TemplateException(
          where, "refers to the secret " + reference + "; the stage knows current versions only");
    }
    String secret = content.group(1);
    String key = chooses(content, 2) ? content.group(2) : "";
    if (!secrets.exists(secret)) {
      if (secret.startsWith("arn:")) {
        throw new TemplateException(where, "refers to " + secret + ", which does not exist");
      }
      secrets.give(secret, environment, key.isEmpty() ? generated() : "{}");
    }
    if (key.isEmpty()) {
      return secrets.value(secret);
    }
    ObjectNode members = SecretTypes.parse(secrets.value(secret));
    if (!members.has(key) && secrets.isGiven(secret)) {
      secrets.put(secret, members.put(key, generated()).toString());
    }
    try {
      return SecretTypes.member(members, key);
    } catch (IllegalArgumentException e) {
      throw new TemplateException(
          where, "refers to the key " + key + " of " + secret + ", which has no such key", e);
    }
  }

  private static boolean chooses(MatchResult content, int group) {
    return content.group(group) != null && !content.group(group).isEmpty();
  }

  private String generated() {
    byte[] bytes = new byte[GENERATED_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
