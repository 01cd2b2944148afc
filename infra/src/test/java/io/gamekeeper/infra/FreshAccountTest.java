package io.gamekeeper.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.infra.config.StageName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the stages need of an account's quotas, added up from their templates, against what a new
 * account has; README and {@code docs/deployment.md} tell the same numbers. Values and codes are
 * those of <a href="https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html">AWS
 * service endpoints and quotas</a>; Lambda's is what new accounts report, as its page says that
 * they have less than its 1,000.
 */
final class FreshAccountTest {
  private static final Path README = Templates.ROOT.resolve("README.md");
  private static final Path DEPLOYMENT = Templates.ROOT.resolve("docs/deployment.md");

  /** Lambda keeps that many for functions without a reservation. */
  private static final int UNRESERVED = 100;

  /**
   * A quota.
   *
   * @param code as Service Quotas calls it
   * @param free what a new account has of it, without what the default VPC takes
   * @param need what the given stages need of it when they are deployed into one account
   */
  private record Quota(String code, String what, int free, ToIntFunction<List<Stack>> need) {
    /** Returns the beginning of its line in the documents; what follows is an explanation. */
    String line() {
      List<String> cells = new ArrayList<>(List.of("`" + code + "`", what, String.valueOf(free)));
      for (StageName stage : StageName.values()) {
        cells.add(String.valueOf(need(stage)));
      }
      cells.add(String.valueOf(need(StageName.values())));
      return "| " + String.join(" | ", cells) + " |";
    }

    int need(StageName... stages) {
      return need.applyAsInt(
          Stream.of(stages).flatMap(stage -> Stack.of(Templates.stacks(stage)).stream()).toList());
    }

    /** Returns whether three stages in one account leave little of it. */
    boolean isTight() {
      return 2 * need(StageName.values()) >= free || code.equals(CONCURRENCY);
    }
  }

  /** A stack's resources. */
  private record Stack(JsonNode resources) {
    static List<Stack> of(Map<String, JsonNode> templates) {
      return templates.values().stream()
          .map(template -> new Stack(template.path("Resources")))
          .toList();
    }

    Stream<JsonNode> properties(String type) {
      return resources
          .valueStream()
          .filter(resource -> resource.path("Type").asText().equals(type))
          .map(resource -> resource.path("Properties"));
    }
  }

  private static final String CONCURRENCY = "L-B99A9384";
  private static final String ON_DEMAND = "L-1216C47A";
  private static final String SPOT = "L-34B43A08";

  /** What a deployment needs. */
  private static final List<Quota> QUOTAS =
      List.of(
          new Quota(ON_DEMAND, "vCPUs of on-demand instances", 5, stacks -> least(stacks, false)),
          new Quota(SPOT, "vCPUs of Spot instances", 5, stacks -> least(stacks, true)),
          new Quota(
              CONCURRENCY,
              "Lambda's concurrent executions, reserved and 100 more",
              10,
              FreshAccountTest::concurrency),
          new Quota("L-0263D0A3", "Elastic IPs", 5, count("AWS::EC2::EIP")),
          new Quota("L-FE5A380F", "NAT gateways in one zone", 5, FreshAccountTest::natPerZone),
          new Quota("L-F678F1CE", "VPCs beside the default one", 4, count("AWS::EC2::VPC")),
          new Quota(
              "L-A4707A72",
              "Internet gateways beside the default one",
              4,
              count("AWS::EC2::InternetGateway")),
          new Quota(
              "L-45FE3B85",
              "Egress-only internet gateways",
              5,
              count("AWS::EC2::EgressOnlyInternetGateway")),
          new Quota("L-1B52E74A", "Gateway end points", 20, stacks -> endpoints(stacks, "Gateway")),
          new Quota(
              "L-29B6F2EB",
              "Interface end points of one VPC",
              50,
              stacks -> endpoints(stacks, "Interface") / count("AWS::EC2::VPC").applyAsInt(stacks)),
          new Quota("L-E79EC296", "Security groups", 2499, count("AWS::EC2::SecurityGroup")),
          new Quota(
              "L-53DA6B97",
              "Application Load Balancers",
              50,
              count("AWS::ElasticLoadBalancingV2::LoadBalancer")),
          new Quota(
              "L-B22855CB",
              "Target groups",
              3000,
              count("AWS::ElasticLoadBalancingV2::TargetGroup")),
          new Quota("L-7B6409FD", "RDS instances", 40, count("AWS::RDS::DBInstance")),
          new Quota("L-9FA33840", "RDS option groups", 20, count("AWS::RDS::OptionGroup")),
          new Quota("L-DE55804A", "RDS parameter groups", 50, count("AWS::RDS::DBParameterGroup")),
          new Quota("L-48C6BF61", "RDS subnet groups", 50, count("AWS::RDS::DBSubnetGroup")),
          new Quota("L-D94C7EA3", "RDS proxies", 20, count("AWS::RDS::DBProxy")),
          new Quota("L-DC2B2D3D", "S3 buckets", 10_000, count("AWS::S3::Bucket")),
          new Quota(
              "L-24B04930",
              "CloudFront distributions",
              200,
              count("AWS::CloudFront::Distribution")),
          new Quota(
              "L-7D134442", "CloudFront cache policies", 20, count("AWS::CloudFront::CachePolicy")),
          new Quota(
              "L-CF0D4FC5",
              "CloudFront response headers policies",
              20,
              count("AWS::CloudFront::ResponseHeadersPolicy")),
          new Quota(
              "L-ACB674F3", "Route 53 health checks", 200, count("AWS::Route53::HealthCheck")),
          new Quota(
              "L-F141DD1D",
              "ACM certificates",
              2500,
              count("AWS::CertificateManager::Certificate")),
          new Quota("L-FE177D64", "IAM roles", 1000, count("AWS::IAM::Role")));

