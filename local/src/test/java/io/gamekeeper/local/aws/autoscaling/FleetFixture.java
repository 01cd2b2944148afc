package io.gamekeeper.local.aws.autoscaling;

import static org.awaitility.Awaitility.await;

import io.gamekeeper.local.Foundation;
import io.gamekeeper.local.Grounds;
import io.gamekeeper.local.aws.appconfig.AppConfig;
import io.gamekeeper.local.aws.autoscaling.scaling.FakeAlarms;
import io.gamekeeper.local.engine.Durability;
import io.gamekeeper.local.engine.Engines;
import io.gamekeeper.local.observe.ErrorLog;
import io.gamekeeper.local.observe.LogStore;
import io.gamekeeper.local.observe.MetricStore;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.target.ServerGroup;
import io.gamekeeper.local.target.TargetHealth;
import io.gamekeeper.local.target.Traffic;
import io.gamekeeper.local.template.AwsEnvironment;
import io.gamekeeper.local.template.CloudAssembly;
import io.gamekeeper.local.template.Provisioner;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.Resources;
import io.gamekeeper.local.template.Template;
import io.gamekeeper.testing.VirtualTime;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A fleet from a template of its own. Its clock goes on while a test waits. Its server is a shell
 * script, which is up at once and ends when its instance has to go.
 */
final class FleetFixture implements AutoCloseable {
  static final AwsEnvironment EU = new AwsEnvironment("123456789012", "eu-central-1");
  static final String ON_DEMAND = "OnDemand";
  static final String SPOT = "Spot";

  /** HTTP in plain bash: prints the body of an answer, fails unless its status is 200. */
  static final String HTTP =
      """
      http() { # METHOD PATH HEADER
        local place=${AWS_EC2_METADATA_SERVICE_ENDPOINT#http://}
        exec 5<>"/dev/tcp/${place%:*}/${place#*:}" || return 1
        printf '%s %s HTTP/1.0\\r\\n%s\\r\\n\\r\\n' "$1" "$2" "$3" >&5
        local status line
        read -r _ status _ <&5
        while read -r line <&5 && [[ $line != $'\\r' ]]; do :; done
        cat <&5
        [[ $status == 200 ]]
      }
      metadata() {
        local token
        token=$(http PUT /latest/api/token 'X-aws-ec2-metadata-token-ttl-seconds: 60')
        http GET "/latest/meta-data/$1" "X-aws-ec2-metadata-token: $token"
      }
      complete() {
        aws autoscaling complete-lifecycle-action --lifecycle-hook-name "$1" \
          --auto-scaling-group-name "$GROUP" --instance-id "$(metadata instance-id)" \
          --lifecycle-action-result "$2" --region eu-central-1
      }
      """;

  private static final String SERVER =
      """
      #!/bin/bash
      if [[ ${1-} == --prepare ]]; then echo cache >>"$GAME_SERVER_AOT_DIR/made"; exit 0; fi
      HTTP_FUNCTIONS
      echo "serving on $GAME_SERVER_PORT"
      [[ $MODE == silent ]] || echo up >"$GAMEKEEPER_ROOT/up"
      served=
      while :; do
        case $(metadata autoscaling/target-lifecycle-state) in
          InService) served=yes ;;
          Terminated) break ;;
          Warmed:*) [[ -z $served ]] || break ;;
        esac
        sleep 0.1
      done
      echo 'let everybody finish'
      """;

  private static final String INSTALL =
      """
      #!/bin/bash
      set -eu
      aws s3 cp "$RELEASE_URL" "$GAMEKEEPER_ROOT/release.tar.gz" --only-show-errors
      echo "$RELEASE_SHA256  $GAMEKEEPER_ROOT/release.tar.gz" | sha256sum -c --status || {
        echo 'the release has another checksum than the template says' >&2; exit 1; }
      mkdir -p "$GAMEKEEPER_ROOT/opt/gamekeeper/release"
      tar -xzf "$GAMEKEEPER_ROOT/release.tar.gz" -C "$GAMEKEEPER_ROOT/opt/gamekeeper/release"
      """;

