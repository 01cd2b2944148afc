package io.gamekeeper.local.aws.elb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.local.Grounds;
import io.gamekeeper.local.identity.TokenCheck;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.Provisioning;
import io.gamekeeper.local.template.ProvisioningException;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.Resources;
import io.gamekeeper.testing.VirtualTime;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ActionsTest {
  private static final String ISSUER = "https://id.example";

  private static final String TEMPLATE =
      """
      {'Resources': {'Rule': {'Type': 'T', 'Properties': {'Actions': [
        {'Type': 'jwt-validation', 'Order': 1, 'JwtValidationConfig': {
          'Issuer': 'ISSUER', 'JwksEndpoint': 'KEYS'}},
        {'Type': 'forward', 'Order': 2, 'TargetGroupArn': 'arn'}]}}}}
      """;

  @Test
  void aTokenIsCheckedBeforeItIsForwarded() {
    try (Resources resources = provision(ISSUER, ISSUER + "/" + "a".repeat(237))) {
      assertThat(resources.find("Rule")).isPresent();
    }
  }

  /** Elastic Load Balancing API, JwtValidationActionConfig. */
  @Test
  void anAddressThatTheLoadBalancerWouldRefuseIsRefused() {
    String long257 = ISSUER + "/" + "a".repeat(238);

    assertThatThrownBy(() -> provision(ISSUER, ISSUER))
        .isInstanceOf(ProvisioningException.class)
        .hasMessageContaining("JwksEndpoint is https://id.example, which has no path");
    assertThatThrownBy(() -> provision(ISSUER, long257))
        .hasMessageContaining("JwksEndpoint has 257 characters; at most 256 are allowed");
    assertThatThrownBy(() -> provision(long257, ISSUER + "/keys"))
        .hasMessageContaining("Issuer has 257 characters; at most 256 are allowed");
  }

  private static Resources provision(String issuer, String keys) {
    return Provisioning.provision(
        List.of(new Rule()), TEMPLATE.replace("ISSUER", issuer).replace("KEYS", keys));
  }

  /** Reads its actions, and nothing else. */
  private static final class Rule implements ResourceType {
    private static final TokenCheck EVERYBODY = _ -> true;

    @Override
    public String type() {
      return "T";
    }

    @Override
    public Provisioned create(ResourceContext context) {
      Actions.read(
          context.properties(),
          "Actions",
          new ClientChecks(
              (_, _) -> EVERYBODY, _ -> {}, Grounds.by(new VirtualTime(), Path.of("no folder"))),
          new Actions.OfListener("HTTPS", "arn:balancer"));
      return Provisioned.simulated("rule", "");
    }
  }
}
