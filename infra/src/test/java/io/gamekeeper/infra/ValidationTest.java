package io.gamekeeper.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.CfnSecurityGroup;
import software.amazon.awscdk.services.s3.Bucket;

final class ValidationTest {

  @Test
  void noFindingIsLeftUnexplained() {
    JsonNode report = Templates.json(Templates.assembly().resolve("validation-report.json"));

    assertThat(unexplained(report)).isEmpty();
    // cdk-nag reports only when something is left to report; the next test proves that it runs.
    assertThat(report.path("pluginReports").findValuesAsText("pluginName"))
        .contains("CloudFormation Validate");
  }

  @Test
  void aBucketThatAllowsPlainHttpIsReported() {
    Path output = Templates.temporaryFolder();
    software.amazon.awscdk.App app = Templates.app(output);
    new Bucket(new Stack(app, "Planted"), "PlainHttp");

    assertThatThrownBy(app::synth).hasMessageContaining("Validation failed");

    assertThat(unexplained(Templates.json(output.resolve("validation-report.json"))))
        .anyMatch(finding -> finding.contains("AwsSolutions-S10"));
  }

  @Test
  void aPropertyThatCloudFormationWouldRefuseIsReported() {
    Path output = Templates.temporaryFolder();
    software.amazon.awscdk.App app = Templates.app(output);
    CfnSecurityGroup.Builder.create(new Stack(app, "Planted"), "SecurityGroup")
        .groupDescription("it's refused for its apostrophe")
        .build();

    assertThatThrownBy(app::synth).hasMessageContaining("Validation failed");

    assertThat(unexplained(Templates.json(output.resolve("validation-report.json"))))
        .anyMatch(finding -> finding.contains("GroupDescription"));
  }

  private static List<String> unexplained(JsonNode report) {
    List<String> findings = new ArrayList<>();
    for (JsonNode plugin : report.path("pluginReports")) {
      for (JsonNode violation : plugin.path("violations")) {
        findings.add(violation.path("ruleName").asText() + " " + violation.path("description"));
      }
    }
    return findings;
  }
}
