package io.gamekeeper.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.infra.config.ConfigException;
import io.gamekeeper.infra.config.StageName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A first deployment that fails can be repeated, and a stage that is not protected can be deleted.
 */
final class LifecycleTest {

  /** What holds what cannot be made again: data, the keys to it, and what tells what happened. */
  private static final Set<String> HOLD_DATA =
      Set.of(
          "AWS::DynamoDB::Table",
          "AWS::ElastiCache::ReplicationGroup",
          "AWS::KMS::Key",
          "AWS::Lambda::Version",
          "AWS::Logs::LogGroup",
          "AWS::Logs::LogStream",
          "AWS::RDS::DBInstance",
          "AWS::RDS::DBSubnetGroup",
          "AWS::S3::Bucket",
          "AWS::SQS::Queue",
          "AWS::SecretsManager::Secret");

  /** Properties that end in a name or identifier, which is that of something else. */
  private static final Set<String> NAMES_OF_OTHERS =
      Set.of(
          "AWS::AutoScaling::ScalingPolicy.AutoScalingGroupName",
          "AWS::AutoScaling::WarmPool.AutoScalingGroupName",
          "AWS::CertificateManager::Certificate.DomainName",
          "AWS::CloudWatch::Alarm.MetricName",
          "AWS::EC2::FlowLog.LogGroupName",
          "AWS::EC2::VPCEndpoint.ServiceName",
          "AWS::ElastiCache::ReplicationGroup.CacheParameterGroupName",
          "AWS::ElastiCache::ReplicationGroup.CacheSubnetGroupName",
          "AWS::Events::Rule.EventBusName",
          "AWS::Glue::Table.DatabaseName",
          "AWS::Lambda::Alias.FunctionName",
          "AWS::Lambda::EventInvokeConfig.FunctionName",
          "AWS::Lambda::EventSourceMapping.FunctionName",
          "AWS::Lambda::Permission.FunctionName",
          "AWS::Lambda::Version.FunctionName",
          "AWS::Logs::Delivery.DeliverySourceName",
          "AWS::Logs::LogStream.LogGroupName",
          "AWS::Logs::MetricFilter.LogGroupName",
          "AWS::RDS::DBInstance.DBName",
          "AWS::RDS::DBInstance.DBParameterGroupName",
          "AWS::RDS::DBInstance.DBSubnetGroupName",
          "AWS::RDS::DBInstance.OptionGroupName",
          "AWS::RDS::DBInstance.SourceDBInstanceIdentifier",
          "AWS::RDS::DBProxyTargetGroup.DBProxyName",
          "AWS::RDS::DBProxyTargetGroup.TargetGroupName",
          "AWS::RDS::OptionGroup.EngineName",
          "AWS::Route53::RecordSet.SetIdentifier",
          "AWS::SNS::Topic.DisplayName",
          "AWS::Scheduler::Schedule.GroupName",
          "Custom::S3AutoDeleteObjects.BucketName");

  private static final String PEOPLE = "people and other systems type it";
  private static final String BELOW = "unique below a parent of the same stack, and goes with it";
  private static final String GENERATED = "the CDK's, as the type has no name by itself; not kept";

