package io.gamekeeper.local.aws.rum;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.local.http.Names;
import io.gamekeeper.local.iam.Policy;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * App monitors. A monitor has the same id at each start, so that a client that is configured for
 * the laptop stays so.
 *
 * @param dataPlane where clients send to, by its host and by a path of the stage's port
 */
record AppMonitorType(
    AppMonitors monitors, DataPlane dataPlane, Ground ground, Names names, int port)
    implements ResourceType {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern NAME = Pattern.compile("(?!\\.)[.\\-_#A-Za-z0-9]{1,255}");
  private static final Pattern DOMAIN =
      Pattern.compile(
          "localhost|(?=.{1,253}$)(\\*\\.)?([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+"
              + "[A-Za-z0-9]{1,63}");

  private static final Set<String> TELEMETRIES = Set.of("errors", "performance", "http");
  private static final int LONGEST_POLICY = 4096;

  @Override
  public String type() {
    return "AWS::RUM::AppMonitor";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    String name = properties.string("Name");
    if (!NAME.matcher(name).matches()) {
      throw new TemplateException(
          properties.where("Name"),
          "is " + name + "; up to 255 letters, digits and .-_# are allowed");
    }
    checkDomains(properties);
    properties.optionalObject("AppMonitorConfiguration").ifPresent(AppMonitorType::checkClient);
    String arn = context.environment().arn("rum", "appmonitor/" + name);
    String id = UUID.nameUUIDFromBytes(arn.getBytes(UTF_8)).toString();
    monitors.add(
        new AppMonitor(
            id,
            name,
            arn,
            properties.optionalObject("ResourcePolicy").map(AppMonitorType::policy),
            copies(properties, name, id),
            ground.logs(),
            new ExperienceMetrics(ground.metrics(), name)));
    ground.watched().add(ExperienceMetrics.NAMESPACE, ExperienceMetrics.DIMENSION, name);
    String host = "dataplane.rum." + context.environment().region() + ".amazonaws.com";
    names.add(host, dataPlane);
    return Provisioned.simulated(
            name,
            "players' devices report to http://localhost:%d%s%s/appmonitors/%s"
                .formatted(port, Names.BY_PATH, host, id))
        .with("Id", id);
  }

  private static void checkDomains(ResourceProperties properties) {
    List<String> domains = new ArrayList<>(properties.strings("DomainList"));
    properties.optionalString("Domain").ifPresent(domains::add);
    if (domains.isEmpty()) {
      throw new TemplateException(properties.where("Domain"), "is missing");
    }
    for (String domain : domains) {
      if (!DOMAIN.matcher(domain).matches()) {
        throw new TemplateException(
            properties.where("Domain"), "is " + domain + ", which is no host name");
      }
    }
  }

  /** Checks what only the client's own configuration follows. */
  private static void checkClient(ResourceProperties configuration) {
    double rate = 0.1;
    String place = configuration.where("SessionSampleRate");
    try {
      rate = Double.parseDouble(configuration.string("SessionSampleRate", "0.1"));
    } catch (NumberFormatException e) {
      throw new TemplateException(place, "is no number", e);
    }
    if (!(rate >= 0 && rate <= 1)) {
      throw new TemplateException(place, "is " + rate + "; it must be from 0 to 1");
    }
    for (String telemetry : configuration.strings("Telemetries")) {
      if (!TELEMETRIES.contains(telemetry)) {
        throw new TemplateException(
            configuration.where("Telemetries"),
            "has " + telemetry + "; RUM knows errors, performance and http");
      }
    }
    configuration.inert(
        "only the snippet that RUM writes has it; a client follows its own settings",
        "AllowCookies",
        "EnableXRay",
        "ExcludedPages",
        "FavoritePages",
        "IncludedPages",
        "SessionSampleRate",
        "Telemetries");
  }

  private static Policy policy(ResourceProperties properties) {
    String where = properties.where("PolicyDocument");
    String document = properties.string("PolicyDocument");
    if (document.length() > LONGEST_POLICY) {
      throw new TemplateException(where, "is longer than 4 KB");
    }
    try {
      return Policy.parse(where, JSON.readTree(document));
    } catch (JsonProcessingException e) {
      throw new TemplateException(where, "is no JSON", e);
    }
  }

  /** The group of copies, which RUM makes itself under a name that has the id's beginning. */
  private Optional<String> copies(ResourceProperties properties, String name, String id) {
    if (!properties.bool("CwLogEnabled", false)) {
      return Optional.empty();
    }
    String group = "/aws/vendedlogs/RUMService_" + name + id.substring(0, 8);
    ground.logs().create(group);
    return Optional.of(group);
  }
}
