package io.gamekeeper.local.aws.rds;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.local.aws.secrets.SecretTypes;
import io.gamekeeper.local.aws.secrets.Secrets;
import io.gamekeeper.local.client.Access;
import io.gamekeeper.local.client.DatabaseProxies;
import io.gamekeeper.local.client.DatabaseProxies.Credentials;
import io.gamekeeper.local.client.DatabaseProxies.DatabaseProxy;
import io.gamekeeper.local.client.DatabaseProxies.LogIn;
import io.gamekeeper.local.iam.AccessControl;
import io.gamekeeper.local.iam.RequestContext;
import io.gamekeeper.local.iam.Role;
import io.gamekeeper.local.iam.ServiceRole;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A database proxy, at which functions log in by their roles. */
record DbProxy(
    RdsLogs logs,
    Secrets secrets,
    DatabaseProxies proxies,
    AccessControl control,
    DatabaseMetrics metrics,
    Map<String, DatabaseProxy> byName)
    implements ResourceType {
  @Override
  public String type() {
    return "AWS::RDS::DBProxy";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    properties.inert(Inert.ONE_PROCESS, "VpcSubnetIds");
    properties.inert("the loopback interface is not encrypted", "RequireTLS");
    properties.inert("connections stay open", "IdleClientTimeout");
    properties.inert(Inert.NO_REPORTS, "DebugLogging");
    String family = properties.string("EngineFamily");
    if (!family.equals("MYSQL")) {
      throw new TemplateException(
          properties.where("EngineFamily"), "is " + family + "; the stage runs only MYSQL");
    }
    String name = properties.string("DBProxyName");
    String id = context.generatedId("prx");
    String host =
        name.toLowerCase(Locale.ROOT)
            + ".proxy-stage."
            + context.environment().region()
            + ".rds.amazonaws.com";
    List<LogIn> logIns = new ArrayList<>();
    List<String> arns = new ArrayList<>();
    for (ResourceProperties auth : properties.objects("Auth")) {
      auth.inert(Inert.NOTE, "Description");
      auth.inert("functions log in by their role", "ClientPasswordAuthType", "AuthScheme");
      String arn = auth.string("SecretArn");
      arns.add(arn);
      boolean iam = List.of("REQUIRED", "ENABLED").contains(auth.string("IAMAuth", "DISABLED"));
      logIns.add(new LogIn(iam, () -> credentials(arn)));
    }
    DatabaseProxy proxy =
        new DatabaseProxy(
            host,
            DbInstance.MYSQL_PORT,
            context.environment().arn("rds-db", "dbuser:" + id),
            properties.strings("VpcSecurityGroupIds"),
            logIns,
            metrics.borrowing(name),
            metrics.failures(name));
    context.onClose("connections to the database", proxies.register(proxy));
    byName.put(name, proxy);
    String roleArn = properties.string("RoleArn");
    context.whenAllCreated(() -> checkRole(properties, roleArn, arns));
    context.whenAllCreated(
        () -> logs.require(properties.where("DBProxyName"), "/aws/rds/proxy/" + name));
    return Provisioned.simulated(name, arns.size() + " users log in by their roles")
        .with("DBProxyArn", context.environment().arn("rds", "db-proxy:" + id))
        .with("Endpoint", host)
        .with("VpcId", "");
  }

  private Optional<Credentials> credentials(String arn) {
    ObjectNode secret = SecretTypes.parse(secrets.value(arn));
    return secret.has("username") && secret.has("password")
        ? Optional.of(
            new Credentials(
                SecretTypes.member(secret, "username"), SecretTypes.member(secret, "password")))
        : Optional.empty();
  }

  /** Checks that the proxy's role may read the secrets. */
  private void checkRole(ResourceProperties properties, String roleArn, List<String> arns) {
    String where = properties.where("RoleArn");
    Role role =
        ServiceRole.assumed(control, where, roleArn, "rds.amazonaws.com", RequestContext.NONE)
            .role();
    for (String arn : arns) {
      for (Access access : secrets.access("secretsmanager:GetSecretValue", arn)) {
        if (!access.decide(role).allowed()) {
          throw new TemplateException(
              where, role.name() + " may not " + access.action() + " on " + access.resource());
        }
      }
    }
  }
}
