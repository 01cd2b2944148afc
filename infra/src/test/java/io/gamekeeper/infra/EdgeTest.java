package io.gamekeeper.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.contract.BodyLimit;
import io.gamekeeper.infra.config.StageName;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Names, firewall and stand-in, which are before the load balancer. */
final class EdgeTest {
  private static final String RECORD = "AWS::Route53::RecordSet";

  @Test
  void everyNameHasAddressesOfBothKindsAndThoseOfTheBalancerAStandIn() {
    TreeSet<String> records = new TreeSet<>();
    for (JsonNode record : Templates.resources(StageName.PROD, RECORD).values()) {
      JsonNode properties = record.path("Properties");
      if (properties.path("Name").isObject()) {
        continue; // the mail domain's, whose names SES makes up
      }
      records.add(
          String.join(
              " ",
              properties.path("Name").asText(),
              properties.path("Type").asText(),
              properties.path("Failover").asText()));
    }

    assertThat(records)
        .containsExactly(
            "api.gamekeeper.example. A PRIMARY",
            "api.gamekeeper.example. A SECONDARY",
            "api.gamekeeper.example. AAAA PRIMARY",
            "api.gamekeeper.example. AAAA SECONDARY",
            "assets.gamekeeper.example. A ",
            "assets.gamekeeper.example. AAAA ",
            "direct-api.gamekeeper.example. A ",
            "direct-api.gamekeeper.example. AAAA ",
            "direct-game.gamekeeper.example. A ",
            "direct-game.gamekeeper.example. AAAA ",
            "game.gamekeeper.example. A PRIMARY",
            "game.gamekeeper.example. A SECONDARY",
            "game.gamekeeper.example. AAAA PRIMARY",
            "game.gamekeeper.example. AAAA SECONDARY",
            "ops.gamekeeper.example. A PRIMARY",
            "ops.gamekeeper.example. A SECONDARY",
            "ops.gamekeeper.example. AAAA PRIMARY",
            "ops.gamekeeper.example. AAAA SECONDARY");
  }

  @Test
  void namesFailOverOnlyWhenNeitherApiNorGameAnswers() {
    Map<String, JsonNode> checks =
        Templates.resources(StageName.DEV, "Edge", "AWS::Route53::HealthCheck");
    String calculated =
        checks.keySet().stream()
            .filter(id -> id.startsWith("NamesAnything"))
            .findAny()
            .orElseThrow();
    TreeSet<String> asked = new TreeSet<>();
    for (JsonNode check : checks.values()) {
      JsonNode config = check.at("/Properties/HealthCheckConfig");
      if (config.path("Type").asText().equals("HTTPS")) {
        asked.add(
            config.path("FullyQualifiedDomainName").asText()
                + config.path("ResourcePath").asText());
      } else {
        assertThat(config.path("Type").asText()).isEqualTo("CALCULATED");
        assertThat(config.path("HealthThreshold").asInt()).isEqualTo(1);
        assertThat(config.path("ChildHealthChecks")).hasSize(2);
      }
    }

    // A check of the name itself would be answered by the stand-in, and nobody would go back.
    assertThat(asked)
        .containsExactly(
            "direct-api.dev.gamekeeper.example/healthz",
            "direct-game.dev.gamekeeper.example/healthz");
    for (JsonNode record : Templates.resources(StageName.DEV, "Edge", RECORD).values()) {
      JsonNode properties = record.path("Properties");
      assertThat(properties.at("/AliasTarget/EvaluateTargetHealth").asBoolean()).isFalse();
      assertThat(properties.at("/HealthCheckId/Ref").asText())
          .isEqualTo(properties.has("Failover") ? calculated : "");
    }
  }

  @Test
  void theStandInAnswersWithoutAnOriginAndOutsideTheStagesRegion() {
    JsonNode behavior =
        Templates.only(StageName.DEV, "StandIn", "AWS::CloudFront::Distribution")
            .at("/Properties/DistributionConfig/DefaultCacheBehavior");

    assertThat(behavior.at("/FunctionAssociations/0/EventType").asText())
        .isEqualTo("viewer-request");
    assertThat(
            Templates.only(StageName.DEV, "StandIn", "AWS::CloudFront::Function")
                .at("/Properties/FunctionCode")
                .asText())
        .contains("statusCode: 503", "'retry-after'");
    assertThat(behavior.path("AllowedMethods")).hasSize(7);
  }

