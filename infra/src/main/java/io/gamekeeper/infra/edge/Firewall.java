package io.gamekeeper.infra.edge;

import io.gamekeeper.contract.BodyLimit;
import io.gamekeeper.contract.GameAlarm;
import io.gamekeeper.infra.alarm.Alarms;
import io.gamekeeper.infra.alarm.Rule;
import io.gamekeeper.infra.config.Countries;
import io.gamekeeper.infra.config.Sorted;
import io.gamekeeper.infra.config.StageConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.ArnFormat;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.elasticloadbalancingv2.IApplicationLoadBalancer;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.wafv2.CfnLoggingConfiguration;
import software.amazon.awscdk.services.wafv2.CfnWebACL;
import software.amazon.awscdk.services.wafv2.CfnWebACL.AllowActionProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.AndStatementProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.BlockActionProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.BodyProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.ByteMatchStatementProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.CountActionProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.CustomHTTPHeaderProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.CustomResponseBodyProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.CustomResponseProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.DefaultActionProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.FieldToMatchProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.GeoMatchStatementProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.ManagedRuleGroupStatementProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.NotStatementProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.OrStatementProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.OverrideActionProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.RateBasedStatementProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.RegexMatchStatementProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.RuleActionOverrideProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.RuleActionProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.RuleProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.SizeConstraintStatementProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.StatementProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.TextTransformationProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.VisibilityConfigProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACLAssociation;
import software.constructs.Construct;

/**
 * What is turned away before the listener looks at it: floods from one address, what is too large,
 * countries that the stage does not serve, and what AWS knows to be bad. The rules are tried in
 * their order; whatever none of them blocks goes on.
 */
final class Firewall extends Construct {
  private static final int WINDOW_SECONDS = 300;

  /** All that the firewall sees of a body behind a load balancer; AWS's limit, not ours. */
  private static final int INSPECTED_BYTES = 8 * 1024;

  private static final int LONGEST_PATH = 512;

  /** 200 friends' ids are asked for at once. */
  private static final int LONGEST_QUERY = 14 * 1024;

  private static final String HEALTH = "/healthz";
  private static final String NOTIFICATIONS = "/v1/store-notifications/";
  private static final String PURCHASES = "/v1/purchases";

  private final List<RuleProperty> rules = new ArrayList<>();
  private final Map<String, CustomResponseBodyProperty> answers = new TreeMap<>();

  /**
   * What a firewall is made of.
   *
   * @param config the stage
   * @param loadBalancer what it stands before
   * @param alarms who is told of a surge
   * @param removalPolicy what becomes of its log
   */
  record Props(
      StageConfig config,
      IApplicationLoadBalancer loadBalancer,
      Alarms alarms,
      RemovalPolicy removalPolicy) {
    Props {
      Objects.requireNonNull(config);
      Objects.requireNonNull(loadBalancer);
      Objects.requireNonNull(alarms);
      Objects.requireNonNull(removalPolicy);
    }
  }

  Firewall(Construct scope, String id, Props props) {
    super(scope, id);
    StageConfig config = props.config();
    block("RequestsPerAddress", 429, flood(config.edge().requestsPerAddress()));
    country(config.edge().countries()).ifPresent(statement -> block("Country", 403, statement));
    block("PathTooLong", 414, longer(path(), LONGEST_PATH));
    block("QueryTooLong", 414, longer(query(), LONGEST_QUERY));
    block("BodyTooLarge", 413, and(longer(body(), INSPECTED_BYTES), not(takesReceipts())));
    block(
        "ReceiptTooLarge", 413, and(announced(BodyLimit.RECEIPT), not(startsWith(NOTIFICATIONS))));
    block("NoticeTooLarge", 413, and(announced(BodyLimit.NOTICE), startsWith(NOTIFICATIONS)));
    managed("AWSManagedRulesAmazonIpReputationList");
    managed("AWSManagedRulesKnownBadInputsRuleSet");
    managed(
        "AWSManagedRulesCommonRuleSet",
        // Receipts and lists of friends are larger than what it takes for normal; the rules above
        // hold them to what the API takes.
        "SizeRestrictions_BODY",
        "SizeRestrictions_QUERYSTRING",
        // Game engines and stores do not all say who they are.
        "NoUserAgent_HEADER",
        // A receipt is a long random text; now and then it looks like an attack.
        "CrossSiteScripting_BODY",
        "GenericRFI_BODY",
        "GenericLFI_BODY");

    String name = "gamekeeper-" + config.name().key();
    CfnWebACL acl =
        CfnWebACL.Builder.create(this, "Acl")
            .name(name)
            .scope("REGIONAL")
            .description("Before the load balancer of " + config.name().key())
            .defaultAction(
                DefaultActionProperty.builder()
                    .allow(AllowActionProperty.builder().build())
                    .build())
            .rules(rules)
            .customResponseBodies(answers)
            .visibilityConfig(visible(name))
            .build();
    CfnWebACLAssociation.Builder.create(this, "LoadBalancer")
        .webAclArn(acl.getAttrArn())
        .resourceArn(props.loadBalancer().getLoadBalancerArn())
        .build();
    log(acl, config, props.removalPolicy());
    props
        .alarms()
        .raise(
            this,
            GameAlarm.BLOCKED_REQUESTS,
            Rule.above(
                    config.edge().requestsPerAddress(),
                    blockedRequests(Stack.of(this), name),
                    "The firewall turns away more than a normal day's bad requests: somebody"
                        + " attacks, or a rule hits players.")
                .in(2, 3));
  }

