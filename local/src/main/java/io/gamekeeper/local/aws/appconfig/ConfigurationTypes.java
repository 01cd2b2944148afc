package io.gamekeeper.local.aws.appconfig;

import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.time.Duration;
import java.util.List;

/** The resource types of AppConfig, whose agent serves configurations on an instance. */
final class ConfigurationTypes {
  private static final String FOR_PEOPLE = "a note for people";
  private static final String SERVED_AT_ONCE = "a deployed configuration is served at once";

  private ConfigurationTypes() {}

  static List<ResourceType> all(Configurations configurations) {
    return List.of(
        new Application(configurations),
        new Environment(configurations),
        new Profile(configurations),
        new Version(configurations),
        new Strategy(configurations),
        new Deployment(configurations));
  }

  /** Generates an id as AppConfig has them, of seven characters. */
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
      properties.inert(SERVED_AT_ONCE, "Monitors");
      properties.inert("nothing is deleted before the stage ends", "DeletionProtectionCheck");
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
      properties.inert("nothing is deleted before the stage ends", "DeletionProtectionCheck");
      String location = properties.string("LocationUri");
      if (!location.equals("hosted")) {
        throw new TemplateException(
            properties.where("LocationUri"),
            "is " + location + "; the stage has hosted configurations only");
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

  private record Strategy(Configurations configurations) implements ResourceType {
    @Override
    public String type() {
      return "AWS::AppConfig::DeploymentStrategy";
    }

    @Override
    public Provisioned create(ResourceContext context) {
      ResourceProperties properties = context.properties();
      properties.inert(FOR_PEOPLE, "Name", "Description");
      properties.inert(SERVED_AT_ONCE, "GrowthFactor", "GrowthType");
      properties.inert("nothing is kept in Systems Manager", "ReplicateTo");
      String id = id(context);
      int minutes =
          properties.integer("DeploymentDurationInMinutes")
              + properties.integer("FinalBakeTimeInMinutes", 0);
      configurations.addStrategy(id, Duration.ofMinutes(minutes));
      return Provisioned.simulated(id, "keeps an environment busy for " + minutes + " minutes")
          .with("Id", id);
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
      properties.inert("nothing is encrypted on a laptop", "KmsKeyIdentifier");
      Configurations.Request request =
          new Configurations.Request(
              properties.string("ApplicationId"),
              properties.string("EnvironmentId"),
              properties.string("ConfigurationProfileId"),
              properties.string("ConfigurationVersion"),
              properties.string("DeploymentStrategyId"));
      switch (configurations.deploy(context.environment(), request)) {
        case STARTED -> {}
        case NO_VERSION ->
            throw new TemplateException(
                properties.where("ConfigurationVersion"),
                "is " + request.version() + ", which does not exist");
        case NO_STRATEGY ->
            throw new TemplateException(
                properties.where("DeploymentStrategyId"),
                "is " + request.strategy() + ", which does not exist");
        case ANOTHER_IN_PROGRESS ->
            throw new TemplateException(
                properties.where("EnvironmentId"),
                "has a deployment in progress, bake time included; AppConfig answers"
                    + " ConflictException to another one");
      }
      return Provisioned.simulated("1", "version " + request.version() + " is served")
          .with("DeploymentNumber", "1");
    }
  }
}