  private static final String IN_SERVICE =
      """
      #!/bin/bash
      HTTP_FUNCTIONS
      kill -0 "$MAINPID" && echo "waiting for $MAINPID"
      for _ in 1 2 3 4 5 6; do
        if [[ -e $GAMEKEEPER_ROOT/up ]]; then complete ready CONTINUE; exit 0; fi
        sleep 0.1
      done
      if [[ $MODE == silent ]]; then complete ready ABANDON; fi
      exit 1
      """;

  private static final String OUT_OF_SERVICE =
      """
      #!/bin/bash
      HTTP_FUNCTIONS
      echo "ended with $SERVICE_RESULT"
      state=$(metadata autoscaling/target-lifecycle-state)
      case $MODE in
        stay) ;;
        linger) [[ $state != Terminated ]] || complete drain CONTINUE ;;
        *) complete drain CONTINUE ;;
      esac
      """;

  private static final String UNIT =
      """
      [Unit]
      Description=Game server
      After=network-online.target

      [Service]
      User=game
      EnvironmentFile=/etc/gamekeeper/game-server.env
      ExecStartPre=-/opt/gamekeeper/release/bin/game-server --prepare
      ExecStart=/opt/gamekeeper/release/bin/game-server
      ExecStartPost=/opt/gamekeeper/bin/in-service
      ExecStopPost=/opt/gamekeeper/bin/out-of-service
      Restart=on-failure
      TimeoutStopSec=150
      NoNewPrivileges=true

      [Install]
      WantedBy=multi-user.target
      """;

