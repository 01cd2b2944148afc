package io.gamekeeper.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.contract.GameServerContract;
import io.gamekeeper.infra.config.StageName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The players' way to a server: routes, connections and who may reach whom. */
final class FleetTrafficTest {
  @ParameterizedTest
  @EnumSource
  void connectionsLastUntilTheServerHasToldItsLastPlayersAndTheGroupWaitsForThat(StageName stage) {
    int cutAfter =
        attribute(
            Templates.only(stage, "Fleet", "AWS::ElasticLoadBalancingV2::TargetGroup")
                .at("/Properties/TargetGroupAttributes"),
            "deregistration_delay.timeout_seconds");
    int drain = FleetTemplate.drainSeconds(stage);

    assertThat(cutAfter).isGreaterThanOrEqualTo(drain + seconds(GameServerContract.END));
    for (String name : List.of("OnDemand", "Spot")) {
      assertThat(FleetTemplate.userData(stage, name))
          .contains("TimeoutStopSec=" + (drain + seconds(GameServerContract.END)));
      assertThat(
              FleetTemplate.group(stage, name).path("LifecycleHookSpecificationList").valueStream())
          .filteredOn(hook -> hook.path("LifecycleHookName").asText().equals("drain"))
          .singleElement()
          .satisfies(
              hook -> assertThat(hook.path("HeartbeatTimeout").asInt()).isGreaterThan(cutAfter));
    }
  }

  @ParameterizedTest
  @EnumSource
  void theLoadBalancerGivesUpAnIdleConnectionBeforeTheServerDoes(StageName stage) {
    int balancer =
        attribute(
            Templates.only(stage, "Edge", "AWS::ElasticLoadBalancingV2::LoadBalancer")
                .at("/Properties/LoadBalancerAttributes"),
            "idle_timeout.timeout_seconds");

    assertThat(balancer).isLessThan(seconds(GameServerContract.SERVER_IDLE));
  }

  private static int attribute(JsonNode attributes, String key) {
    return attributes
        .valueStream()
        .filter(attribute -> attribute.path("Key").asText().equals(key))
        .mapToInt(attribute -> attribute.path("Value").asInt())
        .findFirst()
        .orElseThrow();
  }

  private static int seconds(Duration duration) {
    return Math.toIntExact(duration.toSeconds());
  }

  @Test
  void onlyTheLoadBalancerReachesAServerAndAServerReachesHttpsAndRedisOnly() {
    JsonNode group =
        Templates.only(StageName.PROD, "Fleet", "AWS::EC2::SecurityGroup").path("Properties");

    assertThat(
            Templates.resources(StageName.PROD, "Fleet", "AWS::EC2::SecurityGroupIngress").values())
        .extracting(rule -> rule.path("Properties"))
        .satisfiesExactlyInAnyOrder(
            toServers -> {
              assertThat(toServers.path("FromPort").asInt()).isEqualTo(7000);
              assertThat(toServers.path("ToPort").asInt()).isEqualTo(7000);
              assertThat(toServers.path("SourceSecurityGroupId").toString())
                  .contains("LoadBalancerSecurityGroup");
            },
            toRedis -> {
              assertThat(toRedis.path("FromPort").asInt()).isEqualTo(6379);
              assertThat(toRedis.path("ToPort").asInt()).isEqualTo(6379);
              assertThat(toRedis.path("GroupId").toString()).contains("RankingSecurityGroup");
            });
    // The other one lets the load balancer out to the servers.
    assertThat(
            Templates.resources(StageName.PROD, "Fleet", "AWS::EC2::SecurityGroupEgress").values())
        .hasSize(2)
        .anySatisfy(
            rule ->
                assertThat(rule.at("/Properties/DestinationSecurityGroupId").toString())
                    .contains("RankingSecurityGroup"));
    assertThat(group.has("SecurityGroupIngress")).isFalse();
    assertThat(group.path("SecurityGroupEgress").valueStream())
        .extracting(
            rule -> rule.path("CidrIp").asText(rule.path("CidrIpv6").asText()),
            rule -> rule.path("FromPort").asInt(),
            rule -> rule.path("ToPort").asInt())
        .containsExactlyInAnyOrder(tuple("0.0.0.0/0", 443, 443), tuple("::/0", 443, 443));
  }

  @Test
  void playersComeByTheGamesNameAndPaths() {
    Map<String, JsonNode> rules =
        Templates.resources(StageName.DEV, "Fleet", "AWS::ElasticLoadBalancingV2::ListenerRule");
    JsonNode targets =
        Templates.only(StageName.DEV, "Fleet", "AWS::ElasticLoadBalancingV2::TargetGroup")
            .path("Properties");

    assertThat(rules.values().stream().map(rule -> rule.at("/Properties/Conditions").toString()))
        .satisfiesExactlyInAnyOrder(
            players ->
                assertThat(players)
                    .contains(
                        "\"game.dev.gamekeeper.example\"", "\"/v1/session\"", "\"/v1/rooms\""),
            browsers ->
                assertThat(browsers)
                    .contains("\"game.dev.gamekeeper.example\"", "\"/v1/session\"", "\"Origin\"")
                    .contains("\"Sec-WebSocket-Protocol\"", "\"*bearer.*\"")
                    .doesNotContain("/v1/rooms"),
            health ->
                assertThat(health)
                    .contains("\"direct-game.dev.gamekeeper.example\"", "\"/healthz\""));
    assertThat(targets.path("Port").asInt()).isEqualTo(7000);
    assertThat(targets.path("Protocol").asText()).isEqualTo("HTTP");
    assertThat(targets.path("HealthCheckPath").asText()).isEqualTo("/healthz");
    assertThat(targets.path("TargetGroupAttributes").toString())
        .contains("least_outstanding_requests")
        .doesNotContain("slow_start");
  }
}
