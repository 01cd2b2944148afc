package io.gamekeeper.local.aws.lambda;

import io.gamekeeper.local.iam.Wildcard;
import java.util.Optional;

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
        && sourceArn.map(pattern -> Wildcard.of(pattern).matches(source)).orElse(true);
  }
}
