package io.gamekeeper.local.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.local.engine.Engines;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The lake's template with one thing wrong: the stage does not start, and says what it is. */
final class LakeTemplateTest {
  @TempDir private static Path shared;
  private static Engines engines;

  @TempDir private Path folder;

  @BeforeAll
  static void startEngines() {
    engines = Engines.ofManyStages(shared);
  }

  @AfterAll
  static void stopEngines() {
    engines.close();
  }

  private void refused(Consumer<ObjectNode> change, String message) {
    assertThatThrownBy(() -> LakeStage.start(folder, engines, change).close())
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SizeInMBs                    | 63                         | BufferingHints.SizeInMBs is 63; such a stream takes 64 to 128
          IntervalInSeconds            | 0                          | BufferingHints.IntervalInSeconds is 0; such a stream takes 60 to 900
          CompressionFormat            | GZIP                       | CompressionFormat must be UNCOMPRESSED where Parquet is written
          Prefix                       | events/                    | uses the keys [], while the query finds
          Prefix                       | e/!{partitionKeyFromQuery:type}/ | each must be used
          ErrorOutputPrefix            | errors/                    | must have !{firehose:error-output-type}
          ErrorOutputPrefix            | errors/!{firehose:random-string}/ | which the stage does not have
          TableName                    | other                      | is other, which no template declares in gamekeeper_prod
          DurationInSeconds            | 7201                       | is 7201; such a stream takes 0 to 7200
          Compression                  | GZIP                       | is GZIP; the stage has nothing but SNAPPY
          KeyType                      | AWS_OWNED_CMK              |
          BytesScannedCutoffPerQuery   | 9999999                    | is 9999999; Athena takes 10000000 or more
          EnforceWorkGroupConfiguration | false                     | is false
          OutputLocation               | s3://results               | instead of s3://BUCKET/FOLDER/
          OutputLocation               | s3://other/results/        | whose bucket no template declares
          QueryString                  | SELECT 1;                  | QueryString line 1:9: mismatched input ';'
          QueryString                  | SELECT * FROM other        | names gamekeeper_prod.other, which no template declares
          QueryString                  | SELECT now()               | the function now
          projection.enabled           | false                      | projection.enabled must be true
          projection.day.type          | integer                    | projection.day.type must be enum or date
          projection.day.range         | NOW                        | must have a first and a last day
          projection.day.range         | NOW-3MOONS,NOW             | has NOW-3MOONS instead of a day
          projection.day.format        | yyyy-MM-dd-HH              | must be of days
          projection.day.interval      | 2                          | must be of one day
          classification               | json                       | classification must be parquet
          InputFormat                  | TextInputFormat            | the stage has nothing but org.apache.hadoop
          """)
  void whatFirehoseAthenaAndGlueWouldRefuseIsRefusedAtTheStart(
      String property, String value, String message) {
    Consumer<ObjectNode> change =
        template -> {
          ObjectNode parent =
              template.findParents(property).stream()
                  // Rules of buckets have a prefix too.
                  .filter(each -> !property.equals("Prefix") || each.has("ErrorOutputPrefix"))
                  .map(ObjectNode.class::cast)
                  .findFirst()
                  .orElseThrow();
          parent.put(property, value);
        };
    if (message == null) {
      LakeStage.start(folder, engines, change).close();
    } else {
      refused(change, message);
    }
  }

  @Test
  void eachRightOfTheStreamIsMissed() {
    List<String> actions = new ArrayList<>();
    LakeStage.start(
            folder,
            engines,
            template -> statements(template).forEach(each -> actions.add(each.toString())))
        .close();
    assertThat(actions).hasSize(5);
    for (int i = 0; i < actions.size(); i++) {
      int index = i;
      refused(template -> statements(template).remove(index), "is the role Prod-Lake-StreamRole");
    }
  }

  private static ArrayNode statements(ObjectNode template) {
    for (JsonNode resource : template.path("Resources")) {
      if (resource.path("Type").asText().equals("AWS::IAM::Policy")
          && resource.toString().contains("glue:GetTableVersions")) {
        return (ArrayNode) resource.at("/Properties/PolicyDocument/Statement");
      }
    }
    throw new AssertionError("no policy of the stream");
  }

  @Test
  void whatTheStageDoesNotKnowOfAStreamIsListed() {
    try (LakeStage stage =
        LakeStage.start(
            folder,
            engines,
            template ->
                ((ObjectNode) template.findValue("ExtendedS3DestinationConfiguration"))
                    .put("FileExtension", ".pq"))) {
      assertThat(stage.notSimulated()).contains("ExtendedS3DestinationConfiguration.FileExtension");
    }
  }

  @Test
  void allThatTheTemplateSaysIsReadOrHasNoEffectOnALaptop() {
    try (LakeStage stage = LakeStage.start(folder, engines)) {
      assertThat(stage.notSimulated()).isEmpty();
    }
  }
}