  @Test
  void theLoadBalancerAndItsNetworkSpeakBothProtocols() {
    assertThat(
            Templates.only(StageName.DEV, "Edge", "AWS::ElasticLoadBalancingV2::LoadBalancer")
                .at("/Properties/IpAddressType")
                .asText())
        .isEqualTo("dualstack");
    assertThat(
            Templates.only(StageName.DEV, "Network", "AWS::EC2::VPCCidrBlock")
                .at("/Properties/AmazonProvidedIpv6CidrBlock")
                .asBoolean())
        .isTrue();
    assertThat(Templates.resources(StageName.DEV, "Network", "AWS::EC2::EgressOnlyInternetGateway"))
        .hasSize(1);
    assertThat(Templates.resources(StageName.DEV, "Network", "AWS::EC2::Subnet").values())
        .allMatch(subnet -> subnet.path("Properties").has("Ipv6CidrBlock"));
  }

  @Test
  void theFirewallTriesItsRulesInThisOrder() {
    Map<Integer, String> rules = new TreeMap<>();
    acl()
        .path("Rules")
        .forEach(
            rule ->
                rules.put(
                    rule.path("Priority").asInt(),
                    rule.path("Name").asText()
                        + (rule.at("/Action").has("Block") ? " blocks" : " as AWS says")));

    assertThat(acl().at("/DefaultAction").has("Allow")).isTrue();
    assertThat(acl().path("Scope").asText()).isEqualTo("REGIONAL");
    assertThat(rules.values())
        .containsExactly(
            "RequestsPerAddress blocks",
            "PathTooLong blocks",
            "QueryTooLong blocks",
            "BodyTooLarge blocks",
            "ReceiptTooLarge blocks",
            "NoticeTooLarge blocks",
            "AWSManagedRulesAmazonIpReputationList as AWS says",
            "AWSManagedRulesKnownBadInputsRuleSet as AWS says",
            "AWSManagedRulesCommonRuleSet as AWS says");
  }

  /** The answers that any request may get; 413 is for bodies, 403 for countries. */
  @Test
  void whatTheFirewallAnswersToAnyRequestIsDocumentedOfEveryOperation() throws IOException {
    String api = Files.readString(Templates.ROOT.resolve("functions/openapi.yaml"));
    long answers = api.lines().filter(line -> line.matches(" {6}responses:( &\\w+)?")).count();

    for (int status : List.of(414, 429)) {
      assertThat(
              Templates.only(StageName.DEV, "Edge", "AWS::WAFv2::WebACL")
                  .findValuesAsText("ResponseCode"))
          .contains(Integer.toString(status));
      assertThat(api.lines().filter(line -> line.startsWith("        '" + status + "':")))
          .hasSize(Math.toIntExact(answers));
    }
  }

  @Test
  void oneAddressMaySendWhatTheStageSaysInFiveMinutes() {
    JsonNode flood = rule("RequestsPerAddress").at("/Statement/RateBasedStatement");

    assertThat(flood.path("Limit").asInt()).isEqualTo(2000);
    assertThat(flood.path("EvaluationWindowSec").asInt()).isEqualTo(300);
    assertThat(flood.path("AggregateKeyType").asText()).isEqualTo("IP");
  }