  /**
   * The fixed names, and why each is fixed. Of what is kept, a fixed name is in the way of the
   * deployment after a deletion of the stack: somebody has to delete or import it first.
   */
  private static final List<FixedName> FIXED_NAMES =
      List.of(
          fixed("AWS::AppConfig::Application", "gamekeeper-STAGE", "servers ask for it by name"),
          fixed("AWS::AppConfig::ConfigurationProfile", "game-server", BELOW),
          fixed(
              "AWS::AppConfig::DeploymentStrategy",
              "gamekeeper-STAGE-at-once",
              "the type demands one; not kept"),
          fixed("AWS::AppConfig::Environment", "STAGE", BELOW),
          fixed("AWS::Athena::NamedQuery", "gamekeeper-STAGE-[a-z-]+", PEOPLE),
          fixed("AWS::Athena::WorkGroup", "gamekeeper-STAGE", PEOPLE),
          fixed(
              "AWS::AutoScaling::AutoScalingGroup",
              "gamekeeper-STAGE-servers(-spot)?",
              "its instances find their group by it, before the template could tell them"),
          fixed("AWS::CloudFront::Function", "us-east-1SSSStandInAnswer\\w{8}", GENERATED),
          fixed("AWS::CloudWatch::Alarm", "gamekeeper-STAGE-[\\w-]+", PEOPLE),
          fixed("AWS::CloudWatch::CompositeAlarm", "gamekeeper-STAGE-[\\w-]+", PEOPLE),
          fixed("AWS::CloudWatch::Dashboard", "gamekeeper-STAGE-\\w+", PEOPLE),
          fixed("AWS::Events::EventBus", "SSSCoreEvents\\w{8}", GENERATED),
          fixed("AWS::IAM::ManagedPolicy", "gamekeeper-STAGE-asset-release", PEOPLE),
          fixed("AWS::IAM::ManagedPolicy", "gamekeeper-STAGE-operations-api", PEOPLE),
          fixed("AWS::IAM::Role", "gamekeeper-STAGE-(viewer|planner|approver|on-call)", PEOPLE),
          fixed("AWS::IAM::Policy", "\\w+DefaultPolicy\\w{8}", BELOW),
          fixed(
              "AWS::KinesisFirehose::DeliveryStream",
              "gamekeeper-STAGE-player-events",
              "rights name it in a stack that comes before; not kept"),
          fixed("AWS::KMS::Alias", "alias/gamekeeper-STAGE-assets", PEOPLE),
          fixed("AWS::Lambda::Alias", "live", BELOW),
          fixed("AWS::Logs::DeliveryDestination", ".*gamekeeper-.*Distribution.*", GENERATED),
          fixed("AWS::Logs::DeliverySource", ".*gamekeeper-.*Distribution.*", GENERATED),
          fixed(
              "AWS::Logs::LogGroup",
              "/aws/rds/instance/gamekeeper-STAGE-payments(-replica)?/(audit|error|slowquery)",
              "RDS writes to this group; it would make it itself, to be kept for ever"),
          fixed(
              "AWS::Logs::LogGroup", "aws-waf-logs-gamekeeper-STAGE", "WAF insists on the prefix"),
          fixed("AWS::Logs::LogGroup", "/gamekeeper/STAGE/game-server", "agents are told it"),
          fixed("AWS::Logs::LogGroup", "/gamekeeper/STAGE/(?!game-server)[a-z-]+", PEOPLE),
          fixed("AWS::Logs::LogStream", "errors", BELOW),
          fixed("AWS::Logs::QueryDefinition", "gamekeeper-STAGE/[a-z-]+", PEOPLE),
          fixed("AWS::RDS::DBInstance", "gamekeeper-STAGE-payments(-replica)?", PEOPLE),
          fixed(
              "AWS::Logs::LogGroup",
              "/aws/vendedlogs/gamekeeper-STAGE-ranking/(slow|engine)-log",
              "the prefix keeps the account's policy for log deliveries short"),
          fixed(
              "AWS::Logs::LogGroup",
              "/aws/rds/proxy/gamekeeper-STAGE-payments",
              "RDS Proxy writes to this group; it would make it itself, to be kept for ever"),
          fixed(
              "AWS::RDS::DBProxy",
              "gamekeeper-STAGE-payments",
              "the name of its log group contains it"),
          fixed("AWS::RUM::AppMonitor", "gamekeeper-STAGE", "the type demands one; not kept"),
          fixed(
              "AWS::Route53::RecordSet",
              ".*MailIdentity\\w{8}.*DkimDNSTokenName.*",
              "SES makes it up"),
          fixed("AWS::Route53::RecordSet", "[a-z.-]+\\.gamekeeper\\.example\\.", "it is a name"),
          fixed(
              "AWS::S3::Bucket",
              ".*gamekeeper-STAGE-assets-.*AWS::AccountId.*",
              "the distribution in another region points to it"),
          fixed("AWS::SSM::Parameter", "/gamekeeper/STAGE/[\\w/-]+", PEOPLE),
          fixed("AWS::Scheduler::ScheduleGroup", "SSS\\w+(-\\w+)+-Group-\\w{8}", GENERATED),
          fixed("AWS::WAFv2::WebACL", "gamekeeper-STAGE", PEOPLE));

  private record FixedName(String type, String name, String reason) {
    boolean covers(StageName stage, String type, String name) {
      String here = this.name.replace("STAGE", stage.key()).replace("SSS", stage.constructId());
      return this.type.equals(type) && Pattern.matches(here, name);
    }
  }

  private static FixedName fixed(String type, String name, String reason) {
    return new FixedName(type, name, reason);
  }

