package io.gamekeeper.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The instances of the fleet: what they are made of, what they run and what they may touch. */
final class FleetInstancesTest {
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
      String userData = FleetTemplate.userData(stage, group);

      assertThat(userData.getBytes(StandardCharsets.UTF_8).length).isLessThan(USER_DATA_LIMIT);
      assertThat(userData).startsWith("#cloud-config\n");
      // CloudFormation shows anything else as question marks.
      assertThat(userData).matches("\\p{ASCII}*");
      assertThat(userData).contains("RELEASE_SHA256=" + checksum + "\n");
      assertThat(userData).containsPattern("RELEASE_URL=s3://cdk-\\S+/[0-9a-f]{64}\\.gz\n");
      assertThat(userData)
          .contains(
              "AUTO_SCALING_GROUP="
                  + FleetTemplate.group(stage, group).path("AutoScalingGroupName").asText()
                  + "\n");
    }
  }

  @Test
  void theServerIsToldWhatItNeeds() {
    Map<String, String> variables = FleetTemplate.serverVariables(StageName.DEV, "OnDemand");

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
      Map<String, String> variables = FleetTemplate.serverVariables(stage, group);
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
      assertThat(FleetTemplate.serverVariables(stage, "OnDemand"))
          .containsEntry(GameServerEnvironment.CLAIMS_URL, "rediss://:6379")
          .containsEntry(GameServerEnvironment.ADDRESS, "0.0.0.0");
    }
  }

  @Test
  void theUnitGivesPlayersTheirTimeAndTellsTheGroup() {
    String unit =
        FleetTemplate.file(
            FleetTemplate.userData(StageName.PROD, "Spot"),
            "/etc/systemd/system/game-server.service");

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
    String userData = FleetTemplate.userData(stage, "OnDemand");
    String unit = FleetTemplate.file(userData, "/etc/systemd/system/game-server.service");
    JsonNode agent =
        Templates.JSON.readTree(
            FleetTemplate.file(userData, "/etc/gamekeeper/cloudwatch-agent.json"));
    String log = agent.at("/logs/logs_collected/files/collect_list/0/file_path").asText();

    assertThat(log).isEqualTo("/var/log/game-server/game-server.log");
    assertThat(unit.lines())
        .contains("StandardOutput=append:" + log, "StandardError=inherit")
        .noneMatch(line -> line.startsWith("LogsDirectory"));
    assertThat(FleetTemplate.file(userData, "/etc/tmpfiles.d/game-server.conf").lines())
        .contains("d /var/log/game-server 0755 root root -");
    assertThat(userData.indexOf("'systemd-tmpfiles', '--create'"))
        .isPositive()
        .isLessThan(userData.indexOf("'--now', 'game-server.service'"));
    assertThat(FleetTemplate.file(userData, "/etc/logrotate.d/game-server"))
        .startsWith(log + " {\n");
  }

  @Test
  void theAgentSendsOneDiskMetricForAllServers() throws IOException {
    JsonNode disk =
        Templates.JSON
            .readTree(
                FleetTemplate.file(
                    FleetTemplate.userData(StageName.DEV, "Spot"),
                    "/etc/gamekeeper/cloudwatch-agent.json"))
            .at("/metrics/metrics_collected/disk");

    // By the agent's name for it, not by ours: else each server's own would be sent as well.
    assertThat(disk.at("/drop_original_metrics/0").asText())
        .isEqualTo(disk.at("/measurement/0/name").asText());
  }

  @Test
  void theServersTracesGoToTheAgentWhereItListens() throws IOException {
    String userData = FleetTemplate.userData(StageName.DEV, "Spot");

    assertThat(
            Templates.JSON
                .readTree(FleetTemplate.file(userData, "/etc/gamekeeper/cloudwatch-agent.json"))
                .at("/traces/traces_collected/xray/bind_address")
                .asText())
        .isEqualTo("127.0.0.1:2000");
    assertThat(FleetTemplate.file(userData, "/etc/gamekeeper/game-server.env").lines())
        .anyMatch(line -> line.matches("AWS_XRAY_DAEMON_ADDRESS=.?127.0.0.1:2000.?"));
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
            "SendTraces",
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
  void whatComesFromAnotherRegionCostsAServerNothingElse() {
    List<String> commands = FleetTemplate.userData(StageName.DEV, "Spot").lines().toList();
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
        FleetTemplate.file(
            FleetTemplate.userData(StageName.PROD, "OnDemand"),
            "/etc/systemd/system/aws-appconfig-agent.service.d/gamekeeper.conf");

    assertThat(drop.lines())
        .contains("Environment=PREFETCH_LIST=gamekeeper-prod:prod:" + GameServerSettings.PROFILE);
  }
}
