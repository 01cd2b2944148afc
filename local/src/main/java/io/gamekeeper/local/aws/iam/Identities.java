package io.gamekeeper.local.aws.iam;

import io.gamekeeper.local.iam.AccessControl;
import io.gamekeeper.local.iam.Policy;
import io.gamekeeper.local.iam.RequestContext;
import io.gamekeeper.local.iam.Role;
import io.gamekeeper.local.iam.ServiceRole;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.util.List;

/** Roles, policies and instance profiles. */
final class Identities {
  private static final int LONGEST_NAME = 64;

  private Identities() {}

  static List<ResourceType> all(AccessControl control) {
    return List.of(
        new RoleType(control),
        new InlinePolicy("AWS::IAM::Policy", control),
        new InlinePolicy("AWS::IAM::RolePolicy", control),
        new ManagedPolicy(control),
        new InstanceProfile(control));
  }

  private record RoleType(AccessControl control) implements ResourceType {
    @Override
    public String type() {
      return "AWS::IAM::Role";
    }

    @Override
    public Provisioned create(ResourceContext context) {
      ResourceProperties properties = context.properties();
      properties.inert("informational only", "Description");
      properties.inert(
          "sessions last an hour at most, as those of callers with a role do",
          "MaxSessionDuration");
      String name = properties.string("RoleName", context.generatedName(LONGEST_NAME));
      String path = properties.string("Path", "/");
      String arn = context.environment().globalArn("iam", "role" + path + name);
      Role role =
          control.createRole(
              arn,
              name,
              Policy.parse(
                  properties.where("AssumeRolePolicyDocument"),
                  properties.json("AssumeRolePolicyDocument")));
      for (ResourceProperties policy : properties.objects("Policies")) {
        policy.inert("informational only", "PolicyName");
        attach(control, role.name(), document(policy), policy.where("PolicyDocument"));
      }
      for (String managed : properties.strings("ManagedPolicyArns")) {
        String where = properties.where("ManagedPolicyArns");
        Policy policy =
            control
                .managedPolicy(managed)
                .orElseThrow(
                    () ->
                        new TemplateException(
                            where, "names " + managed + ", which the stage does not have"));
        attach(control, role.name(), policy, where);
      }
      return Provisioned.simulated(name, "evaluated for each call")
          .with("Arn", arn)
          .with("RoleId", role.id());
    }
  }

  private record InlinePolicy(String type, AccessControl control) implements ResourceType {
    @Override
    public Provisioned create(ResourceContext context) {
      ResourceProperties properties = context.properties();
      String name = properties.string("PolicyName", context.generatedName());
      Policy policy = document(properties);
      List<String> roles =
          properties.optionalString("RoleName").map(List::of).orElseGet(() -> roles(properties));
      for (String role : roles) {
        attach(control, role, policy, properties.where("Roles"));
      }
      return Provisioned.simulated(name, "for " + String.join(", ", roles)).with("Id", name);
    }

    private static List<String> roles(ResourceProperties properties) {
      return properties.strings("Roles");
    }
  }

  private record ManagedPolicy(AccessControl control) implements ResourceType {
    @Override
    public String type() {
      return "AWS::IAM::ManagedPolicy";
    }

    @Override
    public Provisioned create(ResourceContext context) {
      ResourceProperties properties = context.properties();
      properties.inert("informational only", "Description");
      String name = properties.string("ManagedPolicyName", context.generatedName());
      String path = properties.string("Path", "/");
      String arn = context.environment().globalArn("iam", "policy" + path + name);
      Policy policy = document(properties);
      control.createManagedPolicy(arn, policy);
      List<String> roles = properties.strings("Roles");
      for (String role : roles) {
        attach(control, role, policy, properties.where("Roles"));
      }
      return Provisioned.simulated(arn, "evaluated for each call").with("PolicyArn", arn);
    }
  }

  private record InstanceProfile(AccessControl control) implements ResourceType {
    @Override
    public String type() {
      return "AWS::IAM::InstanceProfile";
    }

    @Override
    public Provisioned create(ResourceContext context) {
      ResourceProperties properties = context.properties();
      String name = properties.string("InstanceProfileName", context.generatedName());
      String path = properties.string("Path", "/");
      String arn = context.environment().globalArn("iam", "instance-profile" + path + name);
      List<String> roles = properties.strings("Roles");
      if (roles.size() != 1) {
        throw new TemplateException(properties.where("Roles"), "does not have exactly one role");
      }
      Role role =
          control
              .roleNamed(roles.getFirst())
              .orElseThrow(
                  () ->
                      new TemplateException(
                          properties.where("Roles"),
                          "names " + roles.getFirst() + ", which does not exist"));
      ServiceRole assumed =
          ServiceRole.assumed(
              control,
              properties.where("Roles"),
              role.arn(),
              "ec2.amazonaws.com",
              RequestContext.NONE);
      control.createInstanceProfile(name, arn, assumed.role());
      return Provisioned.simulated(name, "evaluated for each call of its instances")
          .with("Arn", arn);
    }
  }

  private static Policy document(ResourceProperties properties) {
    return Policy.parse(properties.where("PolicyDocument"), properties.json("PolicyDocument"));
  }

  private static void attach(AccessControl control, String role, Policy policy, String where) {
    if (!control.attach(role, policy)) {
      throw new TemplateException(where, "names the role " + role + ", which does not exist");
    }
  }
}