  /** What the fleet needs once Auto Scaling has made it as large as it may be. */
  private static final List<Quota> GROWTH =
      List.of(
          new Quota(
              ON_DEMAND,
              "vCPUs of on-demand instances, whole fleet",
              5,
              stacks -> most(stacks, false)),
          new Quota(SPOT, "vCPUs of Spot instances, whole fleet", 5, stacks -> most(stacks, true)));

  @ParameterizedTest
  @EnumSource
  void aStageFitsIntoANewAccount(StageName stage) {
    for (Quota quota : QUOTAS) {
      assertThat(quota.need(stage))
          .as(quota.code() + " " + quota.what())
          .isLessThanOrEqualTo(quota.free());
    }
  }

  @Test
  void threeStagesInOneAccountNeedMoreProcessorsAndNothingElse() {
    assertThat(
            QUOTAS.stream()
                .filter(quota -> quota.need(StageName.values()) > quota.free())
                .map(Quota::code))
        .containsExactly(ON_DEMAND);
  }

  @Test
  void theDocumentsTellTheSameNumbers() throws IOException {
    List<String> readme = quotaLines(README);
    List<String> deployment = quotaLines(DEPLOYMENT);

    assertThat(readme)
        .usingElementComparator(FreshAccountTest::beginning)
        .containsExactlyElementsOf(
            Stream.concat(QUOTAS.stream().filter(Quota::isTight), GROWTH.stream())
                .map(Quota::line)
                .toList());
    assertThat(deployment)
        .usingElementComparator(FreshAccountTest::beginning)
        .containsExactlyElementsOf(
            QUOTAS.stream().filter(quota -> !quota.isTight()).map(Quota::line).toList());
  }

  /** The sizes that the documents propose for a launch, as prod of {@code cdk.json}. */
  @Test
  void theSizesForALaunchNeedWhatTheDocumentSays(@TempDir Path root) throws IOException {
    String document = Files.readString(DEPLOYMENT);
    String block = document.substring(document.indexOf("```json") + 7);
    JsonNode launch = Templates.JSON.readTree(block.substring(0, block.indexOf("```")));
    ObjectNode settings = (ObjectNode) Templates.json(Templates.ROOT.resolve("cdk.json"));
    ObjectNode prod = (ObjectNode) settings.at("/context/gamekeeper/stages/prod");
    ((ObjectNode) prod.path("fleet")).setAll((ObjectNode) launch.path("fleet"));
    launch
        .path("functions")
        .properties()
        .forEach(
            function ->
                ((ObjectNode) prod.path("functions").path(function.getKey()))
                    .setAll((ObjectNode) function.getValue()));
    Files.writeString(root.resolve("cdk.json"), settings.toString());
    Path output = Templates.temporaryFolder();
    Templates.app(root, output).synth();
    List<Stack> stacks = Stack.of(Templates.stacks(output, StageName.PROD));

    Map<String, Integer> needs = new TreeMap<>();
    needs.put(ON_DEMAND + " to deploy", least(stacks, false));
    needs.put(ON_DEMAND + " for the whole fleet", most(stacks, false));
    needs.put(SPOT + " to deploy", least(stacks, true));
    needs.put(SPOT + " for the whole fleet", most(stacks, true));
    needs.put(CONCURRENCY + " at least", concurrency(stacks));

    needs.forEach(
        (what, need) ->
            assertThat(document).contains("`" + what.replaceFirst(" ", "` ") + ": " + need));
  }