  private static final String TEMPLATE =
      """
      {'Resources': {
        'Log': {'Type': 'AWS::Logs::LogGroup', 'Properties': {'LogGroupName': 'servers'}},
        'SubnetA': {'Type': 'AWS::EC2::Subnet', 'Properties': {
          'VpcId': 'v', 'CidrBlock': '10.0.0.0/24', 'AvailabilityZone': 'eu-central-1a'}},
        'SubnetB': {'Type': 'AWS::EC2::Subnet', 'Properties': {
          'VpcId': 'v', 'CidrBlock': '10.0.1.0/24', 'AvailabilityZone': 'eu-central-1b'}},
        'Role': {'Type': 'AWS::IAM::Role', 'Properties': {
          'RoleName': 'Server',
          'AssumeRolePolicyDocument': {'Statement': {'Effect': 'Allow', 'Action': 'sts:AssumeRole',
            'Principal': {'Service': 'ec2.amazonaws.com'}}},
          'Policies': [{'PolicyName': 'p', 'PolicyDocument': {'Statement': [
            {'Effect': 'Allow', 'Action': 's3:GetObject', 'Resource': 'arn:aws:s3:::assets/*'},
            {'Effect': 'Allow', 'Action': ['appconfig:StartConfigurationSession',
              'appconfig:GetLatestConfiguration'], 'Resource': '*'},
            {'Effect': 'Allow', 'Action': 'logs:PutLogEvents', 'Resource': '*'},
            {'Effect': 'Allow', 'Action': 'autoscaling:CompleteLifecycleAction',
             'Resource': 'arn:aws:autoscaling:*:*:autoScalingGroup:*'}]}}]}},
        'Profile': {'Type': 'AWS::IAM::InstanceProfile', 'Properties': {
          'Roles': [{'Ref': 'Role'}]}},
        'App': {'Type': 'AWS::AppConfig::Application', 'Properties': {'Name': 'game'}},
        'Env': {'Type': 'AWS::AppConfig::Environment', 'Properties': {
          'ApplicationId': {'Ref': 'App'}, 'Name': 'dev'}},
        'Config': {'Type': 'AWS::AppConfig::ConfigurationProfile', 'Properties': {
          'ApplicationId': {'Ref': 'App'}, 'Name': 'game-server', 'LocationUri': 'hosted'}},
        'Version': {'Type': 'AWS::AppConfig::HostedConfigurationVersion', 'Properties': {
          'ApplicationId': {'Ref': 'App'}, 'ConfigurationProfileId': {'Ref': 'Config'},
          'ContentType': 'application/json', 'Content': 'ticks'}},
        'Strategy': {'Type': 'AWS::AppConfig::DeploymentStrategy', 'Properties': {
          'Name': 'all', 'DeploymentDurationInMinutes': 0}},
        'Deployment': {'Type': 'AWS::AppConfig::Deployment', 'Properties': {
          'ApplicationId': {'Ref': 'App'}, 'EnvironmentId': {'Ref': 'Env'},
          'ConfigurationProfileId': {'Ref': 'Config'}, 'ConfigurationVersion': {'Ref': 'Version'},
          'DeploymentStrategyId': {'Ref': 'Strategy'}}},
        'OnDemandTemplate': {'Type': 'AWS::EC2::LaunchTemplate', 'Properties': {
          'LaunchTemplateData': {
            'ImageId': 'ami-0123456789abcdef0', 'IamInstanceProfile': {'Arn': {'Fn::GetAtt': ['Profile', 'Arn']}},
            'UserData': {'Fn::Base64': 'USER_DATA_OnDemand'}}}},
        'SpotTemplate': {'Type': 'AWS::EC2::LaunchTemplate', 'Properties': {
          'LaunchTemplateData': {
            'ImageId': 'ami-0123456789abcdef0',
            'InstanceMarketOptions': {'MarketType': 'spot'},
            'IamInstanceProfile': {'Arn': {'Fn::GetAtt': ['Profile', 'Arn']}},
            'UserData': {'Fn::Base64': 'USER_DATA_Spot'}}}},
        'OnDemand': {'Type': 'AWS::AutoScaling::AutoScalingGroup', 'Properties': {
          'AutoScalingGroupName': 'OnDemand', 'MinSize': '2', 'MaxSize': '4',
          'LaunchTemplate': {'LaunchTemplateId': {'Ref': 'OnDemandTemplate'},
            'Version': {'Fn::GetAtt': ['OnDemandTemplate', 'LatestVersionNumber']}},
          'VPCZoneIdentifier': [{'Ref': 'SubnetA'}, {'Ref': 'SubnetB'}],
          'TargetGroupARNs': ['targets'], 'HealthCheckType': 'ELB', 'HealthCheckGracePeriod': 30,
          HOOKS}},
        'Spot': {'Type': 'AWS::AutoScaling::AutoScalingGroup', 'Properties': {
          'AutoScalingGroupName': 'Spot', 'MinSize': '0', 'MaxSize': '2', 'CapacityRebalance': true,
          'LaunchTemplate': {'LaunchTemplateId': {'Ref': 'SpotTemplate'}, 'Version': '1'},
          'VPCZoneIdentifier': [{'Ref': 'SubnetA'}], 'TargetGroupARNs': ['targets'],
          HOOKS}}
        POOL
      }}
      """;

  private static final String HOOKS =
      """
      'LifecycleHookSpecificationList': [
        {'LifecycleHookName': 'ready', 'HeartbeatTimeout': READY_LIMIT, 'DefaultResult': 'ABANDON',
         'LifecycleTransition': 'autoscaling:EC2_INSTANCE_LAUNCHING'},
        {'LifecycleHookName': 'drain', 'HeartbeatTimeout': 600, 'DefaultResult': 'CONTINUE',
         'LifecycleTransition': 'autoscaling:EC2_INSTANCE_TERMINATING'}]
      """;

  private static final String WARM_POOL =
      """
      , 'Pool': {'Type': 'AWS::AutoScaling::WarmPool', 'Properties': {
          'AutoScalingGroupName': {'Ref': 'OnDemand'}, 'MinSize': 1, 'MaxGroupPreparedCapacity': 3}}
      """;

  private static final String REUSING_POOL =
      """
      , 'Pool': {'Type': 'AWS::AutoScaling::WarmPool', 'Properties': {
          'AutoScalingGroupName': {'Ref': 'OnDemand'}, 'MinSize': 1, 'MaxGroupPreparedCapacity': 4,
          'InstanceReusePolicy': {'ReuseOnScaleIn': true}}}
      """;

  final VirtualTime time = new VirtualTime();
  final Ground ground;

