package io.gamekeeper.infra.edge;

import io.gamekeeper.infra.config.EdgeConfig;
import java.util.List;
import java.util.Optional;
import software.amazon.awscdk.services.certificatemanager.Certificate;
import software.amazon.awscdk.services.certificatemanager.CertificateValidation;
import software.amazon.awscdk.services.certificatemanager.ICertificate;
import software.amazon.awscdk.services.route53.HostedZone;
import software.amazon.awscdk.services.route53.HostedZoneAttributes;
import software.amazon.awscdk.services.route53.IHostedZone;
import software.constructs.Construct;

/**
 * The Route 53 zone that holds a stage's public names, as one stack sees it, and the certificates
 * for names in it.
 */
public final class StageZone {
  private final Construct stack;
  private final IHostedZone zone;

  /** Finds the zone that the settings name, as a construct of that stack. */
  public StageZone(Construct stack, EdgeConfig edge) {
    this.stack = stack;
    this.zone =
        HostedZone.fromHostedZoneAttributes(
            stack,
            "Zone",
            HostedZoneAttributes.builder()
                .hostedZoneId(edge.hostedZoneId())
                .zoneName(edge.hostedZoneName())
                .build());
  }

  /** Returns the zone, for records. */
  public IHostedZone zone() {
    return zone;
  }

  /**
   * Returns the stack's certificate: the existing one, or a new one that is validated by records in
   * the zone.
   *
   * @param existing the existing one's ARN
   * @param name the first of the names it is for
   */
  public ICertificate certificate(Optional<String> existing, String name, String... more) {
    if (existing.isPresent()) {
      return Certificate.fromCertificateArn(stack, "Certificate", existing.get());
    }
    Certificate.Builder requested =
        Certificate.Builder.create(stack, "Certificate")
            .domainName(name)
            .validation(CertificateValidation.fromDns(zone));
    if (more.length > 0) {
      requested.subjectAlternativeNames(List.of(more));
    }
    return requested.build();
  }
}