  /** Lines of a table that begin with a quota's code. */
  private static List<String> quotaLines(Path document) throws IOException {
    return Files.readAllLines(document).stream().filter(line -> line.startsWith("| `L-")).toList();
  }

  /** What follows a line's beginning explains it. */
  private static int beginning(String told, String computed) {
    return told.startsWith(computed) || computed.startsWith(told) ? 0 : told.compareTo(computed);
  }

  private static ToIntFunction<List<Stack>> count(String type) {
    return stacks -> (int) stacks.stream().flatMap(stack -> stack.properties(type)).count();
  }

  private static int endpoints(List<Stack> stacks, String kind) {
    return (int)
        stacks.stream()
            .flatMap(stack -> stack.properties("AWS::EC2::VPCEndpoint"))
            .filter(endpoint -> endpoint.path("VpcEndpointType").asText().equals(kind))
            .count();
  }

  private static int natPerZone(List<Stack> stacks) {
    Map<String, Integer> perZone = new TreeMap<>();
    for (Stack stack : stacks) {
      stack
          .properties("AWS::EC2::NatGateway")
          .map(gateway -> stack.resources().path(gateway.at("/SubnetId/Ref").asText()))
          .map(subnet -> subnet.at("/Properties/AvailabilityZone").asText())
          .forEach(zone -> perZone.merge(zone, 1, Integer::sum));
    }
    return perZone.values().stream().mapToInt(Integer::intValue).max().orElse(0);
  }

  private static int concurrency(List<Stack> stacks) {
    int reserved =
        stacks.stream()
            .flatMap(stack -> stack.properties("AWS::Lambda::Function"))
            .mapToInt(function -> function.path("ReservedConcurrentExecutions").asInt())
            .sum();
    return reserved == 0 ? 0 : reserved + UNRESERVED;
  }

  private static int least(List<Stack> stacks, boolean spot) {
    return processors(stacks, spot, "MinSize");
  }

  private static int most(List<Stack> stacks, boolean spot) {
    return processors(stacks, spot, "MaxSize");
  }

  /**
   * Returns the vCPUs of the groups at that size, while a refresh adds instances before it takes
   * others away, and of the warm pool, which runs until it is prepared.
   */
  private static int processors(List<Stack> stacks, boolean spot, String size) {
    int sum = 0;
    for (Stack stack : stacks) {
      for (JsonNode group : stack.resources()) {
        if (!group.path("Type").asText().equals("AWS::AutoScaling::AutoScalingGroup")
            || group.at("/Properties/MixedInstancesPolicy").isObject() != spot) {
          continue;
        }
        int percent =
            group
                .at("/UpdatePolicy/AutoScalingInstanceRefresh/Preferences/MaxHealthyPercentage")
                .asInt(200);
        int instances = Math.ceilDiv(group.at("/Properties").path(size).asInt() * percent, 100);
        int warm =
            spot
                ? 0
                : stack
                    .properties("AWS::AutoScaling::WarmPool")
                    .mapToInt(pool -> pool.path("MinSize").asInt())
                    .sum();
        sum += (instances + warm) * largest(stack, group.path("Properties"));
      }
    }
    return sum;
  }

  /** Returns the vCPUs of the largest type that a group may have. */
  private static int largest(Stack stack, JsonNode group) {
    List<String> types =
        group.at("/MixedInstancesPolicy/LaunchTemplate/Overrides").isArray()
            ? group
                .at("/MixedInstancesPolicy/LaunchTemplate/Overrides")
                .valueStream()
                .map(override -> override.path("InstanceType").asText())
                .toList()
            : List.of(
                stack
                    .resources()
                    .path(group.at("/LaunchTemplate/LaunchTemplateId/Ref").asText())
                    .at("/Properties/LaunchTemplateData/InstanceType")
                    .asText());
    return types.stream().mapToInt(FreshAccountTest::processors).max().orElseThrow();
  }

  /** https://docs.aws.amazon.com/ec2/latest/instancetypes/co.html: Graviton types are alike. */
  private static int processors(String type) {
    String size = type.substring(type.indexOf('.') + 1);
    return switch (size) {
      case "medium" -> type.startsWith("t4g") ? 2 : 1;
      case "large" -> 2;
      case "xlarge" -> 4;
      default -> 4 * Integer.parseInt(size.replace("xlarge", ""));
    };
  }
}
