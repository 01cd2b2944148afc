package io.gamekeeper.local.aws.waf;

import io.gamekeeper.local.http.FrontRequest;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.TemplateException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;

/** Reads the statements of firewall rules. */
record Statements(InstantSource clock) {
  /** Tells whether a statement, or one within it, matches by country. */
  static boolean asksForCountry(ResourceProperties statement) {
    return statement.has("GeoMatchStatement")
        || parts(statement).stream().anyMatch(Statements::asksForCountry);
  }

  /** Returns the statements within a logical statement; empty for any other. */
  private static List<ResourceProperties> parts(ResourceProperties statement) {
    List<ResourceProperties> parts = new ArrayList<>();
    statement.optionalObject("AndStatement").ifPresent(s -> parts.addAll(s.objects("Statements")));
    statement.optionalObject("OrStatement").ifPresent(s -> parts.addAll(s.objects("Statements")));
    statement.optionalObject("NotStatement").ifPresent(s -> parts.add(s.object("Statement")));
    return parts;
  }

  /** Reads a statement with those within it. */
  Statement read(ResourceProperties statement) {
    List<Statement> parts = parts(statement).stream().map(this::read).toList();
    if (!statement.has("NotStatement") && parts.size() == 1) {
      throw new TemplateException(
          statement.where("*"), "joins one statement; AWS WAF wants at least two");
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
        .map(this::flood)
        .or(() -> statement.optionalObject("SizeConstraintStatement").map(Statements::larger))
        .or(() -> statement.optionalObject("ByteMatchStatement").map(Statements::pathStart))
        .or(() -> statement.optionalObject("RegexMatchStatement").map(Statements::header))
        .orElseThrow(
            () ->
                new TemplateException(
                    statement.where("*"), "is a statement that the stage does not support"));
  }

  private Statement flood(ResourceProperties rate) {
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

  /**
   * Returns the length of a part of a request; that of a body is known if the client announces it.
   */
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
      transformation.inert("there is one transformation", "Priority");
      only(transformation, "Type", "NONE");
    }
  }

  private static void only(ResourceProperties properties, String name, String known) {
    String value = properties.string(name);
    if (!value.equals(known)) {
      throw new TemplateException(
          properties.where(name), "is " + value + "; the stage supports only " + known);
    }
  }
}
