package io.gamekeeper.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.infra.config.StageConfig;
import io.gamekeeper.infra.config.StageName;
import io.gamekeeper.infra.network.NetworkStack;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;

/** Network, edge and core: what surrounds the functions. */
final class SurroundingsTest {

  @Test
  void threeKindsOfSubnetLieInThreeZones() {
    Map<String, Integer> zones = new TreeMap<>();
    Templates.resources(StageName.PROD, "Network", "AWS::EC2::Subnet")
        .values()
        .forEach(
            subnet ->
                zones.merge(subnet.at("/Properties/AvailabilityZone").asText(), 1, Integer::sum));

    assertThat(zones).isEqualTo(Map.of("eu-central-1a", 3, "eu-central-1b", 3, "eu-central-1c", 3));
  }

  @Test
  void theSmallestNetworkThatMayBeSetHoldsAllSubnets() {
    Path output = Templates.temporaryFolder();
    StageConfig config =
        Templates.changed(
            StageName.PROD, stage -> stage.withObject("/network").put("cidr", "192.168.224.0/19"));
    App app = new App(AppProps.builder().outdir(output.toString()).build());
    new NetworkStack(app, "Network", config);

    app.synth();

    assertThat(
            Templates.json(output.resolve("Network.template.json")).findValuesAsText("CidrBlock"))
        .contains("192.168.240.0/24", "192.168.242.0/24")
        .hasSize(1 + 3 * 3);
  }

  @Test
  void everyZoneOfProdHasItsOwnWayOut() {
    assertThat(Templates.resources(StageName.PROD, "Network", "AWS::EC2::NatGateway")).hasSize(3);
    assertThat(Templates.resources(StageName.DEV, "Network", "AWS::EC2::NatGateway")).hasSize(1);
  }

  @Test
  void servicesAreReachedInsideTheNetworkAndTrafficIsLogged() {
    TreeSet<String> services = new TreeSet<>();
    Templates.resources(StageName.DEV, "Network", "AWS::EC2::VPCEndpoint")
        .values()
        .forEach(
            endpoint ->
                services.add(
                    endpoint
                        .at("/Properties/ServiceName")
                        .toString()
                        .replaceAll(".*\\.([a-z0-9]+)\\W*$", "$1")));

    assertThat(services)
        .containsExactly("dynamodb", "events", "lambda", "s3", "secretsmanager", "ssm");
    assertThat(
            Templates.only(StageName.DEV, "Network", "AWS::EC2::FlowLog")
                .at("/Properties/TrafficType")
                .asText())
        .isEqualTo("ALL");
  }

  @Test
  void playersSpeakHttpsAndPlainHttpIsRedirected() {
    Map<Integer, JsonNode> listeners = new TreeMap<>();
    Templates.resources(StageName.DEV, "Edge", "AWS::ElasticLoadBalancingV2::Listener")
        .values()
        .forEach(
            listener ->
                listeners.put(
                    listener.at("/Properties/Port").asInt(), listener.path("Properties")));

    assertThat(listeners.keySet()).containsExactly(80, 443);
    assertThat(String.valueOf(listeners.get(80))).contains("\"HTTP_301\"");
    assertThat(String.valueOf(listeners.get(443)))
        .contains("ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09")
        .contains("\"StatusCode\":\"404\"");
  }

  @Test
  void theLoadBalancerIsStrictLogsAccessAndIsKeptInProd() {
    Map<String, String> attributes = new TreeMap<>();
    Templates.only(StageName.PROD, "Edge", "AWS::ElasticLoadBalancingV2::LoadBalancer")
        .at("/Properties/LoadBalancerAttributes")
        .forEach(a -> attributes.put(a.path("Key").asText(), a.path("Value").asText()));

    assertThat(attributes)
        .containsEntry("deletion_protection.enabled", "true")
        .containsEntry("routing.http.drop_invalid_header_fields.enabled", "true")
        .containsEntry("routing.http.desync_mitigation_mode", "strictest")
        .containsEntry("access_logs.s3.enabled", "true");
  }

  @Test
  void alarmsGoToAnEncryptedTopicThatCloudWatchMayUse() {
    assertThat(
            Templates.only(StageName.DEV, "Core", "AWS::SNS::Topic")
                .at("/Properties/KmsMasterKeyId/Fn::GetAtt/0")
                .asText())
        .startsWith("AlarmKey");
    assertThat(Templates.only(StageName.DEV, "Core", "AWS::KMS::Key").toString())
        .contains("cloudwatch.amazonaws.com")
        .contains("aws:SourceAccount");
  }
}
