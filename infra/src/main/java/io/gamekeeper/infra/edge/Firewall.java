package io.gamekeeper.infra.edge;

import static io.gamekeeper.infra.edge.Match.and;
import static io.gamekeeper.infra.edge.Match.announced;
import static io.gamekeeper.infra.edge.Match.body;
import static io.gamekeeper.infra.edge.Match.flood;
import static io.gamekeeper.infra.edge.Match.fromCountries;
import static io.gamekeeper.infra.edge.Match.longer;
import static io.gamekeeper.infra.edge.Match.not;
import static io.gamekeeper.infra.edge.Match.or;
import static io.gamekeeper.infra.edge.Match.path;
import static io.gamekeeper.infra.edge.Match.query;
import static io.gamekeeper.infra.edge.Match.startsWith;

import io.gamekeeper.contract.BodyLimit;
import io.gamekeeper.contract.GameAlarm;
import io.gamekeeper.infra.alarm.Alarms;
import io.gamekeeper.infra.alarm.Missing;
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
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.elasticloadbalancingv2.IApplicationLoadBalancer;
import software.amazon.awscdk.services.wafv2.CfnWebACL;
import software.amazon.awscdk.services.wafv2.CfnWebACL.AllowActionProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.BlockActionProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.CountActionProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.CustomHTTPHeaderProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.CustomResponseBodyProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.CustomResponseProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.DefaultActionProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.ManagedRuleGroupStatementProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.OverrideActionProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.RuleActionOverrideProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.RuleActionProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.RuleProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.StatementProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.VisibilityConfigProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACLAssociation;
import software.constructs.Construct;

/**
 * The web ACL before the load balancer. It blocks floods from one address, requests that are too
 * large, countries that the stage does not serve, and what AWS knows to be bad. The rules are tried
 * in their order; a request that none of them blocks goes on.
 */
final class Firewall extends Construct {
  private static final int WINDOW_SECONDS = 300;

  /** How much of a body AWS WAF inspects before a load balancer; AWS's limit, not ours. */
  private static final int INSPECTED_BYTES = 8 * 1024;

  private static final int LONGEST_PATH = 512;

  /** A query may name 200 friends' ids. */
  private static final int LONGEST_QUERY = 14 * 1024;

  private static final String HEALTH = "/healthz";
  private static final String NOTIFICATIONS = "/v1/store-notifications/";
  private static final String PURCHASES = "/v1/purchases";
  private static final String EVENTS = "/v1/logs";

  private final List<RuleProperty> rules = new ArrayList<>();
  private final Map<String, CustomResponseBodyProperty> answers = new TreeMap<>();

  /**
   * What a firewall is made of.
   *
   * @param config the stage
   * @param loadBalancer the load balancer that it protects
   * @param alarms who is told of a surge
   * @param removalPolicy what happens to its log
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
    block("RequestsPerAddress", 429, flood(config.edge().requestsPerAddress(), WINDOW_SECONDS));
    country(config.edge().countries()).ifPresent(statement -> block("Country", 403, statement));
    block("PathTooLong", 414, longer(path(), LONGEST_PATH));
    block("QueryTooLong", 414, longer(query(), LONGEST_QUERY));
    block("BodyTooLarge", 413, and(longer(body(), INSPECTED_BYTES), not(takesLargeBodies())));
    block("ReceiptTooLarge", 413, and(announced(BodyLimit.RECEIPT), not(takesNoticesOrEvents())));
    // Notices and events have the same limit.
    block("NoticeTooLarge", 413, and(announced(BodyLimit.NOTICE), takesNoticesOrEvents()));
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

    String name = name(config);
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
    FirewallLog.keep(this, acl, config, props.removalPolicy());
    props
        .alarms()
        .raise(
            this,
            GameAlarm.BLOCKED_REQUESTS,
            Rule.above(
                    config.edge().requestsPerAddress(),
                    blockedRequests(Stack.of(this), name),
                    Missing.quiet("AWS WAF counts what it blocks, and nothing else."),
                    "The firewall turns away more than a normal day's bad requests: somebody"
                        + " attacks, or a rule hits players.")
                .in(2, 3));
  }

  /** Returns the name of a stage's web ACL, and of its metrics. */
  static String name(StageConfig config) {
    return "gamekeeper-" + config.name().key();
  }

  /**
   * Returns how many requests all rules together blocked. The dimension {@code WebACL} takes the
   * web ACL's metric name, not its name; {@code Rule} takes the word for all rules.
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

  /**
   * Blocks with a status of the API. The body is a problem document, sent as plain JSON, which is
   * the only JSON type that AWS WAF allows here.
   */
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

  /** Adds a group of AWS's rules, of which the named ones only count. */
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
   * Makes a rule count under a metric name of its own; {@code All} and {@code Default_Action} are
   * reserved.
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

  /**
   * Matches requests from countries that are not served; health checkers and stores may call from
   * anywhere.
   */
  private static Optional<StatementProperty> country(Countries countries) {
    StatementProperty fromAnywhere = or(startsWith(HEALTH), startsWith(NOTIFICATIONS));
    return switch (countries) {
      case Countries.Any() -> Optional.empty();
      case Countries.Only(List<String> codes) ->
          Optional.of(and(not(fromCountries(codes)), not(fromAnywhere)));
      case Countries.AllBut(List<String> codes) ->
          Optional.of(and(fromCountries(codes), not(fromAnywhere)));
    };
  }

  private static StatementProperty takesLargeBodies() {
    return or(startsWith(PURCHASES), takesNoticesOrEvents());
  }

  private static StatementProperty takesNoticesOrEvents() {
    return or(startsWith(NOTIFICATIONS), startsWith(EVENTS));
  }
}
