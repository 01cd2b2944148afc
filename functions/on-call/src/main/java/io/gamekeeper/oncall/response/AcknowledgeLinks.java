package io.gamekeeper.oncall.response;

import io.gamekeeper.oncall.page.Links;
import io.gamekeeper.oncall.secret.CachedSecret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Links by which a person takes an incident on without signing in. A link names the incident, the
 * person and the second in which it was made, and is signed, so that nobody can make one. Who has
 * the link can use it, once, within {@link #LIFE}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc2104">RFC 2104, HMAC</a>
 */
public final class AcknowledgeLinks implements Links {
  /** How long a link can be used. */
  public static final Duration LIFE = Duration.ofHours(24);

  /** Below the operators' domain. */
  public static final String PATH = "ack/";

  private static final String ALGORITHM = "HmacSHA256";

  /** Half of the code: nobody guesses 128 bits, and a text message has little room. */
  private static final int CODE_BYTES = 16;

  private static final int RADIX = 36;

  /** No field of a token contains it. */
  private static final String SEPARATOR = ".";

  private final CachedSecret key;
  private final URI console;

  /** What a token is worth. */
  public sealed interface Checked {}

  /**
   * It may be used, unless it was.
   *
   * @param incident its id
   * @param expires from when on not
   */
  public record Valid(String token, String incident, String person, Instant expires)
      implements Checked {}

  /** It was ours. */
  public record Expired(String incident) implements Checked {}

  /** It never was ours. */
  public record Forged() implements Checked {}

  /**
   * Creates links.
   *
   * @param key what signs them
   * @param console the address of the operators' console, with a slash at its end
   */
  public AcknowledgeLinks(CachedSecret key, URI console) {
    this.key = key;
    this.console = console;
  }

  @Override
  public Optional<URI> acknowledge(String incident, String person, Instant at) {
    String claim =
        String.join(
            SEPARATOR, incident, text(bytes(person)), Long.toString(at.getEpochSecond(), RADIX));
    return code(claim).map(code -> URI.create(console + PATH + claim + SEPARATOR + code));
  }

  /**
   * Returns what a token is worth, which is what a link has after {@link #PATH}; empty if that
   * cannot be told, as the key cannot be read.
   */
  public Optional<Checked> check(String token, Instant now) {
    int end = Math.max(0, token.lastIndexOf(SEPARATOR));
    String claim = token.substring(0, end);
    return code(claim)
        .map(
            code ->
                MessageDigest.isEqual(bytes(SEPARATOR + code), bytes(token.substring(end)))
                    ? read(token, claim.split(Pattern.quote(SEPARATOR), -1), now)
                    : new Forged());
  }

  /** Reads a token that is ours. */
  private static Checked read(String token, String[] fields, Instant now) {
    Instant expires = Instant.ofEpochSecond(Long.parseLong(fields[2], RADIX)).plus(LIFE);
    return expires.isAfter(now)
        ? new Valid(
            token,
            fields[0],
            new String(Base64.getUrlDecoder().decode(fields[1]), StandardCharsets.UTF_8),
            expires)
        : new Expired(fields[0]);
  }

  private Optional<String> code(String claim) {
    return key.current()
        .map(
            secret -> {
              try {
                Mac mac = Mac.getInstance(ALGORITHM);
                mac.init(new SecretKeySpec(bytes(secret), ALGORITHM));
                return text(Arrays.copyOf(mac.doFinal(bytes(claim)), CODE_BYTES));
              } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java has " + ALGORITHM, e);
              }
            });
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
