package io.gamekeeper.local.aws.waf;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.local.http.FrontRequest;
import io.gamekeeper.local.http.FrontResponse;
import io.gamekeeper.local.observe.CloudWatchNames;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;

/** Firewalls, and what they stand before. */
final class FirewallTypes {
  private static final String METRICS = "metrics of AWS have no counterpart on a laptop";
  private static final String NAMESPACE = "AWS/WAFV2";

  /** For rules: all of them, or none of them. */
  private static final List<String> OF_EVERY_ACL = List.of("ALL", "Default_Action");

  /**
   * What AWS WAF calls metrics of its own.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/waf/latest/APIReference/API_VisibilityConfig.html">VisibilityConfig</a>
   */
  private static final Set<String> RESERVED = Set.of("All", "ALL", "Default_Action");

  private static final Pattern METRIC_NAME = Pattern.compile("[A-Za-z0-9_-]{1,128}");

  private FirewallTypes() {}

  /**
   * One instance of each type.
   *
   * @param before takes a firewall that is to stand before the load balancer
   */
  static List<ResourceType> all(
      Consumer<WebAcl> before, InstantSource clock, CloudWatchNames cloudWatch) {
    Map<String, WebAcl> acls = new ConcurrentHashMap<>();
    OF_EVERY_ACL.forEach(rule -> cloudWatch.add(NAMESPACE, "Rule", rule));
    return List.of(new Acl(acls, clock, cloudWatch), new Association(acls, before));
  }

  /** The name that its metrics have; empty if it has none. */
  private static Optional<String> metricName(ResourceProperties counted) {
    ResourceProperties visibility = counted.object("VisibilityConfig");
    visibility.inert(METRICS, "SampledRequestsEnabled");
    String name = visibility.string("MetricName");
    if (RESERVED.contains(name)) {
      throw new TemplateException(
          visibility.where("MetricName"), "is " + name + ", which AWS WAF keeps for itself");
    }
    if (!METRIC_NAME.matcher(name).matches()) {
      throw new TemplateException(
          visibility.where("MetricName"),
          "is " + name + "; AWS WAF takes 1 to 128 letters, digits, - and _");
    }
    return visibility.bool("CloudWatchMetricsEnabled", true) ? Optional.of(name) : Optional.empty();
  }

