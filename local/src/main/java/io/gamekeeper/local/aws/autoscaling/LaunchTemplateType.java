package io.gamekeeper.local.aws.autoscaling;

import io.gamekeeper.local.aws.autoscaling.machine.CloudConfig;
import io.gamekeeper.local.aws.autoscaling.machine.UserDataCheck;
import io.gamekeeper.local.iam.Role;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The type of launch templates: reads one and checks that the stage can carry out its user data.
 */
record LaunchTemplateType(Fleet fleet) implements ResourceType {
  private static final Pattern IMAGE = Pattern.compile("ami-[0-9a-f]{8,17}|resolve:ssm:\\S+");

  @Override
  public String type() {
    return "AWS::EC2::LaunchTemplate";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    String id = context.generatedId("lt");
    String name = properties.string("LaunchTemplateName", context.generatedName());
    properties.inert(FleetTypes.FOR_PEOPLE, "TagSpecifications", "VersionDescription");
    ResourceProperties data = properties.object("LaunchTemplateData");
    data.inert(
        FleetTypes.ONE_MACHINE,
        "BlockDeviceMappings",
        "CpuOptions",
        "CreditSpecification",
        "EbsOptimized",
        "InstanceInitiatedShutdownBehavior",
        "InstanceRequirements",
        "InstanceType",
        "Monitoring",
        "NetworkInterfaces",
        "Placement",
        "PrivateDnsNameOptions");
    data.inert("the stage answers with tokens only", "MetadataOptions");
    data.inert(FleetTypes.FOR_PEOPLE, "TagSpecifications");
    String where = context.address() + " user data";
    CloudConfig config =
        data.optionalString("UserData")
            .map(text -> CloudConfig.parse(where, decoded(data, text)))
            .orElseThrow(() -> new TemplateException(data.where("UserData"), "is missing"));
    new UserDataCheck(where, config).run();
    Optional<Role> role = data.optionalObject("IamInstanceProfile").map(this::role);
    Optional<String> image = data.optionalString("ImageId");
    image
        .filter(value -> !IMAGE.matcher(value).matches())
        .ifPresent(
            value -> {
              throw new TemplateException(
                  data.where("ImageId"), "is " + value + ", which is not an image");
            });
    boolean spot =
        data.optionalObject("InstanceMarketOptions")
            .map(
                options -> {
                  options.inert("nothing is billed on a laptop", "SpotOptions");
                  return options.string("MarketType", "").equals("spot");
                })
            .orElse(false);
    fleet.world().trusting().accept(context.address().logicalId(), config.variables());
    fleet.template(
        new LaunchTemplate(
            id,
            name,
            context.address().logicalId(),
            config,
            image,
            data.strings("SecurityGroupIds"),
            role,
            spot,
            context.environment()));
    return Provisioned.running(id, "its user data is carried out by each instance")
        .with("LaunchTemplateId", id)
        .with("LatestVersionNumber", "1")
        .with("DefaultVersionNumber", "1");
  }

  private static String decoded(ResourceProperties data, String base64) {
    try {
      return new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new TemplateException(data.where("UserData"), "is not Base64", e);
    }
  }

  private Role role(ResourceProperties profile) {
    String named = profile.optionalString("Arn").orElseGet(() -> profile.string("Name"));
    return fleet
        .world()
        .ground()
        .roles()
        .instanceProfile(named)
        .orElseThrow(
            () ->
                new TemplateException(
                    profile.where("Arn"),
                    "names the instance profile " + named + ", which does not exist"));
  }
}
