package io.gamekeeper.local.aws.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.local.iam.AccessControl;
import io.gamekeeper.local.template.AwsEnvironment;
import io.gamekeeper.local.template.CloudAssembly;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.Provisioner;
import io.gamekeeper.local.template.ProvisioningException;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.Resources;
import io.gamekeeper.local.template.Template;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SecretReferencesTest {
  private static final AwsEnvironment HOME = new AwsEnvironment("000000000000", "eu-central-1");
  private static final String OIDC = "{{resolve:secretsmanager:gamekeeper/dev/oidc:SecretString:";

  private final Path file;
  private final Secrets secrets;

  SecretReferencesTest(@TempDir Path folder) {
    file = folder.resolve("secrets.json");
    secrets = new Secrets(new AccessControl(), file);
    secrets.create(
        "declared",
        "arn:aws:secretsmanager:eu-central-1:000000000000:secret:declared-abcdef",
        HOME,
        Optional.empty(),
        () -> "{\"password\":\"$1\\\\x\"}");
  }

  @Test
  void aSecretThatAPersonWouldHaveCreatedGetsAValueAndKeepsIt() {
    String first = read(secrets, OIDC + "clientSecret::}}");

    assertThat(first).hasSizeGreaterThanOrEqualTo(32).doesNotContain("resolve");
    assertThat(read(secrets, OIDC + "clientSecret}}")).isEqualTo(first);
    assertThat(read(secrets, OIDC + "other::}}")).isNotEqualTo(first);
    assertThat(read(secrets, OIDC + "clientSecret::}}")).isEqualTo(first);
    assertThat(secrets.value("gamekeeper/dev/oidc")).contains(first);
    Secrets later = new Secrets(new AccessControl(), file);
    assertThat(read(later, OIDC + "clientSecret::}}")).isEqualTo(first);
  }

  @Test
  void aDeclaredSecretIsReadAsItIs() {
    String arn = "arn:aws:secretsmanager:eu-central-1:000000000000:secret:declared-abcdef";

    assertThat(read(secrets, "a-{{resolve:secretsmanager:" + arn + ":SecretString:password::}}-b"))
        .isEqualTo("a-$1\\x-b");
    assertThat(read(secrets, "{{resolve:secretsmanager:declared}}"))
        .isEqualTo("{\"password\":\"$1\\\\x\"}");
  }

  @Test
  void otherTextStaysAsItIs() {
    assertThat(read(secrets, "{{resolve:ssm:/a}}")).isEqualTo("{{resolve:ssm:/a}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "declared:SecretString:user:: | refers to the key user of declared",
        "arn:aws:secretsmanager:eu-central-1:000000000000:secret:none-abcdef:SecretString:a:: | which does not exist",
        "declared:SecretString:password:AWSPREVIOUS: | current versions only",
        "declared:SecretString:password::1 | current versions only",
      })
  void whatAReferenceDoesNotFindIsNamedWithItsPlace(String reference, String problem) {
    assertThatThrownBy(() -> read(secrets, "{{resolve:secretsmanager:" + reference + "}}"))
        .isInstanceOf(ProvisioningException.class)
        .hasMessageContaining("Thing")
        .hasMessageContaining("Deep")
        .hasMessageContaining(problem);
  }

  private static String read(Secrets secrets, String text) {
    String template =
        "{\"Resources\":{\"Thing\":{\"Type\":\"T\",\"Properties\":{\"Deep\":[{\"Value\":{\"Fn::Join\":[\"\",[\""
            + text
            + "\"]]}}]}}}}";
    try (Resources resources =
        new Provisioner(List.of(new Thing()), new SecretReferences(secrets))
            .provision(
                CloudAssembly.of(
                    List.of(Template.parse("App", "Dev-App", HOME, template)), Map.of()))) {
      return resources.find("Thing").orElseThrow().ref();
    }
  }

  /** Is what its value says, read as a text and as a tree. */
  private static final class Thing implements ResourceType {
    @Override
    public String type() {
      return "T";
    }

    @Override
    public Provisioned create(ResourceContext context) {
      String text = context.properties().objects("Deep").getFirst().string("Value");
      assertThat(context.properties().json("Deep").path(0).path("Value").asText()).isEqualTo(text);
      return Provisioned.simulated(text, "");
    }
  }
}
