package io.gamekeeper.local.aws.ses;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/**
 * Identities that mails come from. Those of domains have the records of Easy DKIM as attributes,
 * unless the template brings a key of its own.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-ses-emailidentity.html">AWS::SES::EmailIdentity</a>
 */
record EmailIdentityType(MailIdentities identities) implements ResourceType {
  private static final String UNSIGNED = "mails of the stage are not signed";
  private static final int RECORDS = 3;

  @Override
  public String type() {
    return "AWS::SES::EmailIdentity";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    String identity = properties.string("EmailIdentity");
    boolean isDomain = MailAddress.isDomain(identity);
    String name =
        isDomain
            ? identity.toLowerCase(Locale.ROOT)
            : MailAddress.parse(identity)
                .map(MailAddress::toString)
                .filter(identity::equalsIgnoreCase)
                .orElseThrow(
                    () ->
                        new TemplateException(
                            properties.where("EmailIdentity"),
                            "is " + identity + ", which is neither a domain nor an address"));
    boolean ownKey = checkSigning(properties);
    checkMailFrom(properties, name.substring(name.indexOf('@') + 1));
    properties.inert(
        "mails of the stage do not bounce", "FeedbackAttributes", "ConfigurationSetAttributes");
    properties.inert(UNSIGNED, "DkimAttributes");
    identities.add(name, context.environment());
    Provisioned provisioned =
        Provisioned.simulated(identity, "mails from it are in ./gamekeeper inbox");
    return isDomain && !ownKey ? withRecords(provisioned, name) : provisioned;
  }

  private static Provisioned withRecords(Provisioned identity, String domain) {
    Provisioned all = identity;
    for (int record = 1; record <= RECORDS; record++) {
      String token =
          UUID.nameUUIDFromBytes((domain + "/" + record).getBytes(UTF_8))
              .toString()
              .replace("-", "");
      all =
          all.with("DkimDNSTokenName" + record, token + "._domainkey." + domain)
              .with("DkimDNSTokenValue" + record, token + ".dkim.amazonses.com");
    }
    return all;
  }

  /** Checks how mails are signed, and returns whether by a key of the template. */
  private static boolean checkSigning(ResourceProperties properties) {
    return properties
        .optionalObject("DkimSigningAttributes")
        .map(
            signing -> {
              String length = signing.string("NextSigningKeyLength", "RSA_2048_BIT");
              if (!Set.of("RSA_1024_BIT", "RSA_2048_BIT").contains(length)) {
                throw new TemplateException(
                    signing.where("NextSigningKeyLength"),
                    "is " + length + "; RSA_1024_BIT and RSA_2048_BIT are allowed");
              }
              boolean selector = signing.has("DomainSigningSelector");
              if (selector != signing.has("DomainSigningPrivateKey")) {
                throw new TemplateException(
                    signing.where("DomainSigningSelector"),
                    "and DomainSigningPrivateKey need each other");
              }
              signing.inert(UNSIGNED, "DomainSigningSelector", "DomainSigningPrivateKey");
              return selector;
            })
        .orElse(false);
  }

  /** The domain of bounces has to be below the identity's: SES developer guide, MAIL FROM. */
  private static void checkMailFrom(ResourceProperties properties, String domain) {
    properties
        .optionalObject("MailFromAttributes")
        .ifPresent(
            from -> {
              from.optionalString("MailFromDomain")
                  .filter(name -> !name.toLowerCase(Locale.ROOT).endsWith("." + domain))
                  .ifPresent(
                      name -> {
                        throw new TemplateException(
                            from.where("MailFromDomain"),
                            "is " + name + ", which is not below " + domain);
                      });
              String behaviour = from.string("BehaviorOnMxFailure", "USE_DEFAULT_VALUE");
              if (!Set.of("USE_DEFAULT_VALUE", "REJECT_MESSAGE").contains(behaviour)) {
                throw new TemplateException(
                    from.where("BehaviorOnMxFailure"),
                    "is " + behaviour + "; USE_DEFAULT_VALUE and REJECT_MESSAGE are allowed");
              }
            });
  }
}
