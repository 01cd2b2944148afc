package io.gamekeeper.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.infra.config.StageName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What AWS's documents ask of load balancers, their rules and their targets, over the templates of
 * all stages.
 */
final class LoadBalancerRulesTest {
  /** Elastic Load Balancing guide, "Use Lambda functions as targets". */
  @ParameterizedTest
  @EnumSource
  void aFunctionIsATargetOnceTheLoadBalancerMayCallIt(StageName stage) {
    List<String> aliases = new ArrayList<>();
    Templates.stacks(stage)
        .values()
        .forEach(
            template ->
                Resources.each(
                    template,
                    "AWS::ElasticLoadBalancingV2::TargetGroup",
                    group -> {
                      if (group.at("/Properties/TargetType").asText().equals("lambda")) {
                        String alias = group.at("/Properties/Targets/0/Id/Ref").asText();
                        aliases.add(alias);
                        assertThat(group.at("/Properties/Targets")).hasSize(1);
                        assertThat(Resources.dependencies(group))
                            .as(alias)
                            .containsAnyElementsOf(permissions(template, alias));
                      }
                    }));

    assertThat(aliases).hasSize(13);
  }

  private static List<String> permissions(JsonNode template, String alias) {
    return template.path("Resources").properties().stream()
        .filter(
            resource ->
                resource.getValue().path("Type").asText().equals("AWS::Lambda::Permission")
                    && resource.getValue().at("/Properties/FunctionName/Ref").asText().equals(alias)
                    && resource
                        .getValue()
                        .at("/Properties/Principal")
                        .asText()
                        .equals("elasticloadbalancing.amazonaws.com"))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Elastic Load Balancing guide, quotas for Application Load Balancers, and listener rules. */
  @ParameterizedTest
  @EnumSource
  void rulesOfOneListenerDifferInPriorityAndHaveFewConditions(StageName stage) {
    Map<String, List<Integer>> priorities = new TreeMap<>();
    Templates.resources(stage, "AWS::ElasticLoadBalancingV2::ListenerRule")
        .forEach(
            (id, rule) -> {
              JsonNode properties = rule.path("Properties");
              int values = 0;
              for (JsonNode condition : properties.path("Conditions")) {
                for (JsonNode config : condition) {
                  values += config.path("Values").size();
                }
              }
              assertThat(values).as(id).isBetween(1, 5);
              // Its own stack refers to the listener, the others import it.
              String listener =
                  properties
                      .path("ListenerArn")
                      .toString()
                      .replaceAll(".*(LoadBalancer[A-Z][a-z]+[0-9A-F]{8}).*", "$1");
              priorities
                  .computeIfAbsent(listener, _ -> new ArrayList<>())
                  .add(properties.path("Priority").asInt());
            });

    assertThat(priorities).hasSize(1);
    priorities
        .values()
        .forEach(
            used ->
                assertThat(used)
                    .doesNotHaveDuplicates()
                    .allMatch(priority -> priority >= 1 && priority <= 50_000));
  }

  /** Elastic Load Balancing guide, "Access logs": SSE-S3, and the policy is there first. */
  @ParameterizedTest
  @EnumSource
  void theLoadBalancerMayWriteItsLogFromItsFirstMinute(StageName stage) {
    JsonNode template = Templates.template(stage, "Edge");
    JsonNode balancer = Templates.only(stage, "Edge", "AWS::ElasticLoadBalancingV2::LoadBalancer");
    String bucket =
        balancer
            .at("/Properties/LoadBalancerAttributes")
            .valueStream()
            .filter(attribute -> attribute.path("Key").asText().equals("access_logs.s3.bucket"))
            .map(attribute -> attribute.at("/Value/Ref").asText())
            .findAny()
            .orElseThrow();

    assertThat(Resources.dependencies(balancer))
        .containsAnyElementsOf(Resources.bucketPolicies(template, bucket));
    assertThat(
            template
                .path("Resources")
                .path(bucket)
                .at("/Properties/BucketEncryption")
                .findValuesAsText("SSEAlgorithm"))
        .containsExactly("AES256");
  }
}
