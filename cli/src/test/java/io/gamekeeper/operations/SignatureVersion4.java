package io.gamekeeper.operations;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs a request by the steps of AWS's documentation, to compare with what a client sent.
 *
 * @param secret the secret access key
 * @param scope date, region, service: {@code 20150830/us-east-1/iam}
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">IAM:
 *     create a signed AWS API request</a>
 */
record SignatureVersion4(String secret, String scope) {

  /**
   * Returns the signature.
   *
   * @param headers those that are signed, with the address's host among them
   */
  String of(String method, URI address, Map<String, String> headers, String body) {
    TreeMap<String, String> sorted = new TreeMap<>();
    headers.forEach((name, value) -> sorted.put(name.toLowerCase(Locale.ROOT), value.strip()));
    String query =
        address.getRawQuery() == null
            ? ""
            : Arrays.stream(address.getRawQuery().split("&", -1))
                .sorted()
                .collect(Collectors.joining("&"));
    String canonical =
        String.join(
            "\n",
            method,
            address.getRawPath().replace("%", "%25"), // encoded again, for all services but S3
            query,
            sorted.entrySet().stream()
                .map(header -> header.getKey() + ":" + header.getValue() + "\n")
                .collect(Collectors.joining()),
            String.join(";", sorted.keySet()),
            hash(body));
    String toSign =
        String.join(
            "\n",
            "AWS4-HMAC-SHA256",
            String.valueOf(sorted.get("x-amz-date")),
            scope + "/aws4_request",
            hash(canonical));
    byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
    for (String part : (scope + "/aws4_request").split("/", -1)) {
      key = mac(key, part);
    }
    return HexFormat.of().formatHex(mac(key, toSign));
  }

  private static String hash(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] mac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
