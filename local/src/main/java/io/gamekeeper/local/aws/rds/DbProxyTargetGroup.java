package io.gamekeeper.local.aws.rds;

import io.gamekeeper.local.aws.secrets.DatabaseServer;
import io.gamekeeper.local.client.DatabaseProxies;
import io.gamekeeper.local.client.DatabaseProxies.DatabaseProxy;
import io.gamekeeper.local.client.DatabaseProxies.Target;
import io.gamekeeper.local.engine.MariaDbEngine;
import io.gamekeeper.local.network.SecurityGroups;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The target of a database proxy: one database instance. */
record DbProxyTargetGroup(
    MariaDbEngine engine,
    DatabaseProxies proxies,
    SecurityGroups network,
    Map<String, DatabaseProxy> byName,
    Map<String, DatabaseServer> servers)
    implements ResourceType {
  private static final int DEFAULT_BORROW_SECONDS = 120;

  @Override
  public String type() {
    return "AWS::RDS::DBProxyTargetGroup";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    String name = properties.string("TargetGroupName");
    @Nullable DatabaseProxy proxy = byName.get(properties.string("DBProxyName"));
    if (proxy == null) {
      throw new TemplateException(
          properties.where("DBProxyName"), "does not name a proxy of the templates");
    }
    List<String> identifiers = properties.strings("DBInstanceIdentifiers");
    @Nullable DatabaseServer server =
        identifiers.size() == 1
            ? servers.get(identifiers.getFirst().toLowerCase(Locale.ROOT))
            : null;
    if (server == null) {
      throw new TemplateException(
          properties.where("DBInstanceIdentifiers"),
          "is " + identifiers + ", which is not one database instance");
    }
    int borrowing =
        properties
            .optionalObject("ConnectionPoolConfigurationInfo")
            .map(
                pool -> {
                  pool.inert(
                      "the stage's pool is small",
                      "MaxConnectionsPercent",
                      "MaxIdleConnectionsPercent");
                  return pool.integer("ConnectionBorrowTimeout", DEFAULT_BORROW_SECONDS);
                })
            .orElse(DEFAULT_BORROW_SECONDS);
    proxies.lead(proxy, new Target(engine, Duration.ofSeconds(borrowing)));
    context.whenAllCreated(
        () ->
            network
                .refusal(proxy.securityGroups(), server.securityGroups(), server.port())
                .ifPresent(
                    reason -> {
                      throw new TemplateException(
                          properties.where("DBInstanceIdentifiers"),
                          "cannot be reached by the proxy: " + reason);
                    }));
    return Provisioned.simulated(name, "leads to " + identifiers.getFirst())
        .with(
            "TargetGroupArn",
            context.environment().arn("rds", "target-group:" + context.generatedId("prx-tg")));
  }
}
