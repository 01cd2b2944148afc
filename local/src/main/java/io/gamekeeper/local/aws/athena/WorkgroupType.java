package io.gamekeeper.local.aws.athena;

import io.gamekeeper.local.client.StoredObjects;
import io.gamekeeper.local.lake.CatalogueTable.Location;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Workgroups.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/athena/latest/APIReference/API_WorkGroupConfiguration.html">WorkGroupConfiguration</a>
 */
record WorkgroupType(StoredObjects objects, Workgroups workgroups) implements ResourceType {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1,128}");
  private static final long LEAST_BYTES = 10_000_000;

  @Override
  public String type() {
    return "AWS::Athena::WorkGroup";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    properties.inert("a text for people", "Description");
    properties.inert("nothing is deleted on a laptop", "RecursiveDeleteOption");
    String name = properties.string("Name");
    if (!NAME.matcher(name).matches()) {
      throw new TemplateException(
          properties.where("Name"),
          "is " + name + " instead of up to 128 letters, digits, dots, underscores, hyphens");
    }
    ResourceProperties configuration = properties.object("WorkGroupConfiguration");
    configuration.inert("what a query reads is always measured", "PublishCloudWatchMetricsEnabled");
    configuration.inert("the stage has one engine", "EngineVersion");
    if (!configuration.bool("EnforceWorkGroupConfiguration", true)) {
      throw new TemplateException(
          configuration.where("EnforceWorkGroupConfiguration"),
          "is false: the stage knows no settings of a single query");
    }
    ResourceProperties results = configuration.object("ResultConfiguration");
    results.inert("nothing is encrypted on a laptop", "EncryptionConfiguration");
    Workgroup workgroup =
        new Workgroup(
            name,
            context.environment().arn("athena", "workgroup/" + name),
            output(results),
            most(configuration));
    if (!workgroups.add(workgroup)) {
      throw new TemplateException(properties.where("Name"), "is " + name + ", as another is named");
    }
    return Provisioned.running(name, "runs queries in DuckDB");
  }

  private Location output(ResourceProperties results) {
    Location output;
    try {
      output = Location.parse(results.string("OutputLocation"));
    } catch (IllegalArgumentException e) {
      throw new TemplateException(
          results.where("OutputLocation"), String.valueOf(e.getMessage()), e);
    }
    if (!objects.hasBucket(output.bucket())) {
      throw new TemplateException(
          results.where("OutputLocation"), "is " + output + ", whose bucket no template declares");
    }
    return output;
  }

  private static Optional<Long> most(ResourceProperties configuration) {
    Optional<Long> most =
        configuration.optionalString("BytesScannedCutoffPerQuery").map(Long::valueOf);
    if (most.filter(bytes -> bytes < LEAST_BYTES).isPresent()) {
      throw new TemplateException(
          configuration.where("BytesScannedCutoffPerQuery"),
          "is " + most.get() + "; Athena takes 10000000 or more");
    }
    return most;
  }
}
