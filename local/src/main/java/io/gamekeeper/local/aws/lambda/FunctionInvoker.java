package io.gamekeeper.local.aws.lambda;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Invokes the stage's functions for callers that use the AWS SDK. */
public interface FunctionInvoker {

  /**
   * Invokes a function.
   *
   * @param functionName name, ARN, or ARN with version or alias
   * @param qualifier version or alias, if not part of the name
   * @param payload the event, JSON
   * @return the answer; empty if there is no such function
   */
  Optional<Result> invoke(
      String functionName, Optional<String> qualifier, String payload, Type type);

  /**
   * Returns the ARN by which policies name the function, with the qualifier if one is given; empty
   * if there is no such function.
   */
  Optional<String> arn(String functionName, Optional<String> qualifier);

  /** The invocation type: whether the caller waits. */
  enum Type {
    REQUEST_RESPONSE,
    EVENT
  }

  /**
   * The answer of Lambda.
   *
   * @param status 200, 202 for events, 429 if throttled
   * @param functionError {@code Unhandled} if the function failed
   * @param payload the function's answer or error document, JSON; empty for events
   */
  record Result(
      int status, @Nullable String functionError, String payload, String executedVersion) {}
}
