package io.gamekeeper.local.aws.waf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.local.Foundation;
import io.gamekeeper.local.Grounds;
import io.gamekeeper.local.engine.Durability;
import io.gamekeeper.local.engine.Engines;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.template.Provisioning;
import io.gamekeeper.local.template.ProvisioningException;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.testing.VirtualTime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a firewall counts, and alarms on it. */
final class FirewallTypesTest {
  private static final String TEMPLATE =
      """
      {'Resources': {
        'Acl': {'Type': 'AWS::WAFv2::WebACL', 'Properties': {
          'Name': 'wall', 'Scope': 'REGIONAL', 'DefaultAction': {'Allow': {}},
          'VisibilityConfig': {'CloudWatchMetricsEnabled': true, 'MetricName': 'wall-metric',
            'SampledRequestsEnabled': true},
          'Rules': [{'Name': 'Flood', 'Priority': 0, 'Action': {'Block': {}},
            'VisibilityConfig': {'CloudWatchMetricsEnabled': true, 'MetricName': 'Flood',
              'SampledRequestsEnabled': true},
            'Statement': {'RateBasedStatement': {'AggregateKeyType': 'IP', 'Limit': 100}}}]}},
        'Alarm': {'Type': 'AWS::CloudWatch::Alarm', 'Properties': {
          'Statistic': 'Sum', 'Period': 60, 'EvaluationPeriods': 1, 'Threshold': 0,
          'Namespace': 'AWS/WAFV2', 'MetricName': 'BlockedRequests', 'Threshold': 1,
          'ComparisonOperator': 'GreaterThanThreshold',
          'Dimensions': [{'Name': 'Region', 'Value': {'Ref': 'AWS::Region'}},
            {'Name': 'Rule', 'Value': 'ALL'}, {'Name': 'WebACL', 'Value': 'wall-metric'}]}}}}
      """;

  @TempDir Path folder;

  @Test
  void anAlarmMayWatchAllRulesOrOne() throws Exception {
    provision("", "");
    provision("'Value': 'ALL'", "'Value': 'Flood'");
  }

  /** https://docs.aws.amazon.com/waf/latest/APIReference/API_VisibilityConfig.html */
  @Test
  void namesThatTheFirewallKeepsForItselfAreRefused() {
    for (String reserved : List.of("All", "Default_Action")) {
      refused(
          "'MetricName': 'wall-metric'", "'MetricName': '" + reserved + "'", "AWS WAF reserves");
      refused("'MetricName': 'Flood'", "'MetricName': '" + reserved + "'", "AWS WAF reserves");
    }
    refused("'MetricName': 'Flood'", "'MetricName': 'two words'", "letters, digits");
    refused("'MetricName': 'Flood'", "'MetricName': '" + "x".repeat(129) + "'", "1 to 128");
  }

  /** https://docs.aws.amazon.com/waf/latest/developerguide/waf-metrics.html */
  @Test
  void anAlarmOnWhatNothingCountsIsRefused() {
    refused("'Value': 'wall-metric'", "'Value': 'wall'", "WebACL=wall, which AWS/WAFV2 does not");
    refused("'Value': 'ALL'", "'Value': 'Floods'", "Rule=Floods");
    refused("{'Name': 'Rule', 'Value': 'ALL'}, ", "", "has no dimension Rule");
    refused(
        "'CloudWatchMetricsEnabled': true, 'MetricName': 'wall-metric'",
        "'CloudWatchMetricsEnabled': false, 'MetricName': 'wall-metric'",
        "WebACL=wall-metric");
  }

  private void refused(String text, String replacement, String problem) {
    assertThatThrownBy(() -> provision(text, replacement))
        .isInstanceOf(ProvisioningException.class)
        .hasMessageContaining(problem);
  }

  private void provision(String text, String replacement) throws Exception {
    assertThat(TEMPLATE).contains(text);
    VirtualTime time = new VirtualTime();
    Ground ground = Grounds.by(time, folder);
    Foundation foundation =
        new Foundation(ground, Engines.ofOneStage(folder, Durability.TEMPORARY));
    List<ResourceType> types = new ArrayList<>(foundation.resourceTypes());
    types.addAll(FirewallTypes.all(_ -> {}, time, ground.watched(), ground.metrics()));
    Provisioning.provision(types, TEMPLATE.replace(text, replacement)).close();
  }
}