  /**
   * A firewall.
   *
   * @param acls all that there are, by their ARN
   */
  record Acl(Map<String, WebAcl> acls, InstantSource clock, CloudWatchNames cloudWatch)
      implements ResourceType {
    @Override
    public String type() {
      return "AWS::WAFv2::WebACL";
    }

    @Override
    public Provisioned create(ResourceContext context) {
      ResourceProperties properties = context.properties();
      properties.inert("a note for people", "Description");
      metricName(properties).ifPresent(acl -> cloudWatch.add(NAMESPACE, "WebACL", acl));
      if (!properties.object("DefaultAction").has("Allow")) {
        throw new TemplateException(
            properties.where("DefaultAction"), "is not Allow, the only one the stage knows");
      }
      properties.object("DefaultAction").restInert("nothing is added to what goes on");
      List<String> left = new ArrayList<>();
      List<WebAcl.Rule> blocking = new ArrayList<>();
      Map<String, byte[]> bodies = bodies(properties);
      properties.objects("Rules").stream()
          .sorted(Comparator.comparingInt(rule -> rule.integer("Priority")))
          .forEach(rule -> read(rule, bodies, blocking, left));
      String name = properties.string("Name", context.generatedName());
      String id = context.generatedId("acl");
      String arn = context.environment().arn("wafv2", "regional/webacl/" + name + "/" + id);
      properties.inert("one machine has one place", "Scope");
      acls.put(arn, new WebAcl(context.address().logicalId(), blocking));
      return Provisioned.simulated(
              name + "|" + id + "|REGIONAL",
              blocking.size()
                  + " rules; 127.0.0.1 counts for no rate"
                  + (left.isEmpty() ? "" : "; not simulated: " + String.join(", ", left)))
          .with("Arn", arn)
          .with("Id", id);
    }

    /** What custom answers say, by its key. */
    private static Map<String, byte[]> bodies(ResourceProperties properties) {
      Map<String, byte[]> bodies = new HashMap<>();
      if (properties.has("CustomResponseBodies")) {
        for (Map.Entry<String, JsonNode> body :
            properties.json("CustomResponseBodies").properties()) {
          String type = body.getValue().path("ContentType").asText();
          if (!type.equals("APPLICATION_JSON")) {
            throw new TemplateException(
                properties.where("CustomResponseBodies"),
                "has " + type + "; the stage knows APPLICATION_JSON only");
          }
          bodies.put(
              body.getKey(),
              body.getValue().path("Content").asText().getBytes(StandardCharsets.UTF_8));
        }
      }
      return bodies;
    }

    private void read(
        ResourceProperties rule,
        Map<String, byte[]> bodies,
        List<WebAcl.Rule> blocking,
        List<String> left) {
      metricName(rule).ifPresent(metric -> cloudWatch.add(NAMESPACE, "Rule", metric));
      String name = rule.string("Name");
      ResourceProperties statement = rule.object("Statement");
      if (statement.has("ManagedRuleGroupStatement")) {
        atLeastOne(statement.object("ManagedRuleGroupStatement"), "RuleActionOverrides");
        left.add(name);
        rule.inert("AWS keeps these rules to itself", "Statement", "OverrideAction");
      } else if (asksForCountry(statement)) {
        left.add(name);
        rule.inert("a loopback address has no country", "Statement", "Action");
      } else {
        FrontResponse answer = answer(rule, bodies);
        blocking.add(new WebAcl.Rule(statement(statement, clock), answer));
      }
    }

    private static FrontResponse answer(ResourceProperties rule, Map<String, byte[]> bodies) {
      ResourceProperties action = rule.object("Action");
      if (!action.has("Block")) {
        throw new TemplateException(
            rule.where("Action"), "is not Block, the only one the stage knows");
      }
      Optional<ResourceProperties> custom = action.object("Block").optionalObject("CustomResponse");
      if (custom.isEmpty()) {
        return FrontResponse.closing(403);
      }
      String key = custom.get().string("CustomResponseBodyKey");
      byte[] body = bodies.get(key);
      if (body == null) {
        throw new TemplateException(
            custom.get().where("CustomResponseBodyKey"), "is " + key + ", which is no body");
      }
      List<FrontRequest.Field> headers = new ArrayList<>();
      headers.add(new FrontRequest.Field("content-type", "application/json"));
      headers.add(new FrontRequest.Field("connection", "close"));
      atLeastOne(custom.get(), "ResponseHeaders");
      for (ResourceProperties header : custom.get().objects("ResponseHeaders")) {
        headers.add(new FrontRequest.Field(header.string("Name"), header.string("Value")));
      }
      return new FrontResponse(custom.get().integer("ResponseCode"), headers, body);
    }
  }

  /** What AWS WAF takes with something in it or not at all. */
  private static void atLeastOne(ResourceProperties properties, String list) {
    if (properties.has(list) && properties.json(list).isEmpty()) {
      throw new TemplateException(
          properties.where(list), "is empty; AWS WAF wants it with one entry at least, or not");
    }
  }

  private static boolean asksForCountry(ResourceProperties statement) {
    return statement.has("GeoMatchStatement")
        || parts(statement).stream().anyMatch(FirewallTypes::asksForCountry);
  }

  /** The statements that a statement is made of; none if it asks something itself. */
  private static List<ResourceProperties> parts(ResourceProperties statement) {
    List<ResourceProperties> parts = new ArrayList<>();
    statement.optionalObject("AndStatement").ifPresent(s -> parts.addAll(s.objects("Statements")));
    statement.optionalObject("OrStatement").ifPresent(s -> parts.addAll(s.objects("Statements")));
    statement.optionalObject("NotStatement").ifPresent(s -> parts.add(s.object("Statement")));
    return parts;
  }

