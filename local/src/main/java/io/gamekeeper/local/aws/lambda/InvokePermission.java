package io.gamekeeper.local.aws.lambda;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One statement of a function's resource policy ({@code AWS::Lambda::Permission}).
 *
 * @param function name or ARN, with or without a qualifier; the permission is for exactly that
 * @param principal a service's name, or {@code *}
 * @param sourceArn pattern of the resources for which the service may call; empty: all
 */
public record InvokePermission(String function, String principal, Optional<String> sourceArn) {

  boolean allows(FunctionReference called, String service, String source) {
    return FunctionReference.parse(function).equals(called)
        && (principal.equals("*") || principal.equals(service))
        && sourceArn.map(pattern -> matches(pattern, source)).orElse(true);
  }

  private static boolean matches(String pattern, String arn) {
    String regex =
        Pattern.compile("\\*")
            .splitAsStream(pattern + "\0")
            .map(Pattern::quote)
            .collect(Collectors.joining(".*"));
    return Pattern.matches(regex, arn + "\0");
  }
}
