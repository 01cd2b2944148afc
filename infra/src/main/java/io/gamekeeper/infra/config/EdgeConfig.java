package io.gamekeeper.infra.config;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The public end points and the names that lead to them.
 *
 * @param apiDomain the name players' clients call by REST; first name of a certificate
 * @param gameDomain the name players' clients open their sessions at
 * @param assetsDomain the name assets are fetched from; first name of a certificate
 * @param opsDomain the name of the pages for the studio's own people
 * @param hostedZoneId the Route 53 zone in which all four names get their records
 * @param hostedZoneName that zone's name; all four names are below it
 * @param certificateArn a certificate in the stage's region for the api, game and ops names; empty:
 *     the stage requests one, which is validated by records in the zone
 * @param assetsCertificateArn a certificate in us-east-1, where CloudFront looks for it, for all
 *     four names; empty: the stage requests one there too
 * @param countries where players may come from
 * @param requestsPerAddress how many requests one address may send in five minutes
 * @param webOrigin whose pages may call the API and open sessions from a browser, as the browser
 *     writes it, or {@code *} for any; empty: none
 */
public record EdgeConfig(
    String apiDomain,
    String gameDomain,
    String assetsDomain,
    String opsDomain,
    String hostedZoneId,
    String hostedZoneName,
    Optional<String> certificateArn,
    Optional<String> assetsCertificateArn,
    Countries countries,
    int requestsPerAddress,
    Optional<String> webOrigin) {
  /** The region in which CloudFront looks for certificates. */
  public static final String CLOUDFRONT_REGION = "us-east-1";

  private static final String DOMAIN = "([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}";
  private static final Pattern NAME = Pattern.compile("(?=.{1,253}$)" + DOMAIN);
  private static final String NAME_IN_WORDS = "a domain name in lower case";

  /** ACM API, RequestCertificate: DomainName has 64 characters at most. */
  private static final String CERTIFIED = "(?=.{1,64}$)";

  /** A label has 63 characters at most, and {@link #directName} takes seven of them. */
  private static final String DIRECT = "(?=[^.]{1,56}\\.)(?=.{1,246}$)";

  /** Lower case, without a path and without the port that the scheme implies. */
  private static final Pattern ORIGIN =
      Pattern.compile(
          "\\*|(?=.{1,128}$)https://(?!.*:443$)"
              + DOMAIN
              + "(:[0-9]{1,5})?|http://localhost(:[0-9]{2,5})?");

  private static final Pattern ZONE = Pattern.compile("Z[A-Z0-9]{1,31}");

  /** AWS WAF's own bounds. */
  private static final int MIN_REQUESTS = 10;

  private static final int MAX_REQUESTS = 2_000_000_000;

  /** Returns the names that lead to the load balancer: API, game and ops. */
  public List<String> balancedDomains() {
    return List.of(apiDomain, gameDomain, opsDomain);
  }

  /** Returns all four names. */
  public List<String> domains() {
    return List.of(apiDomain, gameDomain, assetsDomain, opsDomain);
  }

  /**
   * Returns a second name of the same end point, which never fails over: health checks ask it. If
   * they asked the name itself, they would reach the stand-in once it has taken over, and the name
   * would never return to the load balancer.
   */
  public static String directName(String domain) {
    return "direct-" + domain;
  }

  static EdgeConfig read(ConfigObject edge, String region) {
    EdgeConfig read =
        new EdgeConfig(
            edge.text(
                "apiDomain",
                Pattern.compile(CERTIFIED + DIRECT + DOMAIN),
                NAME_IN_WORDS + " of at most 64 characters, 56 before the first dot"),
            edge.text(
                "gameDomain",
                Pattern.compile(DIRECT + DOMAIN),
                NAME_IN_WORDS + " with at most 56 characters before the first dot"),
            edge.text(
                "assetsDomain",
                Pattern.compile(CERTIFIED + DOMAIN),
                NAME_IN_WORDS + " of at most 64 characters"),
            edge.text("opsDomain", NAME, NAME_IN_WORDS),
            edge.text("hostedZoneId", ZONE, "the id of a Route 53 hosted zone"),
            edge.text("hostedZoneName", NAME, NAME_IN_WORDS),
            certificate(edge, "certificateArn", region),
            certificate(edge, "assetsCertificateArn", CLOUDFRONT_REGION),
            edge.optionalObject("countries", Countries::read).orElseGet(Countries.Any::new),
            edge.integer("requestsPerAddress", MIN_REQUESTS, MAX_REQUESTS),
            edge.optionalText(
                "webOrigin", ORIGIN, "an origin such as https://play.example.com, or *"));
    for (String domain : read.domains()) {
      edge.check(
          domain.endsWith("." + read.hostedZoneName()),
          domain + " is not below hostedZoneName " + read.hostedZoneName());
    }
    edge.check(
        read.domains().stream().distinct().count() == read.domains().size(),
        "apiDomain, gameDomain, assetsDomain and opsDomain must be four different names");
    return read;
  }

  private static Optional<String> certificate(ConfigObject edge, String key, String region) {
    return edge.optionalText(
        key,
        Pattern.compile("arn:aws:acm:" + region + ":\\d{12}:certificate/[0-9a-f-]{36}"),
        "the ARN of an ACM certificate in " + region);
  }
}