  /**
   * Retain would keep what a failed first deployment made, and the second attempt would end in
   * "already exists".
   */
  @ParameterizedTest
  @EnumSource
  void whateverIsKeptGoesWithTheDeploymentThatMadeItIfThatFails(StageName stage) {
    Map<String, String> kept = new TreeMap<>();
    forEachResource(
        Templates.stacks(stage),
        (id, resource) -> {
          String deletion = resource.path("DeletionPolicy").asText("Delete");
          String replacement = resource.path("UpdateReplacePolicy").asText("Delete");
          assertThat(deletion).as(id).isIn("Delete", "RetainExceptOnCreate");
          assertThat(replacement).as(id).isEqualTo(deletion.equals("Delete") ? "Delete" : "Retain");
          if (!deletion.equals("Delete")) {
            kept.put(id, resource.path("Type").asText());
          }
        });

    if (stage == StageName.PROD) {
      Map<String, String> holders = new TreeMap<>();
      forEachResource(
          Templates.stacks(stage),
          (id, resource) -> {
            if (HOLD_DATA.contains(resource.path("Type").asText())) {
              holders.put(id, resource.path("Type").asText());
            }
          });
      assertThat(kept).isEqualTo(holders);
      assertThat(new TreeSet<>(kept.values())).isEqualTo(new TreeSet<>(HOLD_DATA));
    } else {
      assertThat(kept).isEmpty();
    }
  }

  /** S3 deletes no bucket that holds anything, and some are written to from the first minute. */
  @ParameterizedTest
  @EnumSource
  void bucketsThatAreDeletedAreEmptiedFirstAndOthersNever(StageName stage) {
    Templates.stacks(stage)
        .forEach(
            (stack, template) -> {
              Set<String> buckets = new TreeSet<>();
              Set<String> emptied = new TreeSet<>();
              forEachResource(
                  Map.of(stack, template),
                  (id, resource) -> {
                    switch (resource.path("Type").asText()) {
                      case "AWS::S3::Bucket" -> {
                        // The handler empties no bucket without it.
                        assertThat(
                                resource
                                    .at("/Properties/Tags")
                                    .toString()
                                    .contains("auto-delete-objects"))
                            .as(id)
                            .isEqualTo(stage != StageName.PROD);
                        buckets.add(id.replace(stack + "/", ""));
                      }
                      case "Custom::S3AutoDeleteObjects" ->
                          emptied.add(resource.at("/Properties/BucketName/Ref").asText());
                      default -> {}
                    }
                  });
              assertThat(emptied).as(stack).isEqualTo(stage == StageName.PROD ? Set.of() : buckets);
            });
  }

  @ParameterizedTest
  @EnumSource
  void everyFixedNameIsReviewed(StageName stage) {
    assertThat(fixedNames(stage, new HashSet<>())).isEmpty();
  }

  @Test
  void everyReviewedNameIsThere() {
    Set<FixedName> used = new HashSet<>();
    for (StageName stage : StageName.values()) {
      fixedNames(stage, used);
    }

    assertThat(used).containsAll(FIXED_NAMES);
  }

  /** Those that nobody has reviewed; adds to {@code used} those that somebody has. */
  private static List<String> fixedNames(StageName stage, Set<FixedName> used) {
    List<String> unreviewed = new ArrayList<>();
    forEachResource(
        Templates.stacks(stage),
        (id, resource) -> {
          String type = resource.path("Type").asText();
          resource
              .path("Properties")
              .properties()
              .forEach(
                  property -> {
                    if (!property.getKey().matches("(.*Name|.*Identifier)")
                        || property.getKey().equals("VPCZoneIdentifier")
                        || NAMES_OF_OTHERS.contains(type + "." + property.getKey())) {
                      return;
                    }
                    String name =
                        property.getValue().isTextual()
                            ? property.getValue().textValue()
                            : property.getValue().toString();
                    List<FixedName> reviewed =
                        FIXED_NAMES.stream().filter(f -> f.covers(stage, type, name)).toList();
                    used.addAll(reviewed);
                    if (reviewed.size() != 1) {
                      unreviewed.add(id + " " + type + "." + property.getKey() + " " + name);
                    }
                  });
        });

    return unreviewed;
  }

