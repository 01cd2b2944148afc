package io.gamekeeper.infra.edge;

import io.gamekeeper.contract.BodyLimit;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.services.wafv2.CfnWebACL.AndStatementProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.BodyProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.ByteMatchStatementProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.FieldToMatchProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.GeoMatchStatementProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.NotStatementProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.OrStatementProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.RateBasedStatementProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.RegexMatchStatementProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.SizeConstraintStatementProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.StatementProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.TextTransformationProperty;

/** What a rule of AWS WAF looks for in a request: the statements that the firewall needs. */
final class Match {
  private Match() {}

  /** Matches an address that has sent more requests than that in the last seconds. */
  static StatementProperty flood(int requests, int windowSeconds) {
    return StatementProperty.builder()
        .rateBasedStatement(
            RateBasedStatementProperty.builder()
                .aggregateKeyType("IP")
                .limit(requests)
                .evaluationWindowSec(windowSeconds)
                .build())
        .build();
  }

  /** Matches requests from addresses that are registered in one of these countries. */
  static StatementProperty fromCountries(List<String> codes) {
    return StatementProperty.builder()
        .geoMatchStatement(GeoMatchStatementProperty.builder().countryCodes(codes).build())
        .build();
  }

  /** Matches requests for paths that start so. */
  static StatementProperty startsWith(String prefix) {
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

  /** Matches requests of which that part is longer. */
  static StatementProperty longer(FieldToMatchProperty field, int bytes) {
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
   * Matches requests whose announced length, which is all that is known of a large body, is beyond
   * what the functions take: from the next hundred thousand bytes on, which a pattern can tell.
   */
  static StatementProperty announced(BodyLimit limit) {
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

  static FieldToMatchProperty path() {
    return FieldToMatchProperty.builder().uriPath(Map.of()).build();
  }

  static FieldToMatchProperty query() {
    return FieldToMatchProperty.builder().queryString(Map.of()).build();
  }

  static FieldToMatchProperty body() {
    return FieldToMatchProperty.builder()
        .body(BodyProperty.builder().oversizeHandling("MATCH").build())
        .build();
  }

  private static List<TextTransformationProperty> asIs() {
    return List.of(TextTransformationProperty.builder().priority(0).type("NONE").build());
  }

  static StatementProperty and(StatementProperty... statements) {
    return StatementProperty.builder()
        .andStatement(AndStatementProperty.builder().statements(List.of(statements)).build())
        .build();
  }

  static StatementProperty or(StatementProperty... statements) {
    return StatementProperty.builder()
        .orStatement(OrStatementProperty.builder().statements(List.of(statements)).build())
        .build();
  }

  static StatementProperty not(StatementProperty statement) {
    return StatementProperty.builder()
        .notStatement(NotStatementProperty.builder().statement(statement).build())
        .build();
  }
}