  @ParameterizedTest
  @CsvSource({"ReceiptTooLarge, RECEIPT", "NoticeTooLarge, NOTICE"})
  void nothingThatTheFunctionsTakeIsTooLargeForTheFirewall(String rule, BodyLimit limit) {
    JsonNode statements = rule(rule).at("/Statement/AndStatement/Statements");
    Pattern blocked = Pattern.compile(statements.at("/0/RegexMatchStatement/RegexString").asText());

    for (int bytes : new int[] {0, 8193, limit.bytes() - 1, limit.bytes()}) {
      assertThat(blocked.matcher(Integer.toString(bytes)).matches()).as("%d", bytes).isFalse();
    }
    for (int bytes : new int[] {limit.bytes() + 100_000, 1_000_000, Integer.MAX_VALUE}) {
      assertThat(blocked.matcher(Integer.toString(bytes)).matches()).as("%d", bytes).isTrue();
    }
    assertThat(statements.get(1).toString()).contains("/v1/store-notifications/");
    assertThat(statements.get(1).has("NotStatement")).isEqualTo(limit == BodyLimit.RECEIPT);
  }

  @Test
  void receiptsAndNotificationsMayBeLargerThanWhatTheFirewallSees() {
    JsonNode and = rule("BodyTooLarge").at("/Statement/AndStatement/Statements");

    assertThat(and.at("/0/SizeConstraintStatement/Size").asInt()).isEqualTo(8192);
    assertThat(and.at("/0/SizeConstraintStatement/FieldToMatch/Body/OversizeHandling").asText())
        .isEqualTo("MATCH");
    assertThat(
            and.at("/1/NotStatement/Statement/OrStatement/Statements")
                .findValuesAsText("SearchString"))
        .containsExactly("/v1/purchases", "/v1/store-notifications/", "/v1/logs");
    assertThat(rule("AWSManagedRulesCommonRuleSet").at("/Statement").findValuesAsText("Name"))
        .contains("SizeRestrictions_BODY", "SizeRestrictions_QUERYSTRING");
  }

  /**
   * AWS WAF ignores an override of a rule that it does not know. The names are those of its guide,
   * "Baseline rule groups".
   */
  @Test
  void theseRulesOfAwsCountOnly() {
    Map<String, TreeSet<String>> counting = new TreeMap<>();
    for (JsonNode rule : acl().path("Rules")) {
      for (JsonNode override :
          rule.at("/Statement/ManagedRuleGroupStatement/RuleActionOverrides")) {
        assertThat(override.at("/ActionToUse").has("Count")).isTrue();
        counting
            .computeIfAbsent(rule.path("Name").asText(), _ -> new TreeSet<>())
            .add(override.path("Name").asText());
      }
    }

    assertThat(counting).containsOnlyKeys("AWSManagedRulesCommonRuleSet");
    assertThat(counting.get("AWSManagedRulesCommonRuleSet"))
        .containsExactly(
            "CrossSiteScripting_BODY",
            "GenericLFI_BODY",
            "GenericRFI_BODY",
            "NoUserAgent_HEADER",
            "SizeRestrictions_BODY",
            "SizeRestrictions_QUERYSTRING");
  }

  /** What the log redacts stands in samples in full: WAF API reference, VisibilityConfig. */
  @ParameterizedTest
  @EnumSource
  void noRequestIsSampledWithItsToken(StageName stage) {
    List<String> sampled =
        Templates.only(stage, "Edge", "AWS::WAFv2::WebACL")
            .findValuesAsText("SampledRequestsEnabled");

    assertThat(sampled).hasSizeGreaterThan(8).containsOnly("false");
  }

  @Test
  void preflightsAreAnsweredBeforeAnyTokenIsAskedForWhereAStageAdmitsBrowsers() {
    JsonNode rule =
        Templates.only(StageName.DEV, "Edge", "AWS::ElasticLoadBalancingV2::ListenerRule")
            .path("Properties");
    Map<String, String> headers = new TreeMap<>();
    Templates.resources(StageName.DEV, "Edge", "AWS::ElasticLoadBalancingV2::Listener")
        .values()
        .forEach(
            listener ->
                listener
                    .at("/Properties/ListenerAttributes")
                    .forEach(
                        attribute ->
                            headers.put(
                                attribute.path("Key").asText().replaceAll(".*_control_|[.].*", ""),
                                attribute.path("Value").asText())));

    assertThat(rule.path("Priority").asInt()).isEqualTo(1);
    assertThat(rule.path("Conditions").toString())
        .contains("OPTIONS", "Origin", "Access-Control-Request-Method");
    assertThat(rule.at("/Actions/0/FixedResponseConfig/StatusCode").asText()).isEqualTo("200");
    assertThat(headers)
        .containsEntry("allow_origin", "*")
        .containsEntry("allow_methods", "GET, HEAD, POST")
        .containsEntry("allow_headers", "Authorization, Content-Type, Idempotency-Key")
        .doesNotContainKey("allow_credentials");
  }

