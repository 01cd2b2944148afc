package io.gamekeeper.local.aws.route53;

import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceType;
import java.util.Locale;

/**
 * The resource type of hosted zones. The stage finds names by their records, whichever zone they
 * are in.
 */
final class HostedZone implements ResourceType {
  @Override
  public String type() {
    return "AWS::Route53::HostedZone";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    String id = context.generatedId("Z").replace("-", "").toUpperCase(Locale.ROOT);
    String name = context.properties().string("Name");
    context.properties().restInert("names are found by their records");
    return Provisioned.simulated(id, name).with("Id", id);
  }
}
