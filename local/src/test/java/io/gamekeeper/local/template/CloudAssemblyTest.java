package io.gamekeeper.local.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CloudAssemblyTest {
  @TempDir Path out;

  /** An app as CDK writes it: a nested assembly per stage, assets beside the app's manifest. */
  @BeforeEach
  void writeAssembly() throws IOException {
    Files.createDirectories(out.resolve("assembly-Dev"));
    Files.writeString(
        out.resolve("manifest.json"),
        """
        {"version": "48.0.0", "artifacts": {
          "assembly-Dev": {"type": "cdk:cloud-assembly",
            "properties": {"directoryName": "assembly-Dev", "displayName": "Dev"}},
          "Tree": {"type": "cdk:tree", "properties": {"file": "tree.json"}}}}
        """);
    Files.writeString(
        out.resolve("assembly-Dev/manifest.json"),
        """
        {"version": "48.0.0", "artifacts": {
          "DevApi1.assets": {"type": "cdk:asset-manifest", "properties": {"file": "DevApi1.assets.json"}},
          "DevApi1": {"type": "aws:cloudformation:stack",
            "environment": "aws://123456789012/eu-central-1",
            "displayName": "Dev/Api", "dependencies": ["DevData2", "DevApi1.assets"],
            "properties": {"templateFile": "api.json", "stackName": "Dev-Api"}},
          "DevData2": {"type": "aws:cloudformation:stack",
            "environment": "aws://unknown-account/unknown-region",
            "displayName": "Dev/Data", "properties": {"templateFile": "data.json"}}}}
        """);
    Files.writeString(out.resolve("assembly-Dev/api.json"), "{\"Resources\": {}}");
    Files.writeString(out.resolve("assembly-Dev/data.json"), "{\"Resources\": {}}");
    Files.writeString(
        out.resolve("assembly-Dev/DevApi1.assets.json"),
        """
        {"files": {"abc": {"source": {"path": "../asset.abc.zip", "packaging": "file"},
          "destinations": {"here": {
            "bucketName": "assets-${AWS::AccountId}-${AWS::Region}", "objectKey": "abc.zip"}}}}}
        """);
  }

  @Test
  void stacksComeInDeploymentOrderWithTheirNamesAndEnvironments() {
    CloudAssembly assembly = CloudAssembly.read(out, "Dev");

    assertThat(assembly.templates()).extracting(Template::name).containsExactly("Data", "Api");
    assertThat(assembly.templates().getLast().stackName()).isEqualTo("Dev-Api");
    assertThat(assembly.templates().getLast().environment())
        .isEqualTo(new AwsEnvironment("123456789012", "eu-central-1"));
    assertThat(assembly.templates().getFirst().environment()).isEqualTo(AwsEnvironment.LAPTOP);
  }

  @Test
  void assetsAreFoundByTheBucketAndKeyThatTemplatesName() {
    CloudAssembly assembly = CloudAssembly.read(out, "Dev");

    assertThat(assembly.asset("assets-123456789012-eu-central-1", "abc.zip"))
        .contains(out.resolve("asset.abc.zip"));
    assertThat(assembly.asset("other", "abc.zip")).isEmpty();
  }

  @Test
  void anUnknownStageIsNamedWithThoseThatThereAre() {
    assertThatThrownBy(() -> CloudAssembly.read(out, "Prod"))
        .isInstanceOf(TemplateException.class)
        .hasMessage(out + " has no stage Prod; it has Dev");
  }

  @ParameterizedTest
  @CsvSource({
    "DeletionPolicy, RetainExceptOnCreate, true",
    "DeletionPolicy, Keep, false",
    "UpdateReplacePolicy, Retain, true",
    "UpdateReplacePolicy, RetainExceptOnCreate, false"
  })
  void aWordThatCloudFormationDoesNotKnowIsNoPolicy(
      String attribute, String policy, boolean known) {
    String json =
        "{\"Resources\": {\"Log\": {\"Type\": \"T\", \"%s\": \"%s\"}}}"
            .formatted(attribute, policy);

    ThrowingCallable parsing =
        () -> Template.parse("Data", "Dev-Data", AwsEnvironment.LAPTOP, json);

    if (known) {
      assertThatCode(parsing).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(parsing)
          .isInstanceOf(TemplateException.class)
          .hasMessageContaining("Data/Log." + attribute)
          .hasMessageContaining("is " + policy + ", which is none of [Delete, Retain");
    }
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    Files.delete(out.resolve("assembly-Dev/api.json"));

    assertThatThrownBy(() -> CloudAssembly.read(out, "Dev"))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("api.json cannot be read");
  }
}
