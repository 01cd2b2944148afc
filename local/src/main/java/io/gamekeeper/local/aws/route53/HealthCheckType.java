package io.gamekeeper.local.aws.route53;

import io.gamekeeper.local.http.HealthStatus;
import io.gamekeeper.local.http.Names;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import io.gamekeeper.local.time.Agenda;
import java.time.Duration;
import java.util.List;

/** The resource type of health checks: of names, and of other checks. */
final class HealthCheckType implements ResourceType {
  private final Names names;
  private final Agenda agenda;

  HealthCheckType(Names names, Agenda agenda) {
    this.names = names;
    this.agenda = agenda;
  }

  @Override
  public String type() {
    return "AWS::Route53::HealthCheck";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties config = context.properties().object("HealthCheckConfig");
    context.properties().inert("informational only", "HealthCheckTags");
    String type = config.string("Type");
    String id = context.generatedId("hc");
    HealthStatus check =
        switch (type) {
          case "HTTP", "HTTPS" -> endpoint(config);
          case "CALCULATED" -> calculated(config);
          default ->
              throw new TemplateException(
                  config.where("Type"),
                  "is " + type + "; the stage supports HTTP, HTTPS and CALCULATED");
        };
    names.add(id, check);
    return Provisioned.simulated(id, "evaluated when a name that depends on it is asked for")
        .with("HealthCheckId", id);
  }

  private HealthStatus endpoint(ResourceProperties config) {
    config.inert("TLS ends before the stage", "EnableSNI", "Port");
    config.inert("nobody watches it on a laptop", "MeasureLatency", "Regions");
    return new EndpointHealth(
        names,
        config.string("FullyQualifiedDomainName"),
        config.string("ResourcePath", "/"),
        Duration.ofSeconds(config.integer("RequestInterval", 30)),
        config.integer("FailureThreshold", 3),
        agenda);
  }

  private HealthStatus calculated(ResourceProperties config) {
    List<String> children = config.strings("ChildHealthChecks");
    int threshold = config.integer("HealthThreshold");
    return () -> children.stream().filter(names::healthy).count() >= threshold;
  }
}
