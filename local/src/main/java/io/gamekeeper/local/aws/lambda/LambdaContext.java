package io.gamekeeper.local.aws.lambda;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The context of an invocation, as its handler sees it. */
final class LambdaContext implements Context {
  private final FunctionConfig config;
  private final Invocation invocation;
  private final String invokedArn;
  private final String logStream;
  private final InstantSource clock;
  private final Instant deadline;

  LambdaContext(
      FunctionConfig config,
      Invocation invocation,
      String invokedArn,
      String logStream,
      InstantSource clock,
      Instant deadline) {
    this.config = config;
    this.invocation = invocation;
    this.invokedArn = invokedArn;
    this.logStream = logStream;
    this.clock = clock;
    this.deadline = deadline;
  }

  @Override
  public String getAwsRequestId() {
    return invocation.requestId();
  }

  @Override
  public String getLogGroupName() {
    return config.logGroup();
  }

  @Override
  public String getLogStreamName() {
    return logStream;
  }

  @Override
  public String getFunctionName() {
    return config.name();
  }

  @Override
  public String getFunctionVersion() {
    return invocation.version();
  }

  @Override
  public String getInvokedFunctionArn() {
    return invokedArn;
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
    return Math.toIntExact(Math.max(0, Duration.between(clock.instant(), deadline).toMillis()));
  }

  @Override
  public int getMemoryLimitInMB() {
    return config.memoryMegabytes();
  }

  @Override
  public LambdaLogger getLogger() {
    return new LambdaLogger() {
      @Override
      public void log(String message) {
        System.out.println(message);
      }

      @Override
      public void log(byte[] message) {
        log(new String(message, StandardCharsets.UTF_8));
      }
    };
  }

  @Override
  public String getXrayTraceId() {
    return invocation.traceHeader();
  }
}
