package io.gamekeeper.local.aws.elb;

import io.gamekeeper.local.http.FrontRequest;
import io.gamekeeper.local.iam.Wildcard;
import java.util.List;
import java.util.Optional;

/**
 * A condition of a listener rule. A request meets it by any one of its values; a rule applies if
 * all its conditions hold.
 */
public sealed interface RuleCondition {

  /** Tells whether the condition holds. */
  boolean matches(FrontRequest request);

  /** Returns a condition on the undecoded path, case-sensitive. */
  static RuleCondition path(List<String> patterns) {
    return new Path(patterns.stream().map(Wildcard::of).map(Wildcard::quoting).toList());
  }

  /** Returns a condition on the host, without its port. */
  static RuleCondition host(List<String> patterns) {
    return new Host(patterns.stream().map(Wildcard::ignoringCase).map(Wildcard::quoting).toList());
  }

  /** Returns a condition on the method, case-sensitive. */
  static RuleCondition method(List<String> methods) {
    return new Method(List.copyOf(methods));
  }

  /** Returns a condition on any value of a header. */
  static RuleCondition header(String name, List<String> patterns) {
    return new Header(
        name, patterns.stream().map(Wildcard::ignoringCase).map(Wildcard::quoting).toList());
  }

  /** Returns a condition on any parameter of the undecoded query. */
  static RuleCondition query(List<QueryPattern> patterns) {
    return new Query(List.copyOf(patterns));
  }

  /** Returns a condition on the address that the connection comes from. */
  static RuleCondition sourceIp(List<String> ranges) {
    return new SourceIp(ranges.stream().map(AddressRange::parse).toList());
  }

  /**
   * A pattern for one query parameter.
   *
   * @param key empty: any key
   */
  record QueryPattern(Optional<String> key, String value) {
    boolean matches(FrontRequest.Parameter parameter) {
      return key.map(k -> Wildcard.ignoringCase(k).quoting().matches(parameter.name())).orElse(true)
          && Wildcard.ignoringCase(value).quoting().matches(parameter.value());
    }
  }

  /** See {@link #path}. */
  record Path(List<Wildcard> patterns) implements RuleCondition {
    @Override
    public boolean matches(FrontRequest request) {
      return anyMatches(patterns, request.path());
    }
  }

  /** See {@link #host}. */
  record Host(List<Wildcard> patterns) implements RuleCondition {
    @Override
    public boolean matches(FrontRequest request) {
      return anyMatches(patterns, request.host());
    }
  }

  /** See {@link #method}. */
  record Method(List<String> methods) implements RuleCondition {
    @Override
    public boolean matches(FrontRequest request) {
      return methods.contains(request.method());
    }
  }

  /** See {@link #header}. */
  record Header(String name, List<Wildcard> patterns) implements RuleCondition {
    @Override
    public boolean matches(FrontRequest request) {
      return request.headers().stream()
          .filter(header -> header.name().equalsIgnoreCase(name))
          .anyMatch(header -> anyMatches(patterns, header.value()));
    }
  }

  /** See {@link #query}. */
  record Query(List<QueryPattern> patterns) implements RuleCondition {
    @Override
    public boolean matches(FrontRequest request) {
      List<FrontRequest.Parameter> parameters = request.parameters();
      return patterns.stream().anyMatch(pattern -> parameters.stream().anyMatch(pattern::matches));
    }
  }

  /** See {@link #sourceIp}. */
  record SourceIp(List<AddressRange> ranges) implements RuleCondition {
    @Override
    public boolean matches(FrontRequest request) {
      return ranges.stream().anyMatch(range -> range.contains(request.clientAddress()));
    }
  }

  private static boolean anyMatches(List<Wildcard> patterns, String text) {
    for (Wildcard pattern : patterns) {
      if (pattern.matches(text)) {
        return true;
      }
    }
    return false;
  }
}