  private static Statement statement(ResourceProperties statement, InstantSource clock) {
    List<Statement> parts = parts(statement).stream().map(part -> statement(part, clock)).toList();
    if (!statement.has("NotStatement") && parts.size() == 1) {
      throw new TemplateException(
          statement.where("*"), "joins one statement; AWS WAF wants two at least");
    }
    if (statement.has("AndStatement")) {
      return new Statement.And(parts);
    }
    if (statement.has("OrStatement")) {
      return new Statement.Or(parts);
    }
    if (statement.has("NotStatement")) {
      return new Statement.Not(parts.getFirst());
    }
    return statement
        .optionalObject("RateBasedStatement")
        .map(rate -> flood(rate, clock))
        .or(() -> statement.optionalObject("SizeConstraintStatement").map(FirewallTypes::larger))
        .or(() -> statement.optionalObject("ByteMatchStatement").map(FirewallTypes::pathStart))
        .or(() -> statement.optionalObject("RegexMatchStatement").map(FirewallTypes::header))
        .orElseThrow(
            () ->
                new TemplateException(
                    statement.where("*"), "is a statement that the stage does not know"));
  }

  private static Statement flood(ResourceProperties rate, InstantSource clock) {
    only(rate, "AggregateKeyType", "IP");
    return new Statement.Flood(
        new RequestRates(
            rate.integer("Limit"),
            Duration.ofSeconds(rate.integer("EvaluationWindowSec", 300)),
            clock));
  }

  private static Statement larger(ResourceProperties size) {
    only(size, "ComparisonOperator", "GT");
    unchanged(size);
    ResourceProperties field = size.object("FieldToMatch");
    return new Statement.Larger(length(field), size.integer("Size"));
  }

  /** What was announced of the body; of one that comes in chunks the size is not known. */
  private static ToLongFunction<FrontRequest> length(ResourceProperties field) {
    if (field.has("UriPath")) {
      field.json("UriPath");
      return request -> request.path().getBytes(StandardCharsets.UTF_8).length;
    }
    if (field.has("QueryString")) {
      field.json("QueryString");
      return request ->
          request.query() == null ? 0 : request.query().getBytes(StandardCharsets.UTF_8).length;
    }
    ResourceProperties body = field.object("Body");
    only(body, "OversizeHandling", "MATCH");
    return request -> request.body().length();
  }

  private static Statement pathStart(ResourceProperties match) {
    only(match, "PositionalConstraint", "STARTS_WITH");
    unchanged(match);
    match.object("FieldToMatch").json("UriPath");
    return new Statement.PathStart(match.string("SearchString"));
  }

  private static Statement header(ResourceProperties match) {
    unchanged(match);
    return new Statement.Header(
        match.object("FieldToMatch").object("SingleHeader").string("Name"),
        Pattern.compile(match.string("RegexString")));
  }

  private static void unchanged(ResourceProperties match) {
    for (ResourceProperties transformation : match.objects("TextTransformations")) {
      transformation.inert("there is one", "Priority");
      only(transformation, "Type", "NONE");
    }
  }

  private static void only(ResourceProperties properties, String name, String known) {
    String value = properties.string(name);
    if (!value.equals(known)) {
      throw new TemplateException(
          properties.where(name), "is " + value + "; the stage knows " + known + " only");
    }
  }

  private record Association(Map<String, WebAcl> acls, Consumer<WebAcl> before)
      implements ResourceType {
    @Override
    public String type() {
      return "AWS::WAFv2::WebACLAssociation";
    }

    @Override
    public Provisioned create(ResourceContext context) {
      ResourceProperties properties = context.properties();
      String arn = properties.string("WebACLArn");
      WebAcl acl = acls.get(arn);
      if (acl == null) {
        throw new TemplateException(properties.where("WebACLArn"), "is " + arn + ", which is none");
      }
      String guarded = properties.string("ResourceArn");
      if (!guarded.contains(":loadbalancer/app/")) {
        throw new TemplateException(
            properties.where("ResourceArn"), "is " + guarded + ", which is no load balancer");
      }
      before.accept(acl);
      return Provisioned.simulated(context.generatedId("assoc"), "before " + guarded);
    }
  }
}
