package io.gamekeeper.local.aws.autoscaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.local.aws.autoscaling.FleetFixture.Variant;
import io.gamekeeper.local.template.ProvisioningException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Groups that AWS would refuse. */
final class RefusedGroupsTest {
  private static final String IMAGE = "ami-0123456789abcdef0";
  private static final String BY_PARAMETER = "resolve:ssm:/aws/service/image";
  private static final String GROUP = "\"OnDemand\": {\"Type\": \"AWS::AutoScaling::AutoScaling";
  private static final String POOL_EXCLUDED = "App/Pool.Properties.AutoScalingGroupName is given";

  @TempDir Path root;

  /**
   * https://docs.aws.amazon.com/autoscaling/ec2/userguide/using-systems-manager-parameters.html,
   * Limitations.
   */
  @Test
  void anImageThatIsLookedUpAtEachLaunchExcludesAWarmPoolAndSkipMatching() {
    refused(Variant.WARM, IMAGE, BY_PARAMETER, POOL_EXCLUDED + " a warm pool, which AWS refuses");
    for (String preference : new String[] {"SkipMatching", "AutoRollback"}) {
      refused(
          Variant.USUAL,
          IMAGE,
          BY_PARAMETER,
          GROUP,
          refresh("\"" + preference + "\": true") + GROUP,
          "App/OnDemand.UpdatePolicy.AutoScalingInstanceRefresh.Preferences." + preference);
    }
  }

  @Test
  void aGroupNeedsAnImage() {
    refused(Variant.USUAL, "\"ImageId\": \"" + IMAGE + "\",", "", "has no ImageId");
    refused(Variant.USUAL, IMAGE, "latest", "ImageId is latest, which is not an image");
  }

  @Test
  void aRefreshWatchesAlarmsThatThereAre() {
    refused(
        Variant.USUAL,
        GROUP,
        refresh("\"AlarmSpecification\": {\"Alarms\": [\"gone\"]}") + GROUP,
        "Alarms names the alarm gone, which no template declares");
    refused(
        Variant.USUAL,
        GROUP,
        refresh("\"AlarmSpecification\": {\"Alarms\": []}") + GROUP,
        "has 0 alarms");
  }

  /** Makes an update policy that goes before the group's name: see {@link #policyInside}. */
  private static String refresh(String preferences) {
    return "UpdatePolicy " + preferences + " ";
  }

  private void refused(Variant variant, String text, String replacement, String problem) {
    refused(variant, text, replacement, text, replacement, problem);
  }

  private void refused(
      Variant variant,
      String text,
      String replacement,
      String secondText,
      String second,
      String problem) {
    assertThatThrownBy(
            () ->
                new FleetFixture(
                    root,
                    variant,
                    template -> {
                      assertThat(template).contains(text).contains(secondText);
                      return policyInside(
                          text.equals(secondText)
                              ? template.replace(text, replacement)
                              : template.replace(text, replacement).replace(secondText, second));
                    }))
        .isInstanceOf(ProvisioningException.class)
        .hasMessageContaining(problem);
  }

  private static String policyInside(String template) {
    return template.replaceFirst(
        "UpdatePolicy (.*?) \"OnDemand\": \\{",
        "\"OnDemand\": {\"UpdatePolicy\": {\"AutoScalingInstanceRefresh\":"
            + " {\"Preferences\": {$1}}}, ");
  }
}