  /** The names of the tasks that have begun. */
  final Queue<String> tasks = new ConcurrentLinkedQueue<>();

  final ErrorLog errors;
  final LogStore logs;
  final MetricStore metrics;
  final FakeTargets targets = new FakeTargets();
  final FakeAlarms alarms = new FakeAlarms();
  final Path folder;
  final Path cache;
  final Fleet fleet;
  private final Resources resources;

  /** Target groups whose instances are as healthy as a test says. */
  static final class FakeTargets implements ServerGroup {
    final Map<String, TargetHealth> registered = new ConcurrentHashMap<>();

    /** What has gone over the network of each instance. */
    volatile Traffic traffic = Traffic.NONE;

    @Override
    public void register(String instanceId, InetSocketAddress address) {
      registered.put(instanceId, TargetHealth.HEALTHY);
    }

    @Override
    public void deregister(String instanceId) {
      registered.remove(instanceId);
    }

    @Override
    public TargetHealth health(String instanceId) {
      return registered.getOrDefault(instanceId, TargetHealth.UNUSED);
    }

    @Override
    public Traffic traffic(String instanceId) {
      return traffic;
    }
  }

  /** How a fleet differs from the usual one. */
  enum Variant {
    USUAL(""),
    /** The server is never ready. */
    SILENT("silent"),
    /** Nobody completes the drain hook. */
    STAY("stay"),
    /** The user data has no script that completes the ready hook. */
    UNANNOUNCED("unannounced"),
    WRONG_CHECKSUM("checksum"),
    WARM("warm", WARM_POOL),
    /** Instances that the group can spare go back to the pool. */
    REUSE("reuse", REUSING_POOL),
    /** The same, but nobody completes the drain hook for them. */
    REUSE_LATE("linger", REUSING_POOL);

    private final String mode;
    private final String pool;

    Variant(String mode) {
      this(mode, "");
    }

    Variant(String mode, String pool) {
      this.mode = mode;
      this.pool = pool;
    }

    /**
     * The seconds until the ready hook times out. Only where a test waits for that they are few: a
     * busy machine boots in the longest limit that AWS allows, while time passes fast.
     */
    private int readyLimit() {
      return this == UNANNOUNCED || this == WRONG_CHECKSUM ? 300 : 7200;
    }
  }

  FleetFixture(Path root, Variant variant) throws IOException {
    this(root, variant, UnaryOperator.identity());
  }

  /** Makes a fleet whose template a test has changed. */
  FleetFixture(Path root, Variant variant, UnaryOperator<String> change) throws IOException {
    this.folder = Files.createDirectories(root.resolve("fleet"));
    this.cache = root.resolve("cache");
    Path release = release(root);
    ground = Grounds.by(time, root);
    ground.agenda().observe((_, task) -> tasks.add(task));
    ground.serverGroups().add("targets", targets);
    errors = ground.errors();
    logs = ground.logs();
    metrics = ground.metrics();
    Foundation foundation =
        new Foundation(ground, Engines.ofOneStage(root.resolve("engines"), Durability.TEMPORARY));
    ground.alarms().keptBy(alarms);
    logs.create("servers");
    AppConfig appConfig = foundation.services().add(new AppConfig(ground));
    fleet =
        Fleet.open(
            ground,
            appConfig.configurations(),
            (bucket, key) ->
                (bucket + "/" + key).equals("assets/release.tar.gz")
                    ? Optional.of(release)
                    : Optional.empty(),
            (_, _) -> {},
            cache);
    List<ResourceType> types = new ArrayList<>(foundation.resourceTypes());
    types.addAll(fleet.resourceTypes());
    String checksum = variant == Variant.WRONG_CHECKSUM ? "0".repeat(64) : sha256(release);
    String template =
        TEMPLATE
            .replace("HOOKS", HOOKS)
            .replace("READY_LIMIT", Integer.toString(variant.readyLimit()))
            .replace("POOL", variant.pool)
            .replace('\'', '"')
            .replace("USER_DATA_OnDemand", userData(ON_DEMAND, variant, checksum))
            .replace("USER_DATA_Spot", userData(SPOT, variant, checksum));
    try {
      resources =
          new Provisioner(types)
              .provision(
                  CloudAssembly.of(
                      List.of(Template.parse("App", "Dev-App", EU, change.apply(template))),
                      Map.of()));
    } catch (RuntimeException e) {
      fleet.close();
      ground.close();
      throw e;
    }
    fleet.start();
  }

