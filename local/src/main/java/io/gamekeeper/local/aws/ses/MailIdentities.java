package io.gamekeeper.local.aws.ses;

import io.gamekeeper.local.template.AwsEnvironment;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The addresses and domains that mails may come from.
 *
 * @see <a href="https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html">Creating and
 *     verifying identities</a>
 */
final class MailIdentities {
  private final Map<String, String> arns = new ConcurrentHashMap<>();
  private volatile AwsEnvironment environment = AwsEnvironment.LAPTOP;

  /** Adds an identity: an address, or a domain in lower case. */
  void add(String identity, AwsEnvironment at) {
    environment = at;
    arns.put(identity, arn(at, identity));
  }

  static String arn(AwsEnvironment at, String identity) {
    return at.arn("ses", "identity/" + identity);
  }

  String region() {
    return environment.region();
  }

  /**
   * Returns the ARN of the identity of an address: the address itself, or the nearest domain that
   * it is in. A domain stands for those below it.
   */
  Optional<String> covering(MailAddress address) {
    @Nullable String own = arns.get(address.toString());
    if (own != null) {
      return Optional.of(own);
    }
    for (String domain = address.domain();
        domain.contains(".");
        domain = domain.substring(domain.indexOf('.') + 1)) {
      @Nullable String arn = arns.get(domain);
      if (arn != null) {
        return Optional.of(arn);
      }
    }
    return Optional.empty();
  }

  /** Returns the ARN that IAM decides on, whether there is such an identity or not. */
  String resource(String from) {
    Optional<MailAddress> address = MailAddress.parse(from);
    return address
        .flatMap(this::covering)
        .orElseGet(() -> arn(environment, address.map(MailAddress::toString).orElse(from)));
  }
}
