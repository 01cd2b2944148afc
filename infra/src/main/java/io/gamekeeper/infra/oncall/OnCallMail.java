package io.gamekeeper.infra.oncall;

import io.gamekeeper.infra.config.EdgeConfig;
import java.util.List;
import software.amazon.awscdk.services.route53.CfnRecordSet;
import software.amazon.awscdk.services.ses.CfnEmailIdentity;
import software.constructs.Construct;

/**
 * The domain that on-call's mails come from: the operators' own. Its three records prove to SES,
 * and to whoever gets a mail, that the studio owns it.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html#verify-domain-procedure">Verifying
 *     a domain identity</a>
 */
final class OnCallMail extends Construct {
  private static final String TTL_SECONDS = "1800";

  OnCallMail(Construct scope, String id, EdgeConfig edge) {
    super(scope, id);
    CfnEmailIdentity identity =
        CfnEmailIdentity.Builder.create(this, "Identity").emailIdentity(edge.opsDomain()).build();
    record(
        "DkimRecord1",
        edge,
        identity.getAttrDkimDnsTokenName1(),
        identity.getAttrDkimDnsTokenValue1());
    record(
        "DkimRecord2",
        edge,
        identity.getAttrDkimDnsTokenName2(),
        identity.getAttrDkimDnsTokenValue2());
    record(
        "DkimRecord3",
        edge,
        identity.getAttrDkimDnsTokenName3(),
        identity.getAttrDkimDnsTokenValue3());
  }

  private void record(String id, EdgeConfig edge, String name, String value) {
    CfnRecordSet.Builder.create(this, id)
        .hostedZoneId(edge.hostedZoneId())
        .name(name)
        .type("CNAME")
        .ttl(TTL_SECONDS)
        .resourceRecords(List.of(value))
        .build();
  }
}
