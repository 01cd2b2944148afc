package io.gamekeeper.testing;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What Lambda tells a function about an invocation.
 *
 * @param traceHeader X-Ray's; null if there is none
 * @param remainingMillis how long it may still take
 */
public record FakeContext(
    String requestId, @Nullable String traceHeader, IntSupplier remainingMillis)
    implements Context {
  public FakeContext() {
    this(10_000);
  }

  public FakeContext(int remainingMillis) {
    this(() -> remainingMillis);
  }

  public FakeContext(IntSupplier remainingMillis) {
    this("c6af9ac6-7b61-11e6-9a41-93e8deadbeef", null, remainingMillis);
  }

  public FakeContext(String requestId, @Nullable String traceHeader) {
    this(requestId, traceHeader, () -> 10_000);
  }

  @Override
  public String getAwsRequestId() {
    return requestId;
  }

  @Override
  public String getLogGroupName() {
    return "/aws/lambda/test";
  }

  @Override
  public String getLogStreamName() {
    return "stream";
  }

  @Override
  public String getFunctionName() {
    return "test";
  }

  @Override
  public String getFunctionVersion() {
    return "7";
  }

  @Override
  public String getInvokedFunctionArn() {
    return "arn:aws:lambda:eu-central-1:123456789012:function:test:live";
  }

  @Override
  public @Nullable CognitoIdentity getIdentity() {
    return null;
  }

  @Override
  public @Nullable ClientContext getClientContext() {
    return null;
  }

  @Override
  public int getRemainingTimeInMillis() {
    return remainingMillis.getAsInt();
  }

  @Override
  public int getMemoryLimitInMB() {
    return 512;
  }

  @Override
  public LambdaLogger getLogger() {
    throw new UnsupportedOperationException("functions log through their telemetry");
  }

  @Override
  public @Nullable String getXrayTraceId() {
    return traceHeader;
  }
}
