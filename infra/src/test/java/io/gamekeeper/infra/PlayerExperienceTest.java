package io.gamekeeper.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.contract.PlayerExperienceMonitor;
import io.gamekeeper.infra.config.StageConfig;
import io.gamekeeper.infra.config.StageName;
import io.gamekeeper.infra.observability.PlayerExperience;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.Stack;

/** What players' devices report to: the monitor of CloudWatch RUM. */
final class PlayerExperienceTest {
  private static final String TYPE = "AWS::RUM::AppMonitor";

  /** RUM guide, "Using resource-based policies": 4 KB at most, this action only. */
  @ParameterizedTest
  @EnumSource
  void anybodyMayReportWhoNamesTheAliasAndMayNothingElse(StageName stage) throws IOException {
    JsonNode document = properties(stage).at("/ResourcePolicy/PolicyDocument");
    String text = joined(document);
    JsonNode statements = Templates.JSON.readTree(text).path("Statement");

    assertThat(text.length()).isLessThan(4096 - 12);
    assertThat(statements).hasSize(1);
    JsonNode statement = statements.path(0);
    assertThat(statement.path("Effect").asText()).isEqualTo("Allow");
    assertThat(statement.path("Action").asText()).isEqualTo("rum:PutRumEvents");
    assertThat(statement.at("/Principal/AWS").asText()).isEqualTo("*");
    assertThat(statement.path("Resource").asText())
        .endsWith(":appmonitor/" + properties(stage).path("Name").asText());
    assertThat(statement.at("/Condition/StringEquals/rum:alias").asText())
        .isEqualTo(PlayerExperienceMonitor.ALIAS);
  }

  /** RUM keeps events for 30 days; a copy in CloudWatch Logs would stay for ever, and cost. */
  @ParameterizedTest
  @EnumSource
  void eventsAreKeptAsLongAsOtherLogs(StageName stage) {
    assertThat(properties(stage).path("CwLogEnabled").isBoolean()).isTrue();
    assertThat(properties(stage).path("CwLogEnabled").asBoolean()).isFalse();
  }

  @Test
  void aSessionInTenIsEnoughWhereThereAreManyPlayers() {
    String rate = "/AppMonitorConfiguration/SessionSampleRate";

    assertThat(properties(StageName.DEV).at(rate).asDouble()).isEqualTo(1);
    assertThat(properties(StageName.PROD).at(rate).asDouble()).isEqualTo(0.1);
  }

  @Test
  void theMonitorsDomainIsThatOfThePagesIfTheyHaveOne() {
    assertThat(domain("*")).isEqualTo("api.dev.gamekeeper.example");
    assertThat(domain("https://play.example.com:8443")).isEqualTo("play.example.com");
    assertThat(domain("http://localhost:5173")).isEqualTo("localhost");
  }

  private static String domain(String origin) {
    Path output = Templates.temporaryFolder();
    StageConfig config =
        Templates.changed(
            StageName.DEV, stage -> stage.withObject("/edge").put("webOrigin", origin));
    App app = new App(AppProps.builder().outdir(output.toString()).build());
    new PlayerExperience(new Stack(app, "Observability"), "PlayerExperience", config);
    app.synth();
    return Templates.json(output.resolve("Observability.template.json"))
        .findValue("Domain")
        .asText();
  }

  private static JsonNode properties(StageName stage) {
    return Templates.only(stage, "Observability", TYPE).path("Properties");
  }

  /** Returns a text that CloudFormation joins, with the account's number for what it refers to. */
  private static String joined(JsonNode value) {
    StringBuilder text = new StringBuilder();
    for (JsonNode part : value.at("/Fn::Join/1")) {
      text.append(part.isTextual() ? part.textValue() : "123456789012");
    }
    return text.isEmpty() ? value.asText() : text.toString();
  }
}
