package io.gamekeeper.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.contract.GameAlarm;
import io.gamekeeper.contract.GameServerContract;
import io.gamekeeper.contract.GameServerEnvironment;
import io.gamekeeper.contract.GameServerSettings;
import io.gamekeeper.infra.config.StageName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class FleetTest {
  private static final int USER_DATA_LIMIT = 16 * 1024;

  @ParameterizedTest
  @EnumSource
  void instancesArePatchedEncryptedAndTalkToTheirOwnMetadataOnly(StageName stage) {
    Map<String, JsonNode> templates =
        Templates.resources(stage, "Fleet", "AWS::EC2::LaunchTemplate");

    assertThat(templates).hasSize(2);
    templates
        .values()
        .forEach(
            template -> {
              JsonNode data = template.at("/Properties/LaunchTemplateData");
              JsonNode image =
                  Templates.template(stage, "Fleet")
                      .path("Parameters")
                      .path(data.at("/ImageId/Ref").asText());
              // With resolve:ssm: AWS refuses warm pools and a refresh that skips what matches.
              assertThat(image.path("Type").asText())
                  .isEqualTo("AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>");
              assertThat(image.path("Default").asText())
                  .isEqualTo(
                      "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64");
              assertThat(data.at("/MetadataOptions/HttpTokens").asText()).isEqualTo("required");
              assertThat(data.at("/MetadataOptions/HttpPutResponseHopLimit").asInt()).isEqualTo(1);
              assertThat(data.at("/Monitoring/Enabled").asBoolean()).isTrue();
              assertThat(data.has("KeyName")).isFalse();
              JsonNode disk = data.at("/BlockDeviceMappings/0/Ebs");
              assertThat(disk.path("Encrypted").asBoolean()).isTrue();
              assertThat(disk.path("VolumeType").asText()).isEqualTo("gp3");
              assertThat(disk.at("/KmsKeyId/Fn::GetAtt/0").asText()).startsWith("ServerDiskKey");
            });
  }

  @ParameterizedTest
  @EnumSource
  void userDataFitsAndInstallsTheVeryRelease(StageName stage)
      throws IOException, NoSuchAlgorithmException {
    String checksum =
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256")
                    .digest(Files.readAllBytes(Path.of("src/test/resources/stand-in.tar.gz"))));
    for (String group : List.of("OnDemand", "Spot")) {
      String userData = userData(stage, group);

      assertThat(userData.getBytes(StandardCharsets.UTF_8).length).isLessThan(USER_DATA_LIMIT);
      assertThat(userData).startsWith("#cloud-config\n");
      // CloudFormation shows anything else as question marks.
      assertThat(userData).matches("\\p{ASCII}*");
      assertThat(userData).contains("RELEASE_SHA256=" + checksum + "\n");
      assertThat(userData).containsPattern("RELEASE_URL=s3://cdk-\\S+/[0-9a-f]{64}\\.gz\n");
      assertThat(userData)
          .contains(
              "AUTO_SCALING_GROUP="
                  + group(stage, group).path("AutoScalingGroupName").asText()
                  + "\n");
    }
  }

  @Test
  void theServerIsToldWhatItNeeds() {
    Map<String, String> variables = serverVariables(StageName.DEV, "OnDemand");

    GameServerEnvironment environment = GameServerEnvironment.from(variables);

    assertThat(environment.port()).isEqualTo(7000);
    assertThat(environment.drainSeconds()).isEqualTo(60);
    assertThat(environment.configurationUrl())
        .isEqualTo(
            "http://127.0.0.1:2772/applications/gamekeeper-dev/environments/dev/configurations/"
                + GameServerSettings.PROFILE);
    assertThat(environment.telemetry().service()).isEqualTo(GameServerContract.SERVICE);
    assertThat(variables.keySet()).isEqualTo(new TreeSet<>(variables.keySet()));
  }

  @ParameterizedTest
  @EnumSource
  void aServersHeapHoldsItsPlayersEvenIfAllOfThemReadSlowly(StageName stage) {
    for (String group : List.of("OnDemand", "Spot")) {
      Map<String, String> variables = serverVariables(stage, group);
      int players = GameServerEnvironment.from(variables).maxPlayers();
      String heap = variables.getOrDefault(GameServerEnvironment.HEAP, "");

      assertThat(heap).matches("\\d+m");
      int kibibytes = Integer.parseInt(heap.replace("m", "")) * 1024;
      // What may wait for a player, and as much again for all else that is there because of one.
      assertThat(kibibytes).isGreaterThan(players * 2 * 128).isGreaterThanOrEqualTo(256 * 1024);
    }
  }

  @Test
  void serversListenOnTheInstancesAddressAndShareClaimsOverTls() {
    for (StageName stage : StageName.values()) {
      assertThat(serverVariables(stage, "OnDemand"))
          .containsEntry(GameServerEnvironment.CLAIMS_URL, "rediss://:6379")
          .containsEntry(GameServerEnvironment.ADDRESS, "0.0.0.0");
    }
  }

  private static int drainSeconds(StageName stage) {
    return GameServerEnvironment.from(serverVariables(stage, "OnDemand")).drainSeconds();
  }

  private static Map<String, String> serverVariables(StageName stage, String group) {
    Map<String, String> variables = new HashMap<>();
    file(userData(stage, group), "/etc/gamekeeper/game-server.env")
        .lines()
        .forEach(
            line -> variables.put(line.replaceAll("=.*", ""), line.replaceFirst("[^=]*=", "")));
    return variables;
  }

  @Test
  void theUnitGivesPlayersTheirTimeAndTellsTheGroup() {
    String unit = file(userData(StageName.PROD, "Spot"), "/etc/systemd/system/game-server.service");

    assertThat(unit.lines())
        .contains(
            "EnvironmentFile=/etc/gamekeeper/game-server.env",
            "ExecStartPre=-/opt/gamekeeper/release/bin/game-server --prepare",
            "ExecStart=/opt/gamekeeper/release/bin/game-server",
            "ExecStartPost=/opt/gamekeeper/bin/in-service",
            "ExecStopPost=/opt/gamekeeper/bin/out-of-service",
            "TimeoutStopSec=330");
    assertThat(unit).doesNotContain("${");
  }

  /** https://github.com/systemd/systemd/issues/27591 */
  @ParameterizedTest
  @EnumSource
  void whatTheServerPrintsReachesTheAgentByAFolderThatIsThereBeforeTheUnitStarts(StageName stage)
      throws IOException {
    String userData = userData(stage, "OnDemand");
    String unit = file(userData, "/etc/systemd/system/game-server.service");
    JsonNode agent =
        Templates.JSON.readTree(file(userData, "/etc/gamekeeper/cloudwatch-agent.json"));
    String log = agent.at("/logs/logs_collected/files/collect_list/0/file_path").asText();

    assertThat(log).isEqualTo("/var/log/game-server/game-server.log");
    assertThat(unit.lines())
        .contains("StandardOutput=append:" + log, "StandardError=inherit")
        .noneMatch(line -> line.startsWith("LogsDirectory"));
    assertThat(file(userData, "/etc/tmpfiles.d/game-server.conf").lines())
        .contains("d /var/log/game-server 0755 root root -");
    assertThat(userData.indexOf("'systemd-tmpfiles', '--create'"))
        .isPositive()
        .isLessThan(userData.indexOf("'--now', 'game-server.service'"));
    assertThat(file(userData, "/etc/logrotate.d/game-server")).startsWith(log + " {\n");
  }

  @Test
  void theAgentSendsOneDiskMetricForAllServers() throws IOException {
    JsonNode disk =
        Templates.JSON
            .readTree(
                file(userData(StageName.DEV, "Spot"), "/etc/gamekeeper/cloudwatch-agent.json"))
            .at("/metrics/metrics_collected/disk");

    // By the agent's name for it, not by ours: else each server's own would be sent as well.
    assertThat(disk.at("/drop_original_metrics/0").asText())
        .isEqualTo(disk.at("/measurement/0/name").asText());
  }

  @ParameterizedTest
  @EnumSource
  void onlyOnDemandInstancesWaitInAWarmPool(StageName stage) {
    JsonNode onDemand = group(stage, "OnDemand");
    JsonNode spot = group(stage, "Spot");
    JsonNode pool = Templates.only(stage, "Fleet", "AWS::AutoScaling::WarmPool").path("Properties");

    // AWS refuses a warm pool to a group with a mixed-instances policy.
    assertThat(onDemand.has("MixedInstancesPolicy")).isFalse();
    assertThat(pool.at("/AutoScalingGroupName/Ref").asText()).startsWith("OnDemandGroup");
    assertThat(pool.path("PoolState").asText()).isEqualTo("Stopped");
    assertThat(pool.at("/InstanceReusePolicy/ReuseOnScaleIn").asBoolean()).isTrue();
    JsonNode policy = spot.path("MixedInstancesPolicy");
    assertThat(policy.at("/InstancesDistribution/SpotAllocationStrategy").asText())
        .isEqualTo("capacity-optimized");
    assertThat(policy.at("/InstancesDistribution/OnDemandPercentageAboveBaseCapacity").asInt(-1))
        .isZero();
    assertThat(policy.at("/LaunchTemplate/Overrides").size()).isGreaterThan(2);
    assertThat(spot.path("CapacityRebalance").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void anInstanceWaitsUntilItIsReadyAndUntilItsPlayersHaveFinished(StageName stage) {
    int drain = drainSeconds(stage);
    for (String name : List.of("OnDemand", "Spot")) {
      JsonNode group = group(stage, name);
      Map<String, JsonNode> hooks = new TreeMap<>();
      group
          .path("LifecycleHookSpecificationList")
          .forEach(hook -> hooks.put(hook.path("LifecycleHookName").asText(), hook));

      assertThat(hooks).containsOnlyKeys("drain", "ready");
      hooks.forEach(
          (hook, properties) -> {
            boolean ready = hook.equals(GameServerContract.READY_HOOK);
            assertThat(properties.path("LifecycleTransition").asText())
                .isEqualTo("autoscaling:EC2_INSTANCE_" + (ready ? "LAUNCHING" : "TERMINATING"));
            assertThat(properties.path("DefaultResult").asText())
                .isEqualTo(ready ? "ABANDON" : "CONTINUE");
            assertThat(properties.path("HeartbeatTimeout").asInt())
                .isEqualTo(ready ? 300 : drain + 60);
          });
      assertThat(group.path("HealthCheckType").asText()).isEqualTo("ELB");
      assertThat(group.path("VPCZoneIdentifier")).hasSize(3);
      assertThat(group.has("DesiredCapacity")).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void connectionsLastUntilTheServerHasToldItsLastPlayersAndTheGroupWaitsForThat(StageName stage) {
    int cutAfter =
        attribute(
            Templates.only(stage, "Fleet", "AWS::ElasticLoadBalancingV2::TargetGroup")
                .at("/Properties/TargetGroupAttributes"),
            "deregistration_delay.timeout_seconds");
    int drain = drainSeconds(stage);

    assertThat(cutAfter).isGreaterThanOrEqualTo(drain + seconds(GameServerContract.END));
    for (String name : List.of("OnDemand", "Spot")) {
      assertThat(userData(stage, name))
          .contains("TimeoutStopSec=" + (drain + seconds(GameServerContract.END)));
      assertThat(group(stage, name).path("LifecycleHookSpecificationList").valueStream())
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

  @ParameterizedTest
  @EnumSource
  void aNewReleaseReplacesInstancesAndAnAlarmOfItsOwnEndsThat(StageName stage) {
    String release = release(userData(stage, "OnDemand"));
    assertThat(release).matches("[0-9a-f]{8}").isEqualTo(release(userData(stage, "Spot")));
    Map<String, JsonNode> alarms = new TreeMap<>();
    Map<String, String> logicalIds = new TreeMap<>();
    Templates.resources(stage, "Fleet", "AWS::CloudWatch::Alarm")
        .forEach(
            (id, alarm) -> {
              String name = alarm.at("/Properties/AlarmName").asText();
              alarms.put(name, alarm.path("Properties"));
              logicalIds.put(name, id);
            });

    Templates.resources(stage, "Fleet", "AWS::AutoScaling::AutoScalingGroup")
        .values()
        .forEach(
            group -> {
              JsonNode refresh = group.at("/UpdatePolicy/AutoScalingInstanceRefresh");
              assertThat(refresh.at("/Preferences/MinHealthyPercentage").asInt()).isEqualTo(100);
              List<String> watched =
                  DeployedFunction.texts(refresh.at("/Preferences/AlarmSpecification/Alarms"));
              assertThat(watched)
                  .containsExactly(
                      GameAlarm.RELEASE_FAULTS.nameIn(stage.key(), release),
                      GameAlarm.RELEASE_LATENCY.nameIn(stage.key(), release));
              // They are there before the refresh, and those of the release before until its end.
              assertThat(DeployedFunction.texts(group.path("DependsOn")))
                  .containsAll(watched.stream().map(logicalIds::get).toList());
              // A version by its number: by $Latest nothing would change with a release.
              assertThat(group.toString())
                  .contains("LatestVersionNumber")
                  .doesNotContain("$Latest");
            });
    alarms.forEach((name, alarm) -> sayNothingOfOtherReleases(name, alarm, release));
  }

  /**
   * A refresh fails as soon as one of its alarms is on. So each of them watches what only this
   * release sends, and is quiet without: a fleet that is down does not bar the release that cures
   * it.
   */
  private static void sayNothingOfOtherReleases(String name, JsonNode alarm, String release) {
    boolean ofOneRelease = name.endsWith("-" + release);
    assertThat(alarm.path("Dimensions").findValuesAsText("Value").contains(release))
        .as(name)
        .isEqualTo(ofOneRelease);
    if (ofOneRelease) {
      assertThat(alarm.has("Metrics")).as(name).isFalse();
      assertThat(alarm.path("Namespace").asText()).startsWith("Gamekeeper/");
      assertThat(alarm.path("TreatMissingData").asText()).as(name).isEqualTo("notBreaching");
    }
  }

  private static String release(String userData) {
    return file(userData, "/etc/gamekeeper/game-server.env")
        .lines()
        .filter(line -> line.startsWith("GAME_SERVER_RELEASE="))
        .map(line -> line.substring(line.indexOf('=') + 1))
        .findAny()
        .orElseThrow();
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

  @Test
  void anInstancesRoleNamesWhatItMayTouch() {
    ObjectNode statements = Templates.JSON.createObjectNode();
    Templates.only(StageName.PROD, "Fleet", "AWS::IAM::Policy")
        .at("/Properties/PolicyDocument/Statement")
        .forEach(statement -> statements.set(statement.path("Sid").asText(), statement));

    assertThat(statements.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "EndTheWaitAtLifecycleHooks",
            "FetchReleases",
            "FollowTheConfiguration",
            "OperatorsComeBySystemsManager",
            "SendMetrics",
            "WriteTheLog");
    // The one before and the one after too, but nothing else of the account's assets.
    assertThat(statements.path("FetchReleases").path("Action").asText()).isEqualTo("s3:GetObject");
    assertThat(statements.path("FetchReleases").path("Resource").toString())
        .contains("-assets-")
        .endsWith("\"/*.gz\"]]}");
    assertThat(statements.path("EndTheWaitAtLifecycleHooks").path("Resource")).hasSize(2);
    assertThat(statements.path("SendMetrics").at("/Condition/StringEquals").toString())
        .isEqualTo("{\"cloudwatch:namespace\":\"Gamekeeper/prod\"}");
    assertThat(statements.path("FollowTheConfiguration").path("Resource").toString())
        .contains("/configuration/");
    assertThat(
            Templates.only(StageName.PROD, "Fleet", "AWS::IAM::Role")
                .path("Properties")
                .has("ManagedPolicyArns"))
        .isFalse();
  }

  @Test
  void autoScalingMayUseTheDisksKeyAndNobodyElseByThisPolicy() {
    JsonNode policy =
        Templates.only(StageName.PROD, "Fleet", "AWS::KMS::Key").at("/Properties/KeyPolicy");

    policy
        .path("Statement")
        .valueStream()
        .filter(statement -> statement.at("/Principal/AWS").asText().equals("*"))
        .forEach(
            statement ->
                assertThat(statement.at("/Condition/ArnEquals/aws:PrincipalArn").toString())
                    .contains("AWSServiceRoleForAutoScaling", "AWSServiceRoleForEC2Spot"));
    assertThat(policy.toString()).contains("kms:CreateGrant");
  }

  @Test
  void bothGroupsFollowTheirPlayersAndTheCheaperOneGrowsFirst() {
    Map<String, Double> targets = new TreeMap<>();
    policies(StageName.PROD, "TargetTrackingScaling")
        .values()
        .forEach(
            policy -> {
              JsonNode tracking = policy.path("TargetTrackingConfiguration");
              assertThat(tracking.at("/CustomizedMetricSpecification/MetricName").asText())
                  .isEqualTo("ConcurrentUsers");
              assertThat(tracking.at("/CustomizedMetricSpecification/Statistic").asText())
                  .isEqualTo("Average");
              targets.put(
                  policy.at("/AutoScalingGroupName/Ref").asText().replaceAll("Group.*", ""),
                  tracking.path("TargetValue").asDouble());
            });

    assertThat(targets).isEqualTo(Map.of("OnDemand", 125.0, "Spot", 100.0));
  }

  @Test
  void earlySignalsMakeTheFleetGrow() {
    Map<String, JsonNode> alarms = new TreeMap<>();
    Templates.resources(StageName.PROD, "Fleet", "AWS::CloudWatch::Alarm")
        .values()
        .forEach(
            alarm ->
                alarms.put(alarm.at("/Properties/AlarmName").asText(), alarm.path("Properties")));
    Map<GameAlarm, Double> thresholds =
        Map.of(
            GameAlarm.CONNECTION_SURGE, 1200.0,
            GameAlarm.SYN_BURST, 15_000.0,
            GameAlarm.PACKET_LOSS, 2.0);

    thresholds.forEach(
        (kind, threshold) -> {
          JsonNode alarm = alarms.getOrDefault(kind.nameIn("prod"), Templates.JSON.nullNode());
          assertThat(alarm.path("Threshold").asDouble()).isEqualTo(threshold);
          assertThat(alarm.path("ComparisonOperator").asText())
              .isEqualTo("GreaterThanOrEqualToThreshold");
          assertThat(alarm.path("Period").asInt()).isEqualTo(10);
          assertThat(alarm.path("AlarmActions").toString()).contains("ScalingGrowOn");
        });
    assertThat(policies(StageName.PROD, "StepScaling")).hasSize(3);
  }

  @Test
  void prodActsOnTheForecastAndDevOnlyShowsIt() {
    assertThat(forecastMode(StageName.PROD)).isEqualTo("ForecastAndScale");
    assertThat(forecastMode(StageName.DEV)).isEqualTo("ForecastOnly");
  }

  @ParameterizedTest
  @EnumSource
  void theForecastIsOfTheOnDemandGroupsPartOfThePlayers(StageName stage) {
    JsonNode load =
        policies(stage, "PredictiveScaling")
            .values()
            .iterator()
            .next()
            .at(
                "/PredictiveScalingConfiguration/MetricSpecifications/0"
                    + "/CustomizedLoadMetricSpecification/MetricDataQueries");
    Map<String, JsonNode> queries = new TreeMap<>();
    load.forEach(query -> queries.put(query.path("Id").asText(), query));
    JsonNode none = Templates.JSON.nullNode();

    // By all players it would be sized as if there were no Spot instances.
    assertThat(queries).containsOnlyKeys("load", "onDemand", "reports", "spot");
    assertThat(queries.getOrDefault("load", none).path("Expression").asText())
        .isEqualTo("reports / 5 * onDemand / (onDemand + FILL(spot, 0))");
    queries.forEach(
        (id, query) ->
            assertThat(query.path("ReturnData").asBoolean()).as(id).isEqualTo(id.equals("load")));
    for (String group : List.of("OnDemand", "Spot")) {
      String id = group.equals("Spot") ? "spot" : "onDemand";
      assertThat(
              queries.getOrDefault(id, none).at("/MetricStat/Metric/Dimensions/0/Value").asText())
          .isEqualTo(group(stage, group).path("AutoScalingGroupName").asText());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aChangedDocumentNeverMeetsItsOwnBakeTimeWhereNobodyPlays(StageName stage) {
    JsonNode strategy =
        Templates.only(stage, "Fleet", "AWS::AppConfig::Deployment")
            .at("/Properties/DeploymentStrategyId");

    if (stage == StageName.PROD) {
      assertThat(strategy.asText()).isEqualTo("AppConfig.Canary10Percent20Minutes");
      return;
    }
    JsonNode own =
        Templates.resources(stage, "Fleet", "AWS::AppConfig::DeploymentStrategy")
            .getOrDefault(strategy.path("Ref").asText(), Templates.JSON.nullNode())
            .path("Properties");
    assertThat(own.path("DeploymentDurationInMinutes").asInt(-1)).isZero();
    assertThat(own.path("FinalBakeTimeInMinutes").asInt(-1)).isZero();
    assertThat(own.path("GrowthFactor").asInt()).isEqualTo(100);
    assertThat(own.path("ReplicateTo").asText()).isEqualTo("NONE");
    assertThat(own.path("Name").asText()).contains(stage.key());
  }

  /** A second one at the same time is refused: two must not stand in the templates of a stage. */
  @ParameterizedTest
  @EnumSource
  void anEnvironmentHasOneDeploymentInAllStacksTogether(StageName stage) {
    Map<String, Integer> deployments = new TreeMap<>();
    Templates.resources(stage, "AWS::AppConfig::Deployment")
        .values()
        .forEach(
            deployment ->
                deployments.merge(
                    deployment.at("/Properties/EnvironmentId").toString(), 1, Integer::sum));

    assertThat(deployments)
        .hasSize(1)
        .allSatisfy((environment, count) -> assertThat(count).isOne());
  }

  @ParameterizedTest
  @EnumSource
  void aStageThatMayGoGoesAlthoughItsServersReadUntilTheEnd(StageName stage) {
    String expected = stage == StageName.PROD ? "ACCOUNT_DEFAULT" : "BYPASS";
    for (String type : List.of("Environment", "ConfigurationProfile")) {
      assertThat(
              Templates.only(stage, "Fleet", "AWS::AppConfig::" + type)
                  .at("/Properties/DeletionProtectionCheck")
                  .asText())
          .as(type)
          .isEqualTo(expected);
    }
  }

  @Test
  void theConfigurationThatAStageStartsWithIsOneThatItsSchemaAllows() throws IOException {
    JsonNode schema =
        Templates.JSON.readTree(
            Templates.only(StageName.DEV, "Fleet", "AWS::AppConfig::ConfigurationProfile")
                .at("/Properties/Validators/0/Content")
                .asText());
    JsonNode document =
        Templates.JSON.readTree(
            Templates.only(StageName.DEV, "Fleet", "AWS::AppConfig::HostedConfigurationVersion")
                .at("/Properties/Content")
                .asText());

    assertThat(DeployedFunction.texts(schema.path("required")))
        .containsExactly(GameServerSettings.TICKS_PER_SECOND, GameServerSettings.PLAYERS_PER_ROOM);
    assertThat(document.size()).isEqualTo(2);
    document
        .properties()
        .forEach(
            member -> {
              JsonNode allowed = schema.path("properties").path(member.getKey());
              assertThat(member.getValue().asInt())
                  .isBetween(allowed.path("minimum").asInt(), allowed.path("maximum").asInt());
            });
  }

  @Test
  void whatComesFromAnotherRegionCostsAServerNothingElse() {
    List<String> commands = userData(StageName.DEV, "Spot").lines().toList();
    List<String> installing =
        commands.stream().filter(line -> line.startsWith("  - ['dnf',")).toList();

    assertThat(installing)
        .filteredOn(line -> line.contains("java-25"))
        .singleElement()
        .asString()
        .contains("amazon-cloudwatch-agent")
        .doesNotContain("http");
    assertThat(installing)
        .filteredOn(line -> line.contains("https://s3.amazonaws.com/aws-appconfig-downloads/"))
        .singleElement()
        .asString()
        .contains("'--setopt=timeout=10'");
  }

  /** AppConfig guide, "Using environment variables to configure AWS AppConfig Agent". */
  @Test
  void theAgentFetchesTheConfigurationBeforeTheServerAsks() {
    String drop =
        file(
            userData(StageName.PROD, "OnDemand"),
            "/etc/systemd/system/aws-appconfig-agent.service.d/gamekeeper.conf");

    assertThat(drop.lines())
        .contains("Environment=PREFETCH_LIST=gamekeeper-prod:prod:" + GameServerSettings.PROFILE);
  }

  private static String forecastMode(StageName stage) {
    return policies(stage, "PredictiveScaling")
        .values()
        .iterator()
        .next()
        .at("/PredictiveScalingConfiguration/Mode")
        .asText();
  }

  private static Map<String, JsonNode> policies(StageName stage, String type) {
    Map<String, JsonNode> found = new TreeMap<>();
    Templates.resources(stage, "Fleet", "AWS::AutoScaling::ScalingPolicy")
        .forEach(
            (id, policy) -> {
              if (policy.at("/Properties/PolicyType").asText().equals(type)) {
                found.put(id, policy.path("Properties"));
              }
            });
    return found;
  }

  private static JsonNode group(StageName stage, String prefix) {
    return starting(stage, "AWS::AutoScaling::AutoScalingGroup", prefix);
  }

  private static String userData(StageName stage, String prefix) {
    StringBuilder text = new StringBuilder();
    starting(stage, "AWS::EC2::LaunchTemplate", prefix)
        .at("/LaunchTemplateData/UserData/Fn::Base64/Fn::Join/1")
        .forEach(
            part -> text.append(part.isTextual() ? part.asText() : part.path("Fn::Sub").asText()));
    return text.toString();
  }

  /** A file that user data writes. */
  private static String file(String userData, String path) {
    String from = userData.substring(userData.indexOf("  - path: " + path + "\n"));
    StringBuilder content = new StringBuilder();
    from.lines()
        .skip(3)
        .takeWhile(line -> line.isEmpty() || line.startsWith("      "))
        .forEach(line -> content.append(line.stripLeading()).append('\n'));
    return content.toString();
  }

  private static JsonNode starting(StageName stage, String type, String prefix) {
    return Templates.resources(stage, "Fleet", type).entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(prefix))
        .map(entry -> entry.getValue().path("Properties"))
        .findAny()
        .orElseThrow();
  }
}
