package io.gamekeeper.local.aws.waf;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.local.LedTime;
import io.gamekeeper.local.Measured;
import io.gamekeeper.local.http.FrontRequest;
import io.gamekeeper.local.http.RequestBody;
import io.gamekeeper.local.template.Provisioning;
import io.gamekeeper.local.template.Resources;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FirewallMetricsTest {
  private static final String TEMPLATE =
      """
      {'Resources': {
        'Acl': {'Type': 'AWS::WAFv2::WebACL', 'Properties': {
          'Scope': 'REGIONAL', 'DefaultAction': {'Allow': {}},
          'VisibilityConfig': {
            'SampledRequestsEnabled': true, 'CloudWatchMetricsEnabled': true, 'MetricName': 'wall'},
          'Rules': [
            RULE('Admin', '/admin', true), RULE('Quiet', '/quiet', false)]}},
        'Before': {'Type': 'AWS::WAFv2::WebACLAssociation', 'Properties': {
          'WebACLArn': {'Fn::GetAtt': ['Acl', 'Arn']},
          'ResourceArn': 'arn:aws:elasticloadbalancing:eu-central-1:000000000000:loadbalancer/app/a/1'}}
      }}
      """;
  private static final String RULE =
      """
      {'Name': '%1$s', 'Priority': %4$d, 'Action': {'Block': {}},
       'VisibilityConfig': {
         'SampledRequestsEnabled': true, 'CloudWatchMetricsEnabled': %3$s, 'MetricName': '%1$s'},
       'Statement': {'ByteMatchStatement': {
         'SearchString': '%2$s', 'PositionalConstraint': 'STARTS_WITH',
         'FieldToMatch': {'UriPath': {}}, 'TextTransformations': [{'Type': 'NONE', 'Priority': 0}]}}}
      """;

  private final LedTime time = new LedTime();
  private final Measured measured = new Measured(time.ground(), "AWS/WAFV2");
  private final AtomicReference<WebAcl> acl = new AtomicReference<>();

  @AfterEach
  void close() {
    time.close();
  }

  @Test
  void requestsAreCountedByTheRuleThatBlocksThemOrByNone() {
    String template =
        TEMPLATE
            .replace("RULE('Admin', '/admin', true)", RULE.formatted("Admin", "/admin", true, 1))
            .replace("RULE('Quiet', '/quiet', false)", RULE.formatted("Quiet", "/quiet", false, 2));
    try (Resources _ =
        Provisioning.provision(new Waf(time.ground(), acl::set).resourceTypes(), template)) {
      assertThat(measured.names()).isEmpty();
      List.of("/admin", "/admin/x", "/quiet", "/", "/scores", "/a")
          .forEach(path -> acl.get().refusal(request(path)));
    }

    assertThat(measured.sum("BlockedRequests", of("ALL"))).isEqualTo(3);
    assertThat(measured.sum("BlockedRequests", of("Admin"))).isEqualTo(2);
    assertThat(measured.samples("BlockedRequests", of("Quiet"))).isZero();
    assertThat(measured.sum("AllowedRequests", of("ALL"))).isEqualTo(3);
    assertThat(measured.sum("AllowedRequests", of("Default_Action"))).isEqualTo(3);
  }

  private static Map<String, String> of(String rule) {
    return Map.of("Region", "eu-central-1", "Rule", rule, "WebACL", "wall");
  }

  private static FrontRequest request(String path) {
    return new FrontRequest("GET", path, null, List.of(), RequestBody.EMPTY, "127.0.0.1");
  }
}
