package io.gamekeeper.local.fleet;

import io.gamekeeper.local.assembly.TemplateException;
import io.gamekeeper.local.resource.Provisioned;
import io.gamekeeper.local.resource.ResourceContext;
import io.gamekeeper.local.resource.ResourceProperties;
import io.gamekeeper.local.resource.ResourceType;
import java.util.List;

/** AppConfig: what its agent serves on an instance. */
final class ConfigurationTypes {
  private static final String FOR_PEOPLE = "a note for people";

  private ConfigurationTypes() {}

  static List<ResourceType> all(Configurations configurations) {
    return List.of(
        new Application(configurations),
        new Environment(configurations),
        new Profile(configurations),
        new Version(configurations),
        new Strategy(),
        new Deployment(configurations));
  }

  /** AppConfig's ids have seven characters. */
  private static String id(ResourceContext context) {
    return context.generatedId("c").substring(2, 9);
  }

  private record Application(Configurations configurations) implements ResourceType {
    @Override
    public String type() {
      return "AWS::AppConfig::Application";
    }

    @Override
    public Provisioned create(ResourceContext context) {
      context.properties().inert(FOR_PEOPLE, "Description");
      String name = context.properties().string("Name");
      String id = id(context);
      configurations.name("application", name, id);
      return Provisioned.simulated(id, name).with("ApplicationId", id);
    }
  }

  private record Environment(Configurations configurations) implements ResourceType {
    @Override
    public String type() {
      return "AWS::AppConfig::Environment";
    }

    @Override
    public Provisioned create(ResourceContext context) {
      ResourceProperties properties = context.properties();
      properties.inert(FOR_PEOPLE, "Description");
      properties.inert("deployments are complete at once", "Monitors", "DeletionProtectionCheck");
      String name = properties.string("Name");
      String id = id(context);
      configurations.name("environment/" + properties.string("ApplicationId"), name, id);
      return Provisioned.simulated(id, name).with("EnvironmentId", id);
    }
  }

  private record Profile(Configurations configurations) implements ResourceType {
    @Override
    public String type() {
      return "AWS::AppConfig::ConfigurationProfile";
    }

    @Override
    public Provisioned create(ResourceContext context) {
      ResourceProperties properties = context.properties();
      properties.inert(FOR_PEOPLE, "Description");
      properties.inert("the server checks what it reads", "Validators", "Type");
      properties.inert("nothing is encrypted on a laptop", "KmsKeyIdentifier");
      properties.inert("a deletion is the stage's end", "DeletionProtectionCheck");
      String location = properties.string("LocationUri");
      if (!location.equals("hosted")) {
        throw new TemplateException(
            properties.where("LocationUri"), "is " + location + "; the stage has hosted ones only");
      }
      String name = properties.string("Name");
      String id = id(context);
      configurations.name("profile/" + properties.string("ApplicationId"), name, id);
      return Provisioned.simulated(id, name).with("ConfigurationProfileId", id);
    }
  }

  private record Version(Configurations configurations) implements ResourceType {
    @Override
    public String type() {
      return "AWS::AppConfig::HostedConfigurationVersion";
    }

    @Override
    public Provisioned create(ResourceContext context) {
      ResourceProperties properties = context.properties();
      properties.inert(FOR_PEOPLE, "Description", "VersionLabel");
      properties.inert("one writer at a time", "LatestVersionNumber");
      String number = "1";
      configurations.addVersion(
          properties.string("ApplicationId"),
          properties.string("ConfigurationProfileId"),
          number,
          new Configurations.Version(
              properties.string("Content"), properties.string("ContentType")));
      return Provisioned.simulated(number, "version " + number).with("VersionNumber", number);
    }
  }

  private record Strategy() implements ResourceType {
    @Override
    public String type() {
      return "AWS::AppConfig::DeploymentStrategy";
    }

    @Override
    public Provisioned create(ResourceContext context) {
      String id = id(context);
      context.properties().restInert("deployments are complete at once");
      return Provisioned.nameOnly(id, "deployments are complete at once").with("Id", id);
    }
  }

  private record Deployment(Configurations configurations) implements ResourceType {
    @Override
    public String type() {
      return "AWS::AppConfig::Deployment";
    }

    @Override
    public Provisioned create(ResourceContext context) {
      ResourceProperties properties = context.properties();
      properties.inert(FOR_PEOPLE, "Description");
      properties.inert("deployments are complete at once", "DeploymentStrategyId");
      properties.inert("nothing is encrypted on a laptop", "KmsKeyIdentifier");
      String version = properties.string("ConfigurationVersion");
      boolean known =
          configurations.deploy(
              context.environment(),
              properties.string("ApplicationId"),
              properties.string("EnvironmentId"),
              properties.string("ConfigurationProfileId"),
              version);
      if (!known) {
        throw new TemplateException(
            properties.where("ConfigurationVersion"), "is " + version + ", which does not exist");
      }
      return Provisioned.simulated("1", "version " + version + " is served")
          .with("DeploymentNumber", "1");
    }
  }
}
