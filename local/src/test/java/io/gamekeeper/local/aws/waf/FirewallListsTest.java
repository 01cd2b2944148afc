package io.gamekeeper.local.aws.waf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.local.observe.CloudWatchNames;
import io.gamekeeper.local.observe.ErrorLog;
import io.gamekeeper.local.observe.MetricStore;
import io.gamekeeper.local.template.Provisioning;
import io.gamekeeper.local.template.ProvisioningException;
import io.gamekeeper.local.template.Resources;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists that AWS WAF wants filled or absent. */
final class FirewallListsTest {
  private static final String TEMPLATE =
      """
      {'Resources': {'Acl': {'Type': 'AWS::WAFv2::WebACL', 'Properties': {
        'Name': 'acl', 'Scope': 'REGIONAL', 'DefaultAction': {'Allow': {}},
        'CustomResponseBodies': {'Late': {'ContentType': 'APPLICATION_JSON', 'Content': '{}'}},
        'VisibilityConfig': {'MetricName': 'm'},
        'Rules': [
          {'Name': 'Paths', 'Priority': 0, 'VisibilityConfig': {'MetricName': 'm'},
           'Action': {'Block': {'CustomResponse': {'ResponseCode': 429,
             'CustomResponseBodyKey': 'Late',
             'ResponseHeaders': [{'Name': 'Retry-After', 'Value': '300'}]}}},
           'Statement': {'OrStatement': {'Statements': [
             {'ByteMatchStatement': {'FieldToMatch': {'UriPath': {}}, 'SearchString': '/a',
               'PositionalConstraint': 'STARTS_WITH',
               'TextTransformations': [{'Priority': 0, 'Type': 'NONE'}]}},
             {'ByteMatchStatement': {'FieldToMatch': {'UriPath': {}}, 'SearchString': '/b',
               'PositionalConstraint': 'STARTS_WITH',
               'TextTransformations': [{'Priority': 0, 'Type': 'NONE'}]}}]}}},
          {'Name': 'Group', 'Priority': 1, 'VisibilityConfig': {'MetricName': 'm'},
           'OverrideAction': {'None': {}},
           'Statement': {'ManagedRuleGroupStatement': {'VendorName': 'AWS', 'Name': 'Known',
             'RuleActionOverrides': [{'Name': 'Rule', 'ActionToUse': {'Count': {}}}]}}}]}}}}
      """;

  @Test
  void whatAwsTakesIsTaken() {
    try (Resources resources = provision(TEMPLATE)) {
      assertThat(resources.find("Acl")).isPresent();
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      textBlock =
          """
          RuleActionOverrides, RuleActionOverrides is empty
          ResponseHeaders,     ResponseHeaders is empty
          """)
  void anEmptyListThatAwsWantsFilledOrAbsentIsRefused(String list, String problem) {
    String empty = TEMPLATE.replaceFirst("'" + list + "': \\[\\{.*?}]", "'" + list + "': []");

    assertThat(empty).contains("'" + list + "': []");
    assertThatThrownBy(() -> provision(empty))
        .isInstanceOf(ProvisioningException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void oneStatementIsNothingToJoin() {
    int second = TEMPLATE.indexOf(",\n       {'ByteMatchStatement'");
    String one =
        TEMPLATE.substring(0, second) + TEMPLATE.substring(TEMPLATE.indexOf("]}}}", second));

    assertThatThrownBy(() -> provision(one)).hasMessageContaining("AWS WAF wants at least two");
  }

  private static Resources provision(String template) {
    return Provisioning.provision(
        List.of(
            new WebAclType(
                new HashMap<>(),
                new Statements(InstantSource.system()),
                new FirewallMetrics(
                    new CloudWatchNames(),
                    new MetricStore(
                        InstantSource.system(), new ErrorLog(InstantSource.system()))))),
        template);
  }
}