  /**
   * What all rules together turned away. The dimension {@code WebACL} is the web ACL's metric name
   * and not its name, {@code Rule} the word for all of them.
   *
   * @see <a href="https://docs.aws.amazon.com/waf/latest/developerguide/waf-metrics.html">AWS WAF
   *     metrics and dimensions</a>
   */
  private static Metric blockedRequests(Stack stack, String metricName) {
    return Metric.Builder.create()
        .namespace("AWS/WAFV2")
        .metricName("BlockedRequests")
        .dimensionsMap(Sorted.map("Region", stack.getRegion(), "Rule", "ALL", "WebACL", metricName))
        .statistic("Sum")
        .period(Duration.minutes(5))
        .build();
  }

  /** Only what was blocked or counted is logged, and never a player's token. */
  private void log(CfnWebACL acl, StageConfig config, RemovalPolicy removalPolicy) {
    LogGroup group =
        LogGroup.Builder.create(this, "Log")
            // AWS WAF writes to groups of that prefix only.
            .logGroupName("aws-waf-logs-gamekeeper-" + config.name().key())
            .retention(config.logRetention().retention())
            .removalPolicy(removalPolicy)
            .build();
    CfnLoggingConfiguration.Builder.create(this, "Logging")
        .resourceArn(acl.getAttrArn())
        .logDestinationConfigs(
            List.of(
                Stack.of(this)
                    .formatArn(
                        ArnComponents.builder()
                            .service("logs")
                            .resource("log-group")
                            .resourceName(group.getLogGroupName())
                            .arnFormat(ArnFormat.COLON_RESOURCE_NAME)
                            .build())))
        .redactedFields(List.of(header("authorization"), header("sec-websocket-protocol")))
        .loggingFilter(
            Sorted.map(
                "DefaultBehavior",
                "DROP",
                "Filters",
                List.of(
                    Sorted.map(
                        "Behavior",
                        "KEEP",
                        "Conditions",
                        List.of(loggedAction("BLOCK"), loggedAction("COUNT")),
                        "Requirement",
                        "MEETS_ANY"))))
        .build();
  }

  private static CfnLoggingConfiguration.FieldToMatchProperty header(String name) {
    return CfnLoggingConfiguration.FieldToMatchProperty.builder()
        .singleHeader(Map.of("Name", name))
        .build();
  }

  private static Map<String, Object> loggedAction(String action) {
    return Map.of("ActionCondition", Map.of("Action", action));
  }

  /** Turns away with a status of the API's; its body is a problem document, as JSON goes here. */
  private void block(String name, int status, StatementProperty statement) {
    String answer = "Answer" + status;
    answers.put(
        answer,
        CustomResponseBodyProperty.builder()
            .contentType("APPLICATION_JSON")
            .content(
                "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d}"
                    .formatted(title(status), status))
            .build());
    CustomResponseProperty.Builder response =
        CustomResponseProperty.builder().responseCode(status).customResponseBodyKey(answer);
    if (status == 429) {
      response.responseHeaders(
          List.of(
              CustomHTTPHeaderProperty.builder()
                  .name("Retry-After")
                  .value(Integer.toString(WINDOW_SECONDS))
                  .build()));
    }
    rules.add(
        rule(name, statement)
            .action(
                RuleActionProperty.builder()
                    .block(BlockActionProperty.builder().customResponse(response.build()).build())
                    .build())
            .build());
  }

  private static String title(int status) {
    return switch (status) {
      case 413 -> "Content Too Large";
      case 414 -> "URI Too Long";
      case 429 -> "Too Many Requests";
      default -> "Forbidden";
    };
  }

  /** A group of AWS's rules; the named ones of them count only. */
  private void managed(String group, String... countOnly) {
    List<RuleActionOverrideProperty> overrides = new ArrayList<>();
    for (String name : countOnly) {
      overrides.add(
          RuleActionOverrideProperty.builder()
              .name(name)
              .actionToUse(
                  RuleActionProperty.builder().count(CountActionProperty.builder().build()).build())
              .build());
    }
    ManagedRuleGroupStatementProperty.Builder statement =
        ManagedRuleGroupStatementProperty.builder().vendorName("AWS").name(group);
    // AWS WAF refuses an empty list: API reference, ManagedRuleGroupStatement.
    if (!overrides.isEmpty()) {
      statement.ruleActionOverrides(overrides);
    }
    rules.add(
        rule(
                group,
                StatementProperty.builder().managedRuleGroupStatement(statement.build()).build())
            .overrideAction(OverrideActionProperty.builder().none(Map.of()).build())
            .build());
  }

