package io.gamekeeper.local.aws.route53;

import io.gamekeeper.local.http.NameRecord;
import io.gamekeeper.local.http.Names;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import java.util.Optional;

/**
 * The resource type of records. An alias leads a name to a part of the stage; other records have no
 * effect.
 */
public final class RecordSet implements ResourceType {
  private final Names names;

  RecordSet(Names names) {
    this.names = names;
  }

  @Override
  public String type() {
    return "AWS::Route53::RecordSet";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    String name = properties.string("Name");
    properties.inert("names are found whatever their zone", "HostedZoneId", "HostedZoneName");
    Optional<ResourceProperties> alias = properties.optionalObject("AliasTarget");
    if (alias.isEmpty()) {
      properties.restInert("the stage follows aliases");
      return Provisioned.nameOnly(name, "nothing on the stage asks for it");
    }
    alias
        .get()
        .inert(
            "names of the stage lead to it without addresses",
            "HostedZoneId",
            "EvaluateTargetHealth");
    properties.inert("the stage is reached by its port, whatever the address", "Type");
    properties.inert("informational only", "SetIdentifier", "Comment");
    NameRecord record =
        new NameRecord(
            properties
                .optionalString("Failover")
                .map(NameRecord.Role::valueOf)
                .orElse(NameRecord.Role.SIMPLE),
            alias.get().string("DNSName"),
            properties.optionalString("HealthCheckId"));
    names.add(name, record);
    return Provisioned.running(name, record.role() + " to " + record.target());
  }
}