  @Test
  void whatIsKeptHasAGeneratedNameUnlessOthersMustKnowIt() {
    Set<String> keptWithFixedName = new TreeSet<>();
    for (FixedName name : FIXED_NAMES) {
      if (HOLD_DATA.contains(name.type())) {
        keptWithFixedName.add(name.type());
      }
    }

    assertThat(keptWithFixedName)
        .containsExactly(
            "AWS::Logs::LogGroup",
            // Its group has a fixed name already, and both come and go together.
            "AWS::Logs::LogStream",
            "AWS::RDS::DBInstance",
            "AWS::S3::Bucket");
  }

  /**
   * CloudFormation cannot delete what refuses to be deleted, so a first deployment that fails ends
   * in ROLLBACK_FAILED, and a stack with termination protection cannot be made again.
   */
  @Test
  void nothingRefusesToBeRolledBackInAFirstDeployment(@TempDir Path root) throws IOException {
    Path first = synthesise(root, "true");

    assertThat(locks(first)).isEmpty();
    assertThat(locks(Templates.assembly()))
        .contains(
            "Prod-Core",
            "Data/ScoreLogTable48D7A419",
            "Data/PaymentDatabaseInstance1E800893",
            "Data/PaymentDatabaseReplica9CAD236D",
            "Edge/LoadBalancerBE9EEC3A");
    for (StageName stage : StageName.values()) {
      assertThat(withoutLocks(Templates.stacks(first, stage)))
          .as("the second deployment switches on the locks, and changes nothing else")
          .isEqualTo(withoutLocks(Templates.stacks(stage)));
    }
  }

  @Test
  void whatIsNoAnswerIsNoFirstDeployment(@TempDir Path root) {
    assertThatThrownBy(() -> synthesise(root, "yes"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "cdk.json: context.firstDeployment: yes is not allowed; allowed: true or false");
  }

  private static Path synthesise(Path root, String firstDeployment) throws IOException {
    ObjectNode settings = (ObjectNode) Templates.json(Templates.ROOT.resolve("cdk.json"));
    ((ObjectNode) settings.path("context")).put("firstDeployment", firstDeployment);
    Files.writeString(root.resolve("cdk.json"), settings.toString());
    Path output = Templates.temporaryFolder();
    Templates.app(root, output).synth();
    return output;
  }

  /** Stacks and resources of prod that cannot be deleted before somebody allows it. */
  private static Set<String> locks(Path assembly) {
    Set<String> locks = new TreeSet<>();
    Templates.json(assembly.resolve("assembly-Prod").resolve("manifest.json"))
        .path("artifacts")
        .valueStream()
        .filter(artifact -> artifact.at("/properties/terminationProtection").asBoolean())
        .forEach(artifact -> locks.add(artifact.at("/properties/stackName").asText()));
    forEachResource(
        Templates.stacks(assembly, StageName.PROD),
        (id, resource) -> {
          if (unlock(resource.deepCopy())) {
            locks.add(id);
          }
        });
    return locks;
  }

  /** Takes away what keeps AWS from deleting a resource; whether there was any of it. */
  private static boolean unlock(ObjectNode resource) {
    boolean locked = false;
    if (resource.path("Properties") instanceof ObjectNode properties) {
      for (String property : List.of("DeletionProtection", "DeletionProtectionEnabled")) {
        @Nullable JsonNode removed = properties.remove(property);
        locked |= removed != null && removed.asBoolean();
      }
      for (JsonNode attribute : properties.path("LoadBalancerAttributes")) {
        if (attribute.path("Key").asText().equals("deletion_protection.enabled")) {
          locked |= attribute.path("Value").asText().equals("true");
          ((ObjectNode) attribute).remove("Value");
        }
      }
    }
    return locked;
  }

  private static Map<String, JsonNode> withoutLocks(Map<String, JsonNode> stacks) {
    Map<String, JsonNode> resources = new TreeMap<>();
    forEachResource(
        stacks,
        (id, resource) -> {
          ObjectNode unlocked = resource.deepCopy();
          unlock(unlocked);
          // It explains the findings that a lock would have avoided.
          unlocked.remove("Metadata");
          resources.put(id, unlocked);
        });
    return resources;
  }

  private static void forEachResource(
      Map<String, JsonNode> stacks, BiConsumer<String, JsonNode> consumer) {
    stacks.forEach(
        (stack, template) ->
            template
                .path("Resources")
                .properties()
                .forEach(entry -> consumer.accept(stack + "/" + entry.getKey(), entry.getValue())));
  }
}