  private RuleProperty.Builder rule(String name, StatementProperty statement) {
    return RuleProperty.builder()
        .name(name)
        .priority(rules.size())
        .statement(statement)
        .visibilityConfig(visible(name));
  }

  /**
   * Counts under a name of ours: {@code All} and {@code Default_Action} are reserved.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/waf/latest/APIReference/API_VisibilityConfig.html">VisibilityConfig</a>
   */
  private static VisibilityConfigProperty visible(String metric) {
    return VisibilityConfigProperty.builder()
        .cloudWatchMetricsEnabled(true)
        .metricName(metric)
        // Samples show whole requests, players' tokens too; what the log redacts is not redacted
        // there: API reference, VisibilityConfig.
        .sampledRequestsEnabled(false)
        .build();
  }

  private static StatementProperty flood(int requests) {
    return StatementProperty.builder()
        .rateBasedStatement(
            RateBasedStatementProperty.builder()
                .aggregateKeyType("IP")
                .limit(requests)
                .evaluationWindowSec(WINDOW_SECONDS)
                .build())
        .build();
  }

  /** Health checkers and stores call from wherever they stand. */
  private static Optional<StatementProperty> country(Countries countries) {
    StatementProperty fromAnywhere = or(startsWith(HEALTH), startsWith(NOTIFICATIONS));
    return switch (countries) {
      case Countries.Any() -> Optional.empty();
      case Countries.Only(List<String> codes) ->
          Optional.of(and(not(from(codes)), not(fromAnywhere)));
      case Countries.AllBut(List<String> codes) -> Optional.of(and(from(codes), not(fromAnywhere)));
    };
  }

  private static StatementProperty from(List<String> codes) {
    return StatementProperty.builder()
        .geoMatchStatement(GeoMatchStatementProperty.builder().countryCodes(codes).build())
        .build();
  }

  private static StatementProperty takesReceipts() {
    return or(startsWith(PURCHASES), startsWith(NOTIFICATIONS));
  }

  private static StatementProperty startsWith(String prefix) {
    return StatementProperty.builder()
        .byteMatchStatement(
            ByteMatchStatementProperty.builder()
                .fieldToMatch(path())
                .positionalConstraint("STARTS_WITH")
                .searchString(prefix)
                .textTransformations(asIs())
                .build())
        .build();
  }

  private static StatementProperty longer(FieldToMatchProperty field, int bytes) {
    return StatementProperty.builder()
        .sizeConstraintStatement(
            SizeConstraintStatementProperty.builder()
                .fieldToMatch(field)
                .comparisonOperator("GT")
                .size(bytes)
                .textTransformations(asIs())
                .build())
        .build();
  }

  /**
   * More than the functions take, by the announced length, which is all that is known of a large
   * body: from the next hundred thousand on, which a pattern can tell.
   */
  private static StatementProperty announced(BodyLimit limit) {
    int hundredThousands = limit.bytes() / 100_000 + 1;
    return StatementProperty.builder()
        .regexMatchStatement(
            RegexMatchStatementProperty.builder()
                .fieldToMatch(
                    FieldToMatchProperty.builder()
                        .singleHeader(Map.of("Name", "content-length"))
                        .build())
                .regexString("^([" + hundredThousands + "-9][0-9]{5}|[0-9]{7,})$")
                .textTransformations(asIs())
                .build())
        .build();
  }

  private static FieldToMatchProperty path() {
    return FieldToMatchProperty.builder().uriPath(Map.of()).build();
  }

  private static FieldToMatchProperty query() {
    return FieldToMatchProperty.builder().queryString(Map.of()).build();
  }

  private static FieldToMatchProperty body() {
    return FieldToMatchProperty.builder()
        .body(BodyProperty.builder().oversizeHandling("MATCH").build())
        .build();
  }

  private static List<TextTransformationProperty> asIs() {
    return List.of(TextTransformationProperty.builder().priority(0).type("NONE").build());
  }

  private static StatementProperty and(StatementProperty... statements) {
    return StatementProperty.builder()
        .andStatement(AndStatementProperty.builder().statements(List.of(statements)).build())
        .build();
  }

  private static StatementProperty or(StatementProperty... statements) {
    return StatementProperty.builder()
        .orStatement(OrStatementProperty.builder().statements(List.of(statements)).build())
        .build();
  }

  private static StatementProperty not(StatementProperty statement) {
    return StatementProperty.builder()
        .notStatement(NotStatementProperty.builder().statement(statement).build())
        .build();
  }
}
