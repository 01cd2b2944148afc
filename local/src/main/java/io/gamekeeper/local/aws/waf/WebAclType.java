package io.gamekeeper.local.aws.waf;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.local.http.FrontRequest;
import io.gamekeeper.local.http.FrontResponse;
import io.gamekeeper.local.observe.MetricStore.Recorder;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A web ACL of the templates: a firewall.
 *
 * @param acls all web ACLs, by their ARN
 */
record WebAclType(Map<String, WebAcl> acls, Statements statements, FirewallMetrics metrics)
    implements ResourceType {
  @Override
  public String type() {
    return "AWS::WAFv2::WebACL";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    properties.inert("informational only", "Description");
    String region = context.environment().region();
    Optional<String> counted = metrics.add("WebACL", properties);
    if (!properties.object("DefaultAction").has("Allow")) {
      throw new TemplateException(
          properties.where("DefaultAction"),
          "is not Allow, the only default action that the stage supports");
    }
    properties.object("DefaultAction").restInert("nothing is added to requests that pass");
    List<String> left = new ArrayList<>();
    List<WebAcl.Rule> blocking = new ArrayList<>();
    Map<String, byte[]> bodies = bodies(properties);
    properties.objects("Rules").stream()
        .sorted(Comparator.comparingInt(rule -> rule.integer("Priority")))
        .forEach(
            rule -> {
              Recorder blocked = metrics.blocked(region, counted, metrics.add("Rule", rule));
              read(rule, bodies, blocked, blocking, left);
            });
    String name = properties.string("Name", context.generatedName());
    String id = context.generatedId("acl");
    String arn = context.environment().arn("wafv2", "regional/webacl/" + name + "/" + id);
    properties.inert("one machine is one location", "Scope");
    acls.put(
        arn, new WebAcl(context.address().logicalId(), blocking, metrics.allowed(region, counted)));
    return Provisioned.simulated(
            name + "|" + id + "|REGIONAL",
            blocking.size()
                + " rules; requests from 127.0.0.1 are not counted"
                + (left.isEmpty() ? "" : "; not simulated: " + String.join(", ", left)))
        .with("Arn", arn)
        .with("Id", id);
  }

  /** Returns the bodies of custom responses, by their keys. */
  private static Map<String, byte[]> bodies(ResourceProperties properties) {
    Map<String, byte[]> bodies = new HashMap<>();
    if (properties.has("CustomResponseBodies")) {
      for (Map.Entry<String, JsonNode> body :
          properties.json("CustomResponseBodies").properties()) {
        String type = body.getValue().path("ContentType").asText();
        if (!type.equals("APPLICATION_JSON")) {
          throw new TemplateException(
              properties.where("CustomResponseBodies"),
              "has " + type + "; the stage supports only APPLICATION_JSON");
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
      Recorder blocked,
      List<WebAcl.Rule> blocking,
      List<String> left) {
    String name = rule.string("Name");
    ResourceProperties statement = rule.object("Statement");
    if (statement.has("ManagedRuleGroupStatement")) {
      atLeastOne(statement.object("ManagedRuleGroupStatement"), "RuleActionOverrides");
      left.add(name);
      rule.inert("AWS does not publish these rules", "Statement", "OverrideAction");
    } else if (Statements.asksForCountry(statement)) {
      left.add(name);
      rule.inert("a loopback address has no country", "Statement", "Action");
    } else {
      FrontResponse answer = answer(rule, bodies);
      blocking.add(new WebAcl.Rule(statements.read(statement), answer, blocked));
    }
  }

  private static FrontResponse answer(ResourceProperties rule, Map<String, byte[]> bodies) {
    ResourceProperties action = rule.object("Action");
    if (!action.has("Block")) {
      throw new TemplateException(
          rule.where("Action"), "is not Block, the only action that the stage supports");
    }
    Optional<ResourceProperties> custom = action.object("Block").optionalObject("CustomResponse");
    if (custom.isEmpty()) {
      return FrontResponse.closing(403);
    }
    String key = custom.get().string("CustomResponseBodyKey");
    byte[] body = bodies.get(key);
    if (body == null) {
      throw new TemplateException(
          custom.get().where("CustomResponseBodyKey"),
          "is " + key + ", which is not a custom response body");
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

  /** Checks a list that AWS WAF takes with at least one entry, or not at all. */
  private static void atLeastOne(ResourceProperties properties, String list) {
    if (properties.has(list) && properties.json(list).isEmpty()) {
      throw new TemplateException(
          properties.where(list),
          "is empty; AWS WAF takes it with at least one entry, or not at all");
    }
  }
}
