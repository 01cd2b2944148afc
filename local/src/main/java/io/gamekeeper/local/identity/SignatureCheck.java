package io.gamekeeper.local.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gamekeeper.local.http.FrontRequest;
import io.gamekeeper.local.iam.RoleSession;
import io.gamekeeper.local.iam.RoleSessions;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The check of requests that are signed with temporary credentials, by AWS Signature Version 4 in
 * the {@code Authorization} header. Requests that carry their signature in the query are refused.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">Create
 *     a signed AWS API request</a>
 */
public final class SignatureCheck {
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          ALGORITHM
              + " Credential=([A-Z0-9]+)/(\\d{8})/([a-z0-9-]+)/([a-z0-9-]+)/aws4_request,"
              + "\\s*SignedHeaders=([a-z0-9;._-]+),\\s*Signature=([0-9a-f]{64})");

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'");
  private static final Duration SKEW = Duration.ofMinutes(5);
  private static final String CONTENT_HASH = "x-amz-content-sha256";
  private static final HexFormat HEX = HexFormat.of();

  private final RoleSessions sessions;
  private final InstantSource clock;
  private final String region;
  private final String service;

  /** Thrown for a request that is not signed as it must be; the message is in AWS's words. */
  public static final class RefusedException extends Exception {
    RefusedException(String message) {
      super(message);
    }
  }

  /** The parts of the header. */
  private record Signed(
      String keyId, String day, String region, String service, List<String> headers, String value) {
    String scope() {
      return day + "/" + region + "/" + service + "/aws4_request";
    }
  }

  /**
   * Creates the check.
   *
   * @param sessions whose credentials count
   * @param region that requests are signed for
   * @param service that requests are signed for, for instance {@code lambda}
   */
  public SignatureCheck(RoleSessions sessions, InstantSource clock, String region, String service) {
    this.sessions = sessions;
    this.clock = clock;
    this.region = region;
    this.service = service;
  }

  /**
   * Returns who signed a request.
   *
   * @throws RefusedException if nobody did, or not this request, or not now
   */
  public RoleSession signer(FrontRequest request, byte[] body) throws RefusedException {
    Signed signed = parse(request);
    RoleSession session =
        sessions
            .find(signed.keyId())
            .filter(known -> same(known.sessionToken(), only(request, "x-amz-security-token")))
            .orElseThrow(
                () ->
                    new RefusedException("The security token included in the request is invalid."));
    Instant now = clock.instant();
    if (!now.isBefore(session.expires())) {
      throw new RefusedException("The security token included in the request is expired");
    }
    String time = only(request, "x-amz-date");
    checkScope(signed, time, now);
    checkHeaders(signed, request);
    String hash = HEX.formatHex(sha256(body));
    if (values(request, CONTENT_HASH).anyMatch(said -> !said.equals(hash))
        || !same(signature(signed, time, request, hash, session), signed.value())) {
      throw new RefusedException(
          "The request signature we calculated does not match the signature you provided. Check"
              + " your AWS Secret Access Key and signing method. Consult the service documentation"
              + " for details.");
    }
    return session;
  }

  private static Signed parse(FrontRequest request) throws RefusedException {
    List<String> given = values(request, "authorization").toList();
    if (given.isEmpty()) {
      throw new RefusedException("Missing Authentication Token");
    }
    Matcher header = AUTHORIZATION.matcher(given.getFirst());
    if (given.size() > 1 || !header.matches()) {
      throw new RefusedException(
          "Authorization header requires one 'Credential', 'SignedHeaders' and 'Signature' of "
              + ALGORITHM);
    }
    return new Signed(
        header.group(1),
        header.group(2),
        header.group(3),
        header.group(4),
        List.of(header.group(5).split(";", -1)),
        header.group(6));
  }

  private void checkScope(Signed signed, String time, Instant now) throws RefusedException {
    if (!signed.region().equals(region)) {
      throw new RefusedException("Credential should be scoped to a valid region.");
    }
    if (!signed.service().equals(service)) {
      throw new RefusedException(
          "Credential should be scoped to correct service: '" + service + "'.");
    }
    Instant at;
    try {
      at = LocalDateTime.parse(time, TIME).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new RefusedException("Date must be in ISO-8601 'basic format'. Got '" + time + "'.");
    }
    if (!time.startsWith(signed.day())) {
      throw new RefusedException("Date in Credential scope does not match YYYYMMDD of " + time);
    }
    if (at.plus(SKEW).isBefore(now)) {
      throw new RefusedException("Signature expired: " + time + " is now too early");
    }
    if (at.minus(SKEW).isAfter(now)) {
      throw new RefusedException("Signature not yet current: " + time + " is still later");
    }
  }

  /** Checks that what decides about a request is signed: its host, and all that is AWS's. */
  private static void checkHeaders(Signed signed, FrontRequest request) throws RefusedException {
    Optional<String> missing =
        Stream.concat(
                Stream.of("host"),
                request.headers().stream()
                    .map(FrontRequest.Field::name)
                    .filter(name -> name.startsWith("x-amz-")))
            .filter(name -> !signed.headers().contains(name))
            .findFirst();
    if (missing.isPresent()) {
      throw new RefusedException(
          "'" + missing.get() + "' must be a 'SignedHeader' in the AWS Authorization.");
    }
  }

  private static String signature(
      Signed signed, String time, FrontRequest request, String bodyHash, RoleSession session) {
    String canonical =
        String.join(
            "\n",
            request.method(),
            path(request.path()),
            query(request),
            signed.headers().stream()
                .map(name -> name + ":" + trimmed(request, name) + "\n")
                .collect(Collectors.joining()),
            String.join(";", signed.headers()),
            bodyHash);
    String toSign =
        String.join(
            "\n",
            ALGORITHM,
            time,
            signed.scope(),
            HEX.formatHex(sha256(canonical.getBytes(UTF_8))));
    byte[] key = ("AWS4" + session.secretAccessKey()).getBytes(UTF_8);
    for (String part : List.of(signed.day(), signed.region(), signed.service(), "aws4_request")) {
      key = hmac(key, part);
    }
    return HEX.formatHex(hmac(key, toSign));
  }

  /** Returns a path without empty parts and dots, encoded once more than it was sent. */
  private static String path(String sent) {
    Deque<String> parts = new ArrayDeque<>();
    for (String part : sent.split("/", -1)) {
      if (part.equals("..")) {
        parts.pollLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.addLast(encoded(part));
      }
    }
    String path = "/" + String.join("/", parts);
    return sent.endsWith("/") && !parts.isEmpty() ? path + "/" : path;
  }

  private static String query(FrontRequest request) {
    record Pair(String name, String value) {}
    List<Pair> pairs = new ArrayList<>();
    request
        .parameters()
        .forEach(each -> pairs.add(new Pair(encodedOnce(each.name()), encodedOnce(each.value()))));
    pairs.sort(Comparator.comparing(Pair::name).thenComparing(Pair::value));
    return pairs.stream()
        .map(pair -> pair.name() + "=" + pair.value())
        .collect(Collectors.joining("&"));
  }

  /** Returns a part of a query as the signature has it, whatever its sender left unencoded. */
  private static String encodedOnce(String part) {
    try {
      return encoded(URLDecoder.decode(part.replace("+", "%2B"), UTF_8));
    } catch (IllegalArgumentException e) {
      return part; // malformed, and so will not match
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }

  private static String trimmed(FrontRequest request, String header) {
    return values(request, header)
        .map(value -> value.strip().replaceAll(" +", " "))
        .collect(Collectors.joining(","));
  }

  private static Stream<String> values(FrontRequest request, String header) {
    return request.headers().stream()
        .filter(field -> field.name().equals(header))
        .map(FrontRequest.Field::value);
  }

  /** Returns the only value of a header; empty if it has none or several. */
  private static String only(FrontRequest request, String header) {
    List<String> values = values(request, header).toList();
    return values.size() == 1 ? values.getFirst() : "";
  }

  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(one.getBytes(UTF_8), other.getBytes(UTF_8));
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC", e);
    }
  }
}
