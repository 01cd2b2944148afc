package io.gamekeeper.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.infra.config.StageName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What AWS refuses or breaks although every validator passes: rules over all templates. */
final class AwsRefusalsTest {
  /** EC2 API reference, IpRange and CreateSecurityGroup. */
  private static final Pattern DESCRIPTION =
      Pattern.compile("[a-zA-Z0-9 ._\\-:/()#,@\\[\\]+=&;{}!$*]{0,255}");

  /** What the CDK's own functions do may be done again: an empty bucket stays empty. */
  private static final Set<String> REPEATABLE = Set.of("Custom::S3AutoDeleteObjects");

  @ParameterizedTest
  @EnumSource
  void securityGroupsAndTheirRulesAreDescribedInSignsThatEc2Takes(StageName stage) {
    Map<String, String> descriptions = new TreeMap<>();
    resources(stage)
        .forEach(
            (address, resource) -> {
              if (type(resource).startsWith("AWS::EC2::SecurityGroup")) {
                JsonNode properties = resource.path("Properties");
                describe(descriptions, address, properties.path("GroupDescription"));
                describe(descriptions, address, properties.path("Description"));
                for (String rules : List.of("SecurityGroupIngress", "SecurityGroupEgress")) {
                  properties
                      .path(rules)
                      .forEach(rule -> describe(descriptions, address, rule.path("Description")));
                }
              }
            });

    assertThat(descriptions).hasSizeGreaterThan(20);
    assertThat(descriptions)
        .allSatisfy((where, text) -> assertThat(text).as(where).matches(DESCRIPTION));
  }

  /** A text, or the parts of one that CloudFormation joins; what it puts in is an address or id. */
  private static void describe(Map<String, String> found, String address, JsonNode description) {
    if (description.isTextual()) {
      found.put(address + " " + found.size(), description.textValue());
    }
    for (JsonNode part : description.at("/Fn::Join/1")) {
      if (part.isTextual()) {
        found.put(address + " " + found.size(), part.textValue());
      }
    }
  }

  /** Lists that AWS wants filled or absent are many; none of ours says anything by being empty. */
  @ParameterizedTest
  @EnumSource
  void noListIsEmpty(StageName stage) {
    TreeSet<String> empty = new TreeSet<>();
    resources(stage)
        .forEach((address, resource) -> empty(empty, address, resource.path("Properties")));

    assertThat(empty).isEmpty();
  }

  private static void empty(Set<String> found, String where, JsonNode value) {
    if (value.isArray() && value.isEmpty()) {
      found.add(where);
    }
    for (int i = 0; i < value.size() && value.isArray(); i++) {
      empty(found, where + "[" + i + "]", value.path(i));
    }
    value
        .properties()
        .forEach(field -> empty(found, where + "." + field.getKey(), field.getValue()));
  }

  /** EventBridge Scheduler guide, "Configuring a schedule's dead-letter queue". */
  @ParameterizedTest
  @EnumSource
  void aScheduleTicksOnlyWhenItsRoleMayDeliver(StageName stage) {
    List<String> schedules = new ArrayList<>();
    Templates.stacks(stage)
        .forEach(
            (stack, template) ->
                each(
                    template,
                    "AWS::Scheduler::Schedule",
                    (id, schedule) -> {
                      schedules.add(id);
                      String role = schedule.at("/Properties/Target/RoleArn/Fn::GetAtt/0").asText();
                      List<String> policies = policiesOf(template, role);
                      assertThat(policies).as(id).isNotEmpty();
                      assertThat(DeployedFunction.texts(schedule.path("DependsOn")))
                          .as(id)
                          .containsAll(policies);
                    }));

    assertThat(schedules).hasSizeGreaterThanOrEqualTo(4);
  }

  private static List<String> policiesOf(JsonNode template, String role) {
    List<String> policies = new ArrayList<>();
    each(
        template,
        "AWS::IAM::Policy",
        (id, policy) -> {
          if (policy.at("/Properties/Roles").findValuesAsText("Ref").contains(role)) {
            policies.add(id);
          }
        });
    return policies;
  }

  /** Lambda guide, "How Lambda handles errors and retries with asynchronous invocation". */
  @ParameterizedTest
  @EnumSource
  void aFunctionThatCreatesResourcesIsNotRunAgainWhenItDied(StageName stage) {
    List<String> created = new ArrayList<>();
    Templates.stacks(stage)
        .forEach(
            (stack, template) ->
                template
                    .path("Resources")
                    .properties()
                    .forEach(
                        entry -> {
                          JsonNode token = entry.getValue().at("/Properties/ServiceToken");
                          if (!token.isMissingNode()
                              && !REPEATABLE.contains(type(entry.getValue()))) {
                            created.add(entry.getKey());
                            assertThat(DeployedFunction.texts(entry.getValue().path("DependsOn")))
                                .as(entry.getKey())
                                .containsAnyElementsOf(unrepeated(template, token));
                          }
                        }));

    assertThat(created).isNotEmpty();
  }

