package io.gamekeeper.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.infra.config.StageName;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What AWS's documents ask of roles, policies and keys, over the templates of all stages. */
final class RoleRulesTest {
  /**
   * IAM guide, "IAM and AWS STS quotas". A reference is longer than what it becomes, or nearly so.
   */
  @ParameterizedTest
  @EnumSource
  void policiesFit(StageName stage) {
    Map<String, Integer> inline = new TreeMap<>();
    Templates.stacks(stage)
        .forEach(
            (stack, template) ->
                Resources.each(
                    template,
                    "AWS::IAM::Policy",
                    policy ->
                        policy
                            .at("/Properties/Roles")
                            .findValuesAsText("Ref")
                            .forEach(
                                role ->
                                    inline.merge(stack + "/" + role, size(policy), Integer::sum))));

    assertThat(inline)
        .hasSizeGreaterThan(15)
        .allSatisfy((_, size) -> assertThat(size).isLessThan(10_240));
    Templates.resources(stage, "AWS::IAM::ManagedPolicy")
        .forEach((id, policy) -> assertThat(size(policy)).as(id).isLessThan(6_144));
    Templates.resources(stage, "AWS::IAM::Role")
        .forEach(
            (id, role) ->
                assertThat(role.at("/Properties/ManagedPolicyArns").size())
                    .as(id)
                    .isLessThanOrEqualTo(10));
  }

  private static int size(JsonNode policy) {
    return policy.at("/Properties/PolicyDocument").toString().length();
  }

  /**
   * CloudFormation reference, DependsOn attribute: a policy comes after its role, and nothing but
   * this says that it comes before who needs it, and goes after. Lambda makes and removes network
   * interfaces by it.
   */
  @ParameterizedTest
  @EnumSource
  void whoRunsUnderARoleComesAfterItsPoliciesAndGoesBefore(StageName stage) {
    TreeSet<String> types = new TreeSet<>();
    Templates.stacks(stage)
        .forEach(
            (stack, template) -> {
              Resources.each(
                  template,
                  "AWS::Lambda::Function",
                  function -> {
                    String role = function.at("/Properties/Role/Fn::GetAtt/0").asText();
                    assertThat(Resources.dependencies(function))
                        .as(stack + " " + role)
                        .containsAll(Resources.policiesOf(template, role));
                    types.add(stack);
                  });
              Resources.each(
                  template,
                  "AWS::EC2::LaunchTemplate",
                  launch -> {
                    String profile =
                        launch
                            .at(
                                "/Properties/LaunchTemplateData/IamInstanceProfile/Arn/Fn::GetAtt/0")
                            .asText();
                    List<String> policies =
                        Resources.policiesOf(
                            template,
                            template
                                .path("Resources")
                                .path(profile)
                                .at("/Properties/Roles/0/Ref")
                                .asText());
                    assertThat(policies).isNotEmpty();
                    assertThat(Resources.dependencies(launch)).as(stack).containsAll(policies);
                    types.add(stack);
                  });
            });

    assertThat(types).contains("Fleet", "GameApi", "Payments");
  }

  /** KMS guide, "Rotating AWS KMS keys" and "Deleting AWS KMS keys". */
  @ParameterizedTest
  @EnumSource
  void keysThatCanBeRotatedAreAndWaitBeforeTheyGo(StageName stage) {
    Templates.resources(stage, "AWS::KMS::Key")
        .forEach(
            (id, key) -> {
              JsonNode properties = key.path("Properties");
              boolean symmetric =
                  properties
                      .path("KeySpec")
                      .asText("SYMMETRIC_DEFAULT")
                      .equals("SYMMETRIC_DEFAULT");
              assertThat(properties.path("EnableKeyRotation").asBoolean())
                  .as(id)
                  .isEqualTo(symmetric);
              assertThat(properties.path("PendingWindowInDays").asInt(30)).as(id).isBetween(7, 30);
            });
  }

  /**
   * RDS guide, "Using service-linked roles for Amazon RDS", and its like: in a new account the
   * first resource that needs one may be refused while the role is being made.
   */
  @ParameterizedTest
  @EnumSource
  void rolesThatServicesNeedAreMadeBeforeTheFirstDeployment(StageName stage) throws IOException {
    Map<String, String> services =
        Map.of(
            "AWS::AutoScaling::", "autoscaling",
            "AWS::EC2::LaunchTemplate", "spot",
            "AWS::ElastiCache::", "elasticache",
            "AWS::ElasticLoadBalancingV2::", "elasticloadbalancing",
            "AWS::RDS::", "rds");
    TreeSet<String> needed = new TreeSet<>();
    Resources.everyResource(
        stage,
        resource ->
            services.forEach(
                (type, service) -> {
                  if (resource.path("Type").asText().startsWith(type)) {
                    needed.add(service);
                  }
                }));
    String command =
        Files.readAllLines(Templates.ROOT.resolve("docs/deployment.md")).stream()
            .filter(line -> line.contains("create-service-linked-role"))
            .findAny()
            .orElse("");

    assertThat(needed).hasSize(services.size());
    assertThat(command.replaceAll(".*for s in ([a-z ]+);.*", "$1").split(" ")).containsAll(needed);
  }
}