  /** Returns user data, escaped for the template. */
  private static String userData(String group, Variant variant, String checksum) {
    String environment =
        """
        GAME_SERVER_PORT=8080
        GAME_SERVER_CONFIGURATION_URL=http://127.0.0.1:2772/applications/game/environments/dev/configurations/game-server
        MODE=%s
        GROUP=%s
        """
            .formatted(variant.mode, group);
    String text =
        "#cloud-config\nwrite_files:\n"
            + file("/etc/gamekeeper/game-server.env", environment, false)
            + file(
                "/opt/gamekeeper/bin/install-release",
                INSTALL
                    .replace("$RELEASE_URL", "s3://assets/release.tar.gz")
                    .replace("$RELEASE_SHA256", checksum),
                true)
            + file(
                "/opt/gamekeeper/bin/in-service",
                variant == Variant.UNANNOUNCED ? "#!/bin/sh\n" : IN_SERVICE,
                true)
            + file("/opt/gamekeeper/bin/out-of-service", OUT_OF_SERVICE, true)
            + file("/etc/systemd/system/game-server.service", UNIT, false)
            + file("/opt/gamekeeper/agent.json", "{\"log_group_name\": \"servers\"}", false)
            + """
            runcmd:
              - [dnf, install, -y, amazon-cloudwatch-agent]
              - [/opt/gamekeeper/bin/install-release]
              - [systemctl, daemon-reload]
              - [systemctl, enable, --now, amazon-cloudwatch-agent.service]
              - [systemctl, enable, --now, game-server.service]
            """;
    return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  private static String file(String path, String content, boolean executable) {
    String text = content.replace("HTTP_FUNCTIONS", HTTP);
    return "- path: %s\n  permissions: '%s'\n  encoding: b64\n  content: %s\n"
        .formatted(
            path,
            executable ? "0755" : "0644",
            Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static Path release(Path root) throws IOException {
    Path content = Files.createDirectories(root.resolve("release/bin"));
    Path server = content.resolve("game-server");
    Files.writeString(server, SERVER.replace("HTTP_FUNCTIONS", HTTP));
    if (!server.toFile().setExecutable(true)) {
      throw new IOException("the test's server cannot be made executable");
    }
    Path archive = root.resolve("release.tar.gz");
    Process tar =
        new ProcessBuilder("tar", "-czf", archive.toString(), "-C", root + "/release", "bin")
            .inheritIO()
            .start();
    int code = tar.onExit().join().exitValue();
    if (code != 0) {
      throw new IOException("tar ended with " + code);
    }
    return archive;
  }

  private static String sha256(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Lets time pass, a second at a time, until something holds. */
  void passUntil(Callable<Boolean> condition) {
    try {
      await()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(40))
          .atMost(Duration.ofSeconds(100))
          .until(
              () -> {
                time.advance(Duration.ofSeconds(1));
                return condition.call();
              });
    } catch (ConditionTimeoutException e) {
      String activities =
          fleet.activities(ON_DEMAND).stream()
              .map(activity -> activity.status() + " " + activity.message())
              .collect(Collectors.joining("\n"));
      throw new AssertionError(activities + "\n" + errors.newest(), e);
    }
  }

  /** Returns what a reference to a resource gives. */
  String ref(String logicalId) {
    return resources.find(logicalId).orElseThrow().ref();
  }

  List<InstanceView> in(String group, LifecycleState state) {
    return fleet.instances().stream()
        .filter(instance -> instance.group().equals(group) && instance.state() == state)
        .toList();
  }

  List<String> ids(String group, LifecycleState state) {
    return in(group, state).stream().map(InstanceView::id).toList();
  }

  @Override
  public void close() throws IOException {
    fleet.close();
    ground.close();
    resources.close();
  }
}