  /** Returns the configurations without repetitions for the alias that the token names. */
  private static List<String> unrepeated(JsonNode template, JsonNode token) {
    JsonNode alias = template.path("Resources").path(token.path("Ref").asText()).path("Properties");
    List<String> configs = new ArrayList<>();
    each(
        template,
        "AWS::Lambda::EventInvokeConfig",
        (id, config) -> {
          JsonNode properties = config.path("Properties");
          if (properties.path("MaximumRetryAttempts").asInt(2) == 0
              && properties.path("FunctionName").equals(alias.path("FunctionName"))
              && properties.path("Qualifier").toString().contains(token.path("Ref").asText())) {
            configs.add(id);
          }
        });
    return configs;
  }

  /**
   * Step Functions guide, "Avoiding CloudWatch Logs resource policy size restrictions": what AWS
   * delivers to other groups adds a line each to a policy that holds 5,120 characters.
   */
  @ParameterizedTest
  @EnumSource
  void logsThatElastiCacheDeliversHaveNamesThatNeedOneLineOfPolicy(StageName stage) {
    JsonNode template = Templates.template(stage, "Data");
    List<String> names = new ArrayList<>();
    Templates.only(stage, "Data", "AWS::ElastiCache::ReplicationGroup")
        .at("/Properties/LogDeliveryConfigurations")
        .findValues("LogGroup")
        .forEach(
            group ->
                names.add(
                    template
                        .path("Resources")
                        .path(group.path("Ref").asText())
                        .at("/Properties/LogGroupName")
                        .asText()));

    assertThat(names)
        .hasSize(2)
        .allMatch(
            name -> name.startsWith("/aws/vendedlogs/gamekeeper-" + stage.key() + "-ranking/"));
  }

  /** What a policy of an end point leaves out is refused on its way, whatever the role says. */
  @ParameterizedTest
  @EnumSource
  void endPointsLetThroughWhatRolesMayDo(StageName stage) {
    Map<String, List<String>> allowed = new TreeMap<>();
    each(
        Templates.template(stage, "Network"),
        "AWS::EC2::VPCEndpoint",
        (id, endpoint) -> {
          JsonNode properties = endpoint.path("Properties");
          if (properties.has("PolicyDocument")) {
            String service =
                properties.path("ServiceName").toString().replaceAll(".*\\.([a-z0-9]+)\\W*$", "$1");
            List<String> actions = allowed.computeIfAbsent(service, _ -> new ArrayList<>());
            properties
                .at("/PolicyDocument/Statement")
                .forEach(s -> actions.addAll(DeployedFunction.texts(s.path("Action"))));
          }
        });
    Map<String, String> called = new TreeMap<>();
    resources(stage)
        .forEach(
            (address, policy) -> {
              if (type(policy).equals("AWS::IAM::Policy")) {
                for (JsonNode statement : policy.at("/Properties/PolicyDocument/Statement")) {
                  if (statement.path("Effect").asText().equals("Allow")) {
                    DeployedFunction.texts(statement.path("Action"))
                        .forEach(action -> called.put(action, address));
                  }
                }
              }
            });

    assertThat(allowed).containsOnlyKeys("dynamodb", "events", "lambda", "secretsmanager", "ssm");
    assertThat(called).containsKeys("dynamodb:PutItem", "events:PutEvents");
    called.forEach(
        (action, by) -> {
          List<String> through =
              allowed.getOrDefault(action.replaceFirst(":.*", ""), List.of(action));
          assertThat(through)
              .as(action + " by " + by)
              .anyMatch(pattern -> action.matches(pattern.replace("*", ".*")));
        });
  }

  private static Map<String, JsonNode> resources(StageName stage) {
    Map<String, JsonNode> all = new TreeMap<>();
    Templates.stacks(stage)
        .forEach(
            (stack, template) ->
                template
                    .path("Resources")
                    .properties()
                    .forEach(r -> all.put(stack + "/" + r.getKey(), r.getValue())));
    return all;
  }

  private static void each(JsonNode template, String type, BiConsumer<String, JsonNode> what) {
    template
        .path("Resources")
        .properties()
        .forEach(
            resource -> {
              if (type(resource.getValue()).equals(type)) {
                what.accept(resource.getKey(), resource.getValue());
              }
            });
  }

  private static String type(JsonNode resource) {
    return resource.path("Type").asText();
  }
}