  @ParameterizedTest
  @EnumSource(names = "DEV", mode = EnumSource.Mode.EXCLUDE)
  void withoutAnOriginNoPageCallsTheApiAndNoSessionOpensWithoutAVerifiedToken(StageName stage) {
    Map<String, JsonNode> answeringRequests = Templates.stacks(stage);
    answeringRequests
        .values()
        .removeIf(each -> !each.toString().contains("ElasticLoadBalancingV2::Listener"));
    assertThat(answeringRequests)
        .containsKeys("Edge", "Fleet", "GameApi", "Payments")
        .allSatisfy(
            (stack, template) ->
                assertThat(template.toString())
                    .doesNotContain("access_control", "OPTIONS", "Sec-WebSocket-Protocol"));
  }

  @Test
  void theFirewallStandsBeforeTheLoadBalancerAndItsLogHoldsNoTokens() {
    assertThat(
            Templates.only(StageName.DEV, "Edge", "AWS::WAFv2::WebACLAssociation")
                .at("/Properties/ResourceArn/Ref")
                .asText())
        .startsWith("LoadBalancer");
    JsonNode logging =
        Templates.only(StageName.DEV, "Edge", "AWS::WAFv2::LoggingConfiguration")
            .path("Properties");
    assertThat(logging.path("RedactedFields").findValuesAsText("Name"))
        .containsExactly("authorization", "sec-websocket-protocol");
    assertThat(logging.at("/LoggingFilter/DefaultBehavior").asText()).isEqualTo("DROP");
    assertThat(
            Templates.resources(StageName.DEV, "Edge", "AWS::Logs::LogGroup")
                .values()
                .iterator()
                .next()
                .at("/Properties/LogGroupName")
                .asText())
        .startsWith("aws-waf-logs-");
  }

  /** https://docs.aws.amazon.com/waf/latest/APIReference/API_VisibilityConfig.html */
  @ParameterizedTest
  @EnumSource
  void theFirewallCountsUnderNamesThatAreNotReservedAndTheAlarmWatchesThem(StageName stage) {
    JsonNode acl = Templates.only(stage, "Edge", "AWS::WAFv2::WebACL").path("Properties");
    List<String> names = acl.findValuesAsText("MetricName");

    assertThat(names).hasSize(acl.path("Rules").size() + 1).doesNotHaveDuplicates();
    assertThat(names)
        .allMatch(name -> name.matches("[A-Za-z0-9_-]{1,128}"))
        .doesNotContain("All", "ALL", "Default_Action");
    JsonNode alarm =
        Templates.resources(stage, "Edge", "AWS::CloudWatch::Alarm").values().stream()
            .map(resource -> resource.path("Properties"))
            .filter(properties -> properties.path("Namespace").asText().equals("AWS/WAFV2"))
            .findAny()
            .orElseThrow();
    Map<String, String> dimensions = new TreeMap<>();
    alarm
        .path("Dimensions")
        .forEach(
            dimension ->
                dimensions.put(dimension.path("Name").asText(), dimension.path("Value").asText()));
    assertThat(dimensions)
        .isEqualTo(
            Map.of(
                "Region", "eu-central-1",
                "Rule", "ALL",
                "WebACL", acl.at("/VisibilityConfig/MetricName").asText()));
  }

  private static JsonNode rule(String name) {
    return acl()
        .path("Rules")
        .valueStream()
        .filter(rule -> rule.path("Name").asText().equals(name))
        .findAny()
        .orElseThrow();
  }

  private static JsonNode acl() {
    return Templates.only(StageName.DEV, "Edge", "AWS::WAFv2::WebACL").path("Properties");
  }
}
